#include "server/customers/writes/batch_preparations.h"

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "comptoir/customers/v1/customer_batches.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/phones/phone_preparations.h"
#include "server/customers/writes/batch_items.h"
#include "server/rpc/rules/validation.h"

namespace comptoir::customers {
namespace {

using rpc::PreparationInput;
using rpc::Prepared;
// See AllMissing().
using Missing = v1::BatchCreateCustomersRequest;

constexpr char kOfTheBatch[] = "must be empty: the batch has its own";

// Makes a request of a batch what a handler may trust.
template <typename Request>
absl::Status Admit(Request& request) {
  FieldViolations violations;
  rpc::ValidationPlan::Of(Request::descriptor()).Admit(request, violations);
  if (!request.request_id().empty()) violations.Add("request_id", kOfTheBatch);
  if constexpr (requires { request.validate_only(); }) {
    if (request.validate_only()) {
      violations.Add("validate_only", "must be empty: a batch has none");
    }
  }
  return violations.ToStatus();
}

template <typename Batch>
absl::StatusOr<Prepared> Prepare(const PreparationInput& input) {
  const auto& requests = static_cast<const Batch&>(input.request).requests();
  using Request = std::decay_t<decltype(requests[0])>;
  BatchItems<Request> prepared{.phones = PhoneReadings(HomeOf(input.caller))};
  std::vector<typename BatchItems<Request>::Item> items;
  for (const Request& request : requests) {
    auto& item = items.emplace_back();
    item.request = request;
    item.refusal = Admit(item.request);
    if constexpr (requires { request.customer(); }) {
      if (item.refusal.ok()) {
        AddReadingsOf(item.request.customer(), &prepared.phones);
      }
    }
  }
  Missing missing;
  if (!missing.ParseFromArray(input.missing.data(),
                              static_cast<int>(input.missing.size()))) {
    return absl::InternalError("phone numbers to be read are no customers'");
  }
  for (const v1::CreateCustomerRequest& unread : missing.requests()) {
    AddReadingsOf(unread.customer(), &prepared.phones);
  }
  prepared.items = std::make_shared<const decltype(items)>(std::move(items));
  return Prepared{.principal = input.caller, .data = std::move(prepared)};
}

void Add(std::string_view method,
         absl::StatusOr<Prepared> (*prepare)(const PreparationInput&),
         rpc::Preparations* preparations) {
  preparations->emplace(
      fmt::format("comptoir.customers.v1.CustomerService/{}", method),
      [prepare](const PreparationInput& input, rpc::PreparedCallback done) {
        done(prepare(input));
      });
}

}  // namespace

void AddBatchPreparations(rpc::Preparations* preparations) {
  Add("BatchCreateCustomers", Prepare<v1::BatchCreateCustomersRequest>,
      preparations);
  Add("BatchUpdateCustomers", Prepare<v1::BatchUpdateCustomersRequest>,
      preparations);
  Add("BatchDeleteCustomers", Prepare<v1::BatchDeleteCustomersRequest>,
      preparations);
}

}  // namespace comptoir::customers
