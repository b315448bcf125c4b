// What one request to create or to change a customer does, alone or in a batch.
#ifndef COMPTOIR_SERVER_CUSTOMERS_WRITES_CUSTOMER_WRITES_H_
#define COMPTOIR_SERVER_CUSTOMERS_WRITES_CUSTOMER_WRITES_H_

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_requests.pb.h"
#include "server/customers/customer_directory.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir::customers {

// Both write nothing when they fail, but for errors of the store: other
// requests of the transaction go on.

// Errors as CustomerService.CreateCustomer.
absl::StatusOr<v1::Customer> CreateAsAsked(
    const CustomerDirectory& directory, const Call& call,
    store::Transaction& txn, const v1::CreateCustomerRequest& request,
    const PhoneReadings& phones);

// Errors as CustomerService.UpdateCustomer.
absl::StatusOr<v1::Customer> UpdateAsAsked(
    const CustomerDirectory& directory, const Call& call,
    store::Transaction& txn, const v1::UpdateCustomerRequest& request,
    const PhoneReadings& phones);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_WRITES_CUSTOMER_WRITES_H_
