// What a customer may be and how one is changed: decisions without a store.
//
// The limits of single fields stand in customer.proto and are checked before a
// handler runs (rpc/validation.h).
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir::customers {

// Takes white space from the ends of every text of `customer`, which is in NFC
// already (rpc/rules/validation.h), and the year of a birthday that has none
// (PlainBirthday). Empty address lines are dropped.
void TrimTexts(v1::Customer* customer);

// INVALID_ARGUMENT when a trimmed customer has nothing to be known by, or when
// the creation source is none of this version.
absl::Status CheckCustomer(const v1::Customer& customer);

// INVALID_ARGUMENT for a birthday after `today`.
absl::Status CheckBirthday(const v1::Customer& customer, absl::CivilDay today);

// INVALID_ARGUMENT for a creation source that only the server sets.
absl::Status CheckRequestedSource(v1::CreationSource source);

// Whether a change from `before` to `after` makes SetPhone necessary. A number
// that was read in the customer's own country keeps its meaning when only the
// address changes: people move and keep it. It is read anew when the country
// becomes known, and when it is sent (again) with another one.
bool MustReadPhone(const v1::Customer& before, const v1::Customer& after,
                   bool sends_phone);

// Fills the phone fields of the record with what its number is, or clears them
// when it has none. The number was read before: PrepareAgain() (preparation.h)
// with the parts of the customer that it depends on when it was not.
absl::Status SetPhone(const PhoneReadings& readings,
                      storage::v1::StoredCustomer* stored);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_
