// The handlers of AttributeDefinitionService about values of customers.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/customers/v1/attribute_definition_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/attributes/attribute_definition_service.h"
#include "server/customers/attributes/attribute_sight.h"
#include "server/customers/attributes/attribute_values.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/records/stamps.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Snapshot;
using store::Transaction;

// What was changed by one call.
struct Changed {
  std::set<std::string> customer_ids;
  std::set<std::string> definition_ids;
  // Of the rows that were written.
  size_t bytes = 0;
};

void Tell(Transaction& txn, const Changed& changed) {
  if (changed.customer_ids.empty()) return;
  v1::CustomerAttributesChanged event;
  event.mutable_customer_ids()->Assign(changed.customer_ids.begin(),
                                       changed.customer_ids.end());
  event.mutable_attribute_definition_ids()->Assign(
      changed.definition_ids.begin(), changed.definition_ids.end());
  const std::vector<std::string> customers(changed.customer_ids.begin(),
                                           changed.customer_ids.end());
  txn.AppendEvent(event, customers, customers);
}

// Makes the changes and puts the row, unless all was so before: whether not.
absl::StatusOr<bool> Apply(const Call& call, Transaction& txn,
                           const CustomerTables& tables,
                           const AttributeDefinitions& definitions,
                           const AttributeChanges& changes,
                           StoredCustomer* profile, Changed* changed) {
  ASSIGN_OR_RETURN(const std::set<std::string> different,
                   ChangeAttributes(call, definitions, changes, profile));
  if (different.empty()) return false;
  const size_t bytes = profile->ByteSizeLong();
  if (changed->bytes > 0 && changed->bytes + bytes > kBatchRowBytesMax) {
    return Error(absl::StatusCode::kResourceExhausted, "CALL_TOO_LARGE",
                 "the customers before this one fill the transaction of the "
                 "call: send the rest in another one");
  }
  changed->bytes += bytes;
  records::StampChange(txn, profile->mutable_customer());
  RETURN_IF_ERROR(tables.customers.Put(txn, *profile));
  changed->customer_ids.insert(profile->customer().id());
  changed->definition_ids.insert(different.begin(), different.end());
  return true;
}

absl::Status CheckSize(const v1::BatchSetCustomerAttributesRequest& request) {
  int changes = 0;
  for (const v1::CustomerAttributeChanges& customer : request.customers()) {
    changes += customer.changes_size();
  }
  if (changes <= kBatchChangesMax) return absl::OkStatus();
  return InvalidField(
      "customers",
      fmt::format("must have at most {} changes in all", kBatchChangesMax));
}

// Whether it is what a caller is told of one customer, rather than a failure of
// the call.
bool IsRefusal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status) ||
         absl::IsResourceExhausted(status);
}

// Required attributes that the caller sees and the customer has no value of.
std::vector<std::string> MissingOf(const Call& call,
                                   const AttributeDefinitions& definitions,
                                   const StoredCustomer& profile,
                                   bool shown_at_till_only) {
  std::vector<std::string> missing;
  for (const v1::AttributeDefinition& definition : definitions.all()) {
    const bool is_asked_for =
        definition.is_required() &&
        (!shown_at_till_only || definition.is_shown_at_till());
    if (is_asked_for && !AttributeSightOf(call, definition).is_hidden &&
        !FindShown(definition, profile)) {
      missing.push_back(definition.id());
    }
  }
  return missing;
}

}  // namespace

absl::StatusOr<v1::GetCustomerAttributesResponse>
AttributeDefinitionService::GetCustomerAttributes(
    const Call& call, const Snapshot& snapshot,
    const v1::GetCustomerAttributesRequest& request) {
  ASSIGN_OR_RETURN(const StoredCustomer profile,
                   directory_.GetStored(snapshot, call.merchant_id(),
                                        request.customer_id()));
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables_.All(snapshot, call.merchant_id()));
  v1::GetCustomerAttributesResponse response;
  for (v1::CustomerAttribute& seen :
       SeenAttributes(call, definitions, profile)) {
    const auto* definition = definitions.Find(seen.attribute_definition_id());
    if (request.shown_at_till_only() && !definition->is_shown_at_till()) {
      continue;
    }
    *response.add_attributes() = std::move(seen);
  }
  for (std::string& id :
       MissingOf(call, definitions, profile, request.shown_at_till_only())) {
    response.add_missing_attribute_definition_ids(std::move(id));
  }
  response.set_customer_id(profile.customer().id());
  response.set_etag(profile.customer().etag());
  return response;
}

absl::StatusOr<v1::SetCustomerAttributesResponse>
AttributeDefinitionService::SetCustomerAttributes(
    const Call& call, Transaction& txn,
    const v1::SetCustomerAttributesRequest& request) {
  ASSIGN_OR_RETURN(
      StoredCustomer profile,
      directory_.GetStored(txn, call.merchant_id(), request.customer_id()));
  RETURN_IF_ERROR(
      records::CheckEtag("customer", request.etag(), profile.customer()));
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables_.All(txn, call.merchant_id()));
  Changed changed;
  RETURN_IF_ERROR(Apply(call, txn, directory_.tables(), definitions,
                        request.changes(), &profile, &changed)
                      .status());
  Tell(txn, changed);
  v1::SetCustomerAttributesResponse response;
  response.set_customer_id(profile.customer().id());
  response.set_etag(profile.customer().etag());
  return response;
}

absl::StatusOr<v1::BatchSetCustomerAttributesResponse>
AttributeDefinitionService::BatchSetCustomerAttributes(
    const Call& call, Transaction& txn,
    const v1::BatchSetCustomerAttributesRequest& request) {
  RETURN_IF_ERROR(CheckSize(request));
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables_.All(txn, call.merchant_id()));
  v1::BatchSetCustomerAttributesResponse response;
  Changed changed;
  for (const v1::CustomerAttributeChanges& customer : request.customers()) {
    v1::CustomerAttributesResult& result = *response.add_results();
    result.set_customer_id(customer.customer_id());
    absl::StatusOr<StoredCustomer> profile =
        directory_.GetStored(txn, call.merchant_id(), customer.customer_id());
    if (absl::IsNotFound(profile.status())) {
      result.set_outcome(v1::CUSTOMER_ATTRIBUTES_OUTCOME_UNKNOWN_CUSTOMER);
      continue;
    }
    RETURN_IF_ERROR(profile.status());
    const absl::StatusOr<bool> is_set =
        Apply(call, txn, directory_.tables(), definitions, customer.changes(),
              &*profile, &changed);
    if (IsRefusal(is_set.status())) {
      result.set_outcome(v1::CUSTOMER_ATTRIBUTES_OUTCOME_REFUSED);
      result.set_reason(ReasonOf(is_set.status()));
      result.set_description(std::string(is_set.status().message()));
      continue;
    }
    RETURN_IF_ERROR(is_set.status());
    result.set_outcome(*is_set ? v1::CUSTOMER_ATTRIBUTES_OUTCOME_SET
                               : v1::CUSTOMER_ATTRIBUTES_OUTCOME_UNCHANGED);
    result.set_etag(profile->customer().etag());
  }
  Tell(txn, changed);
  return response;
}

}  // namespace comptoir::customers
