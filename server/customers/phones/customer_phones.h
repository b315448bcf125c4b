// What the phone numbers of a customer are: read, or kept from what was read.
#ifndef COMPTOIR_SERVER_CUSTOMERS_PHONES_CUSTOMER_PHONES_H_
#define COMPTOIR_SERVER_CUSTOMERS_PHONES_CUSTOMER_PHONES_H_

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir::customers {

// Which numbers a request sends, maybe the same again.
struct SentPhones {
  bool primary = false;
  bool others = false;
  // By somebody who does not see what was there.
  bool is_unseen = false;
};

// What has been read of other phone numbers is the server's: lets those of
// `after` be what the same numbers are in `before`, and of new ones nothing.
// Before the two are compared.
void KeepReadings(const v1::Customer& before, v1::Customer* after);

// Fills what is kept of each of the record's phone numbers, or clears it when
// there is none.
//
// A number that `before`, the record as it was, has too keeps its meaning
// wherever it stands, also when the address changes: people move and keep their
// numbers. It is read anew when it is UNVERIFIED, when the country becomes
// known, and when it is sent (again) with another one; but what somebody does
// not see keeps whatever meaning it has. Those to read must be among
// `readings`: PrepareAgain() (preparation.h) with the parts of the customer
// that they depend on when one is not.
absl::Status SetPhones(const PhoneReadings& readings,
                       const storage::v1::StoredCustomer& before,
                       SentPhones sent, storage::v1::StoredCustomer* stored);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_PHONES_CUSTOMER_PHONES_H_
