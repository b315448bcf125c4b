#include "server/customers/writes/customer_batches.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "google/protobuf/descriptor.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/writes/batch_budget.h"
#include "server/customers/writes/batch_failure.h"
#include "server/customers/writes/batch_items.h"
#include "server/customers/writes/customer_writes.h"
#include "server/rpc/preparation.h"

namespace comptoir::customers {
namespace {

using google::protobuf::FieldDescriptor;
using storage::v1::StoredCustomer;
using store::Transaction;
using v1::Customer;

// What the log has of an event beside what it says, and of a row that came or
// went, with room for growth.
constexpr size_t kEventBytes = 256;
constexpr size_t kIdentityBytes = 128;
// Between the paths of a mask, and what follows from others: a primary phone
// number or email address that moves among the others, and its label.
constexpr size_t kPathBytes = 2;
constexpr size_t kOtherPathsBytes = 128;

const std::string& NamedBy(const v1::UpdateCustomerRequest& request) {
  return request.customer().id();
}
const std::string& NamedBy(const v1::DeleteCustomerRequest& request) {
  return request.customer_id();
}

// Does what `apply(request, phones, result)` does for each request of the batch
// that is right by itself.
template <typename Batch, typename Response, typename Apply>
absl::StatusOr<Response> ForEach(const Call& call, const Batch& batch,
                                 Apply apply) {
  using Request = std::decay_t<decltype(batch.requests(0))>;
  const auto& prepared = call.prepared<BatchItems<Request>>();
  if (!prepared.items ||
      static_cast<int>(prepared.items->size()) != batch.requests_size()) {
    return absl::InternalError("a batch that was not prepared");
  }
  Response response;
  std::vector<std::string> missing;
  for (const auto& [request, refusal] : *prepared.items) {
    v1::CustomerBatchResult& result = *response.add_results();
    if constexpr (requires { NamedBy(request); }) {
      // What is no id is not worth a place in the answer.
      if (ParseId("cus", NamedBy(request))) {
        result.set_customer_id(NamedBy(request));
      }
    }
    absl::Status status = refusal;
    if (status.ok()) status = apply(request, prepared.phones, result);
    if (status.ok()) continue;
    if (auto unread = rpc::MissingIn(status)) {
      missing.push_back(*std::move(unread));
    } else if (IsOfOne(status)) {
      *result.mutable_failure() = BatchFailureOf(status);
    } else {
      return status;
    }
  }
  if (!missing.empty()) return rpc::PrepareAgain(AllMissing(missing));
  return response;
}

absl::Status NamedTwice(const std::string& field, const std::string& id) {
  return Error(absl::StatusCode::kInvalidArgument, "NAMED_TWICE",
               fmt::format("customer {} was named before in this batch: "
                           "send one request for each",
                           id),
               {{"field", field}, {"id", id}});
}

// More than the paths of an update's event can take.
size_t PathBytesOf(const v1::UpdateCustomerRequest& request) {
  size_t bytes = kOtherPathsBytes;
  const auto add = [&bytes](const std::string& name) {
    bytes += name.size() + kPathBytes;
  };
  const auto& paths = request.update_mask().paths();
  if (std::find(paths.begin(), paths.end(), "*") != paths.end()) {
    for (int i = 0; i < Customer::descriptor()->field_count(); ++i) {
      add(Customer::descriptor()->field(i)->name());
    }
    return bytes;
  }
  for (const std::string& path : paths) add(path);
  if (!paths.empty()) return bytes;
  std::vector<const FieldDescriptor*> set;
  request.customer().GetReflection()->ListFields(request.customer(), &set);
  for (const FieldDescriptor* field : set) add(field->name());
  return bytes;
}

// The bytes of the rows of a profile.
absl::StatusOr<size_t> RowBytesOf(const CustomerDirectory& directory,
                                  const Transaction& txn,
                                  const StoredCustomer& survivor) {
  size_t bytes = survivor.ByteSizeLong();
  if (survivor.merged().empty()) return bytes;
  std::vector<std::string> ids;
  for (const auto& merged : survivor.merged()) {
    ids.push_back(merged.customer().id());
  }
  ASSIGN_OR_RETURN(
      const std::vector<StoredCustomer> rows,
      directory.tables().customers.GetMany(txn, txn.merchant_id(), ids));
  for (const StoredCustomer& row : rows) bytes += row.ByteSizeLong();
  return bytes;
}

}  // namespace

absl::StatusOr<v1::BatchCreateCustomersResponse> CustomerBatches::Create(
    const Call& call, Transaction& txn,
    const v1::BatchCreateCustomersRequest& request) const {
  return ForEach<v1::BatchCreateCustomersRequest,
                 v1::BatchCreateCustomersResponse>(
      call, request,
      [&](const v1::CreateCustomerRequest& wanted, const PhoneReadings& phones,
          v1::CustomerBatchResult& result) -> absl::Status {
        ASSIGN_OR_RETURN(const Customer created,
                         CreateAsAsked(directory_, call, txn, wanted, phones));
        result.set_customer_id(created.id());
        result.set_etag(created.etag());
        return absl::OkStatus();
      });
}

absl::StatusOr<v1::BatchUpdateCustomersResponse> CustomerBatches::Update(
    const Call& call, Transaction& txn,
    const v1::BatchUpdateCustomersRequest& request) const {
  BatchBudget budget;
  std::set<std::string> seen;
  return ForEach<v1::BatchUpdateCustomersRequest,
                 v1::BatchUpdateCustomersResponse>(
      call, request,
      [&](const v1::UpdateCustomerRequest& wanted, const PhoneReadings& phones,
          v1::CustomerBatchResult& result) -> absl::Status {
        const std::string& id = NamedBy(wanted);
        const absl::StatusOr<StoredCustomer> found =
            directory_.GetStored(txn, txn.merchant_id(), id);
        if (!found.ok()) {
          return deleted_.Explain(call, txn, id, found.status());
        }
        const StoredCustomer& stored = *found;
        // Once in a transaction: its revision is the etag.
        if (!seen.insert(stored.customer().id()).second) {
          return NamedTwice("customer.id", id);
        }
        // Who is refused takes no room.
        BatchBudget spent = budget;
        RETURN_IF_ERROR(
            spent.Spend(stored.ByteSizeLong() + wanted.ByteSizeLong(),
                        kEventBytes + PathBytesOf(wanted)));
        ASSIGN_OR_RETURN(const Customer updated,
                         UpdateAsAsked(directory_, call, txn, wanted, phones));
        budget = spent;
        result.set_etag(updated.etag());
        return absl::OkStatus();
      });
}

absl::StatusOr<v1::BatchDeleteCustomersResponse> CustomerBatches::Delete(
    const Call& call, Transaction& txn,
    const v1::BatchDeleteCustomersRequest& request) const {
  BatchBudget budget;
  std::set<std::string> seen;
  return ForEach<v1::BatchDeleteCustomersRequest,
                 v1::BatchDeleteCustomersResponse>(
      call, request,
      [&](const v1::DeleteCustomerRequest& wanted, const PhoneReadings&,
          v1::CustomerBatchResult& result) -> absl::Status {
        const std::string& id = NamedBy(wanted);
        if (!seen.insert(id).second) return NamedTwice("customer_id", id);
        ASSIGN_OR_RETURN(const StoredCustomer stored,
                         directory_.GetStored(txn, txn.merchant_id(), id));
        ASSIGN_OR_RETURN(const size_t row_bytes,
                         RowBytesOf(directory_, txn, stored));
        BatchBudget spent = budget;
        RETURN_IF_ERROR(spent.Spend(
            row_bytes,
            kEventBytes + (1 + stored.merged_size()) * kIdentityBytes));
        ASSIGN_OR_RETURN(const Customer deleted,
                         deleted_.Delete(txn, id, wanted.etag()));
        budget = spent;
        result.set_etag(deleted.etag());
        return absl::OkStatus();
      });
}

}  // namespace comptoir::customers
