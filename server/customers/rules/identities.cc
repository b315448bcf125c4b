#include "server/customers/rules/identities.h"

namespace comptoir::customers {

using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;

Identities IdentitiesOf(const StoredCustomer& profile) {
  const std::string& id = profile.customer().id();
  Identities identities = {{.customer = profile.customer(),
                            .id = id,
                            .phone_key = profile.phone_key(),
                            .phone_national = profile.phone_national()}};
  if (profile.has_own()) {
    identities.push_back({.customer = profile.own().customer(),
                          .id = id,
                          .phone_key = profile.own().phone_key(),
                          .phone_national = profile.own().phone_national()});
  }
  for (const StoredIdentity& merged : profile.merged()) {
    identities.push_back({.customer = merged.customer(),
                          .id = merged.customer().id(),
                          .phone_key = merged.phone_key(),
                          .phone_national = merged.phone_national()});
  }
  return identities;
}

bool IsMerged(const StoredCustomer& profile) {
  return profile.merged_size() > 0;
}

}  // namespace comptoir::customers
