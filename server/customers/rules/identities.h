// The identities of one profile, as searches look at them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RULES_IDENTITIES_H_
#define COMPTOIR_SERVER_CUSTOMERS_RULES_IDENTITIES_H_

#include <string_view>

#include "absl/container/inlined_vector.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"

namespace comptoir::customers {

// What a profile is found by under one of its identities. Refers to the record
// that it was made of.
struct Identity {
  const v1::Customer& customer;
  // Whose values these are; the survivor's own, too, where merges hide some.
  std::string_view id;
  std::string_view phone_key;
  std::string_view phone_national;
};

// What the profile shows comes first, then its survivor's own values where it
// shows others', then those of everybody who was merged into it. Mostly one.
using Identities = absl::InlinedVector<Identity, 1>;
Identities IdentitiesOf(const storage::v1::StoredCustomer& profile);

// Whether there is more to find than what the profile shows.
bool IsMerged(const storage::v1::StoredCustomer& profile);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RULES_IDENTITIES_H_
