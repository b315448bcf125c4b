#include "server/customers/rules/identities.h"

namespace comptoir::customers {

using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;

Identities IdentitiesOf(const StoredCustomer& profile) {
  const std::string& id = profile.customer().id();
  Identities identities = {{.customer = profile.customer(),
                            .id = id,
                            .phone_key = profile.phone_key(),
                            .phone_national = profile.phone_national(),
                            .joined_phones = profile.joined_phone_count(),
                            .joined_emails = profile.joined_email_count(),
                            .other_phones = profile.other_phones()}};
  if (profile.has_own()) {
    identities.push_back({.customer = profile.own().customer(),
                          .id = id,
                          .phone_key = profile.own().phone_key(),
                          .phone_national = profile.own().phone_national(),
                          .other_phones = profile.own().other_phones()});
  }
  for (const StoredIdentity& merged : profile.merged()) {
    identities.push_back({.customer = merged.customer(),
                          .id = merged.customer().id(),
                          .phone_key = merged.phone_key(),
                          .phone_national = merged.phone_national(),
                          .other_phones = merged.other_phones()});
  }
  return identities;
}

absl::InlinedVector<IdentityPhone, 1> PhonesOf(const Identity& identity) {
  const v1::Customer& customer = identity.customer;
  absl::InlinedVector<IdentityPhone, 1> phones = {
      {.key = identity.phone_key,
       .national = identity.phone_national,
       .is_verified = !customer.phone_e164().empty()}};
  const int own = customer.other_phone_numbers_size() - identity.joined_phones;
  for (int i = 0; i < own; ++i) {
    IdentityPhone& phone = phones.emplace_back();
    phone.is_verified = !customer.other_phone_numbers(i).e164().empty();
    if (i >= identity.other_phones.size()) continue;
    phone.key = identity.other_phones[i].key();
    phone.national = identity.other_phones[i].national();
  }
  return phones;
}

int OwnEmailCount(const Identity& identity) {
  return identity.customer.other_email_addresses_size() -
         identity.joined_emails;
}

IdentityContact PhoneAt(size_t place, const Identity& identity) {
  const v1::Customer& customer = identity.customer;
  if (place == 0) {
    return {.text = customer.phone_number(), .label = customer.phone_label()};
  }
  const auto& other = customer.other_phone_numbers(static_cast<int>(place) - 1);
  return {.text = other.number(), .label = other.label()};
}

IdentityContact EmailAt(size_t place, const Identity& identity) {
  const v1::Customer& customer = identity.customer;
  if (place == 0) {
    return {.text = customer.email_address(), .label = customer.email_label()};
  }
  const auto& other =
      customer.other_email_addresses(static_cast<int>(place) - 1);
  return {.text = other.email_address(), .label = other.label()};
}

bool IsMerged(const StoredCustomer& profile) {
  return profile.merged_size() > 0;
}

bool HasOtherContacts(const StoredCustomer& profile) {
  const v1::Customer& customer = profile.customer();
  return IsMerged(profile) || customer.other_phone_numbers_size() > 0 ||
         customer.other_email_addresses_size() > 0;
}

}  // namespace comptoir::customers
