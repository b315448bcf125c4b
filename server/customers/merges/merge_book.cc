#include "server/customers/merges/merge_book.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/attributes/merged_attributes.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/customers/merges/sources/source_rows.h"
#include "server/records/changes.h"
#include "server/records/stamps.h"

namespace comptoir::customers {
namespace {

using google::protobuf::RepeatedPtrField;
using storage::v1::StoredCustomer;
using store::Transaction;
using v1::Customer;
using v1::CustomerEtag;

absl::Status CheckEtags(const RepeatedPtrField<CustomerEtag>& expected,
                        const std::vector<StoredCustomer>& profiles) {
  std::set<std::string_view> seen;
  for (int i = 0; i < expected.size(); ++i) {
    const std::string& id = expected[i].customer_id();
    const auto field = fmt::format("expected_customers[{}].customer_id", i);
    if (!seen.insert(id).second) {
      return InvalidField(field, "must not be there twice");
    }
    const auto found = std::find_if(
        profiles.begin(), profiles.end(),
        [&](const StoredCustomer& row) { return row.customer().id() == id; });
    if (found == profiles.end()) {
      return InvalidField(field, "must be one of the customers of the merge");
    }
    RETURN_IF_ERROR(
        records::CheckEtag("customer", expected[i].etag(), found->customer()));
  }
  return absl::OkStatus();
}

// The rows from the one that the identity was merged into up to the survivor.
absl::StatusOr<std::vector<StoredCustomer>> RowsAbove(
    const CustomerDirectory& directory, const Transaction& txn,
    const StoredCustomer& identity) {
  std::vector<StoredCustomer> rows;
  std::string next = identity.merged_into();
  while (!next.empty()) {
    if (rows.size() == kIdentitiesMax) return Corrupt("a customer's merges");
    ASSIGN_OR_RETURN(StoredCustomer row, directory.tables().customers.Get(
                                             txn, txn.merchant_id(), next));
    next = row.merged_into();
    rows.push_back(std::move(row));
  }
  return rows;
}

// A row for each merge around the one that is taken back is written anew, all
// in one transaction. The survivor's comes last; one row alone is never too
// large.
absl::Status CheckSize(const std::vector<StoredCustomer>& above) {
  size_t bytes = 0;
  for (const StoredCustomer& row : above) bytes += row.ByteSizeLong();
  if (bytes <= kUnmergedBytesMax) return absl::OkStatus();
  const std::string& survivor = above.back().customer().id();
  const std::string& outermost = above[above.size() - 2].customer().id();
  return Error(
      absl::StatusCode::kFailedPrecondition, "PROFILE_TOO_LARGE",
      fmt::format("the {} profiles that this one was merged into, each "
                  "into the next, come to {} bytes, and one request "
                  "can change {}: take {} out of {} first",
                  above.size(), bytes, kUnmergedBytesMax, outermost, survivor),
      {{"field", "customer_id"},
       {"customer_id", outermost},
       {"survivor_customer_id", survivor}});
}

// Says in the event which attributes of the survivor's profile are different.
template <typename Event>
absl::Status NameAttributes(const AttributeTables& tables,
                            const Transaction& txn,
                            const StoredCustomer& before,
                            const StoredCustomer& after, Event* event) {
  if (!HasAttributes(before) && !HasAttributes(after)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables.All(txn, txn.merchant_id()));
  for (const std::string& id :
       DifferingAttributes(definitions, before, after)) {
    event->add_changed_attribute_definition_ids(id);
  }
  if (!event->changed_attribute_definition_ids().empty()) {
    event->mutable_changed_fields()->add_paths("attributes");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Customer> MergeBook::Merge(
    Transaction& txn, const WantedMerge& wanted,
    const RepeatedPtrField<CustomerEtag>& expected) const {
  ASSIGN_OR_RETURN(MergePlan plan,
                   PlanMerge(directory_, txn, txn.merchant_id(), wanted));
  RETURN_IF_ERROR(CheckEtags(expected, plan.profiles));
  if (!plan.blockers.empty()) return Refusal(plan.blockers.front());

  v1::CustomerMerged event;
  event.set_customer_id(wanted.survivor_id);
  event.set_operation_id(wanted.operation_id);
  for (size_t i = 1; i < plan.profiles.size(); ++i) {
    StoredCustomer& other = plan.profiles[i];
    other.set_merged_into(wanted.survivor_id);
    other.set_merged_by_operation_id(wanted.operation_id);
    RETURN_IF_ERROR(directory_.tables().customers.Put(txn, other));
    event.add_merged_customer_ids(other.customer().id());
  }
  *event.mutable_changed_fields() = records::ChangedFields(
      plan.profiles[0].customer(), plan.merged.customer());
  RETURN_IF_ERROR(
      NameAttributes(attributes_, txn, plan.profiles[0], plan.merged, &event));
  records::StampChange(txn, plan.merged.mutable_customer());
  RETURN_IF_ERROR(directory_.tables().customers.Put(txn, plan.merged));
  std::vector<std::string> all = wanted.customer_ids;
  all.insert(all.begin(), wanted.survivor_id);
  if (!wanted.operation_id.empty()) all.push_back(wanted.operation_id);
  txn.AppendEvent(event, all, all);
  return std::move(*plan.merged.mutable_customer());
}

absl::StatusOr<Unmerged> MergeBook::Unmerge(
    Transaction& txn, const std::string& customer_id,
    std::string_view survivor_etag, const std::string& operation_id) const {
  const auto& customers = directory_.tables().customers;
  ASSIGN_OR_RETURN(StoredCustomer identity,
                   customers.Get(txn, txn.merchant_id(), customer_id));
  if (identity.merged_into().empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_MERGED",
                 fmt::format("customer {} is part of no other profile: name "
                             "who was merged away, not the survivor",
                             customer_id),
                 {{"field", "customer_id"}, {"customer_id", customer_id}});
  }
  ASSIGN_OR_RETURN(std::vector<StoredCustomer> above,
                   RowsAbove(directory_, txn, identity));
  const StoredCustomer before = above.back();
  RETURN_IF_ERROR(
      records::CheckEtag("customer", survivor_etag, before.customer()));
  RETURN_IF_ERROR(CheckSize(above));

  identity.clear_merged_into();
  identity.clear_merged_by_operation_id();
  records::StampChange(txn, identity.mutable_customer());
  RETURN_IF_ERROR(customers.Put(txn, identity));
  // What one row shows may be what the next one has from it: from below.
  for (StoredCustomer& row : above) {
    TakeFromProfile(identity, &row);
    DropIdleChoices(&row);
    Rows rows;
    RETURN_IF_ERROR(
        ReadSources(directory_.tables(), txn, txn.merchant_id(), row, &rows));
    ShowSources(rows, &row);
    if (&row == &above.back()) {
      records::StampChange(txn, row.mutable_customer());
    }
    RETURN_IF_ERROR(customers.Put(txn, row));
  }
  const Customer& survivor = above.back().customer();
  v1::CustomerUnmerged event;
  event.set_customer_id(customer_id);
  event.set_survivor_customer_id(survivor.id());
  event.set_operation_id(operation_id);
  *event.mutable_changed_fields() =
      records::ChangedFields(before.customer(), survivor);
  RETURN_IF_ERROR(
      NameAttributes(attributes_, txn, before, above.back(), &event));
  std::vector<std::string> all = {customer_id, survivor.id()};
  if (!operation_id.empty()) all.push_back(operation_id);
  txn.AppendEvent(event, all, all);
  return Unmerged{.customer = std::move(*identity.mutable_customer()),
                  .survivor = survivor};
}

}  // namespace comptoir::customers
