#include "server/customers/writes/customer_writes.h"

#include <utility>

#include "comptoir/annotations.pb.h"
#include "server/base/status.h"
#include "server/customers/rules/customer_rules.h"
#include "server/customers/rules/storage_consent.h"
#include "server/records/sight.h"

namespace comptoir::customers {

using store::Transaction;
using v1::Customer;

absl::StatusOr<Customer> CreateAsAsked(const CustomerDirectory& directory,
                                       const Call& call, Transaction& txn,
                                       const v1::CreateCustomerRequest& request,
                                       const PhoneReadings& phones) {
  RETURN_IF_ERROR(CheckRequestedSource(request.customer().creation_source()));
  if (request.unless_known()) {
    RETURN_IF_ERROR(call.Require(PERMISSION_CUSTOMERS_VIEW_CONTACT));
  }
  Customer customer = request.customer();
  RETURN_IF_ERROR(
      RecordStorageConsent(call, request.has_storage_consent(), &customer));
  ASSIGN_OR_RETURN(storage::v1::StoredCustomer made,
                   directory.Make(txn, call.principal().location_id,
                                  std::move(customer), phones));
  if (request.unless_known()) {
    RETURN_IF_ERROR(directory.CheckIsOnlyOne(
        txn, txn.merchant_id(), made,
        records::SightOf(call, Customer::descriptor())));
  }
  RETURN_IF_ERROR(directory.Add(txn, made));
  return std::move(*made.mutable_customer());
}

absl::StatusOr<Customer> UpdateAsAsked(const CustomerDirectory& directory,
                                       const Call& call, Transaction& txn,
                                       const v1::UpdateCustomerRequest& request,
                                       const PhoneReadings& phones) {
  return directory.Update(txn, call.principal().location_id, request,
                          records::SightOf(call, Customer::descriptor()),
                          phones);
}

}  // namespace comptoir::customers
