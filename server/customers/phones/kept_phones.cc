#include "server/customers/phones/kept_phones.h"

#include <cstddef>
#include <utility>

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using v1::Customer;

KeptPhone PrimaryOf(const StoredCustomer& stored) {
  const Customer& customer = stored.customer();
  KeptPhone kept;
  kept.phone.set_number(customer.phone_number());
  kept.phone.set_label(customer.phone_label());
  kept.phone.set_e164(customer.phone_e164());
  kept.phone.set_extension(customer.phone_extension());
  kept.phone.set_state(customer.phone_state());
  kept.keys.set_key(stored.phone_key());
  kept.keys.set_national(stored.phone_national());
  return kept;
}

void SetPrimary(const KeptPhone& kept, StoredCustomer* stored) {
  Customer& customer = *stored->mutable_customer();
  customer.set_phone_number(kept.phone.number());
  customer.set_phone_label(kept.phone.label());
  customer.set_phone_e164(kept.phone.e164());
  customer.set_phone_extension(kept.phone.extension());
  customer.set_phone_state(kept.phone.state());
  stored->set_phone_key(kept.keys.key());
  stored->set_phone_national(kept.keys.national());
}

}  // namespace

std::vector<KeptPhone> PhonesIn(const StoredCustomer& stored) {
  std::vector<KeptPhone> phones = {PrimaryOf(stored)};
  const Customer& customer = stored.customer();
  for (int i = 0; i < customer.other_phone_numbers_size(); ++i) {
    KeptPhone& kept = phones.emplace_back();
    kept.phone = customer.other_phone_numbers(i);
    if (i < stored.other_phones_size()) kept.keys = stored.other_phones(i);
  }
  return phones;
}

void SetPhonesOf(std::vector<KeptPhone> phones, StoredCustomer* stored) {
  SetPrimary(phones.front(), stored);
  stored->clear_other_phones();
  Customer& customer = *stored->mutable_customer();
  customer.clear_other_phone_numbers();
  for (size_t i = 1; i < phones.size(); ++i) {
    *customer.add_other_phone_numbers() = std::move(phones[i].phone);
    *stored->add_other_phones() = std::move(phones[i].keys);
  }
}

}  // namespace comptoir::customers
