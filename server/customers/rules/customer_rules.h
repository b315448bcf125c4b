// What a customer may be and how one is changed: decisions without a store.
//
// The limits of single fields stand in customer.proto and are checked before a
// handler runs (rpc/validation.h).
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "comptoir/customers/v1/customer.pb.h"

namespace comptoir::customers {

// Takes white space from the ends of every text of `customer`, which is in NFC
// already (rpc/rules/validation.h), and the year of a birthday that has none
// (PlainBirthday). Empty address lines are dropped, and labels of nothing.
void TrimTexts(v1::Customer* customer);

// INVALID_ARGUMENT when a trimmed customer has nothing to be known by, nothing
// in an element of a list, or when the creation source is none of this version.
absl::Status CheckCustomer(const v1::Customer& customer);

// INVALID_ARGUMENT when a change from `before` to `after` leaves other phone
// numbers, email addresses or addresses without a primary one. Merges may.
absl::Status CheckPrimaries(const v1::Customer& before,
                            const v1::Customer& after);

// INVALID_ARGUMENT for a birthday after `today`.
absl::Status CheckBirthday(const v1::Customer& customer, absl::CivilDay today);

// INVALID_ARGUMENT for a creation source that only the server sets.
absl::Status CheckRequestedSource(v1::CreationSource source);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_
