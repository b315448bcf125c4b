// The identities of one profile, as searches look at them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_IDENTITIES_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_IDENTITIES_H_

#include <cstddef>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "google/protobuf/repeated_field.h"

namespace comptoir::customers {

// What a profile is found by under one of its identities. Refers to the record
// that it was made of.
struct Identity {
  const v1::Customer& customer;
  // Whose values these are; the survivor's own, too, where merges hide some.
  std::string_view id;
  std::string_view phone_key;
  std::string_view phone_national;
  // Of so many of the lists of `customer`, the last ones, that others have: the
  // profile is found by them under the identities of those.
  int joined_phones = 0;
  int joined_emails = 0;
  // Of customer.other_phone_numbers, in their order.
  const google::protobuf::RepeatedPtrField<storage::v1::StoredPhoneKeys>&
      other_phones;
};

// What is compared of one phone number of an identity.
struct IdentityPhone {
  std::string_view key;
  std::string_view national;
  bool is_verified = false;
};

// The primary one first, of which nothing is set when there is none, then the
// others in their order, without those that are found under another identity.
absl::InlinedVector<IdentityPhone, 1> PhonesOf(const Identity& identity);

// What the profile shows comes first, then its survivor's own values where it
// shows others', then those of everybody who was merged into it. Mostly one.
using Identities = absl::InlinedVector<Identity, 1>;
Identities IdentitiesOf(const storage::v1::StoredCustomer& profile);

// An email address or a phone number as given, and its label.
struct IdentityContact {
  std::string_view text;
  std::string_view label;
};

// How many of customer.other_email_addresses are the identity's own.
int OwnEmailCount(const Identity& identity);

// By its place in the order of PhonesOf(), and in that of email addresses.
IdentityContact PhoneAt(size_t place, const Identity& identity);
IdentityContact EmailAt(size_t place, const Identity& identity);

// Whether there is more to find than what the profile shows.
bool IsMerged(const storage::v1::StoredCustomer& profile);

// Whether an email address or a phone number other than the primary one may
// find the profile.
bool HasOtherContacts(const storage::v1::StoredCustomer& profile);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_IDENTITIES_H_
