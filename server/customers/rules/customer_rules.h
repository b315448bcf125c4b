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
#include "google/protobuf/field_mask.pb.h"
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

// Which fields of an update are taken from the request.
struct UpdateOptions {
  const google::protobuf::FieldMask& mask;
  // False for callers who cannot see contact data: for them "*" leaves a
  // contact field as it is unless the request sets it.
  bool sees_contact = true;
};

// `current` with the fields of `changes` that the mask names: see
// UpdateCustomerRequest. INVALID_ARGUMENT for a path that is no field which can
// be changed.
absl::StatusOr<v1::Customer> ApplyUpdate(const v1::Customer& current,
                                         const v1::Customer& changes,
                                         const UpdateOptions& options);

// The fields that clients can change and that differ.
google::protobuf::FieldMask ChangedFields(const v1::Customer& before,
                                          const v1::Customer& after);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_CUSTOMER_RULES_H_
