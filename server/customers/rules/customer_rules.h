// What a customer may be and how one is changed: decisions without a store.
//
// The limits of single fields stand in customer.proto and are checked before a
// handler runs (rpc/validation.h).
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/values/phone.h"

namespace comptoir::customers {

// Brings every text of `customer` to the form in which it is kept: NFC, no
// white space at its ends. Empty address lines are dropped.
void NormaliseTexts(v1::Customer* customer);

// INVALID_ARGUMENT when a normalised customer has nothing to be known by, when
// a text holds a card number (reason CARD_NUMBER_REFUSED) or when the creation
// source is none of this version.
absl::Status CheckCustomer(const v1::Customer& customer);

// INVALID_ARGUMENT for a creation source that only the server sets.
absl::Status CheckRequestedSource(v1::CreationSource source);

// Reads customer.phone_number: fills the phone fields of the record. `home` are
// the regions of the location and the merchant; the country of the address
// comes before them.
void ReadPhone(const PhoneRegions& home, storage::v1::StoredCustomer* stored);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_
