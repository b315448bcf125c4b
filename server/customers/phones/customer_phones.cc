#include "server/customers/phones/customer_phones.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/customers/phones/kept_phones.h"
#include "server/rpc/preparation.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using v1::Customer;
using v1::OtherPhoneNumber;

void CopyReading(const OtherPhoneNumber& from, OtherPhoneNumber* to) {
  to->set_e164(from.e164());
  to->set_extension(from.extension());
  to->set_state(from.state());
}

void SetReading(const std::optional<Phone>& phone, KeptPhone* kept) {
  CopyReading(OtherPhoneNumber(), &kept->phone);
  kept->keys.Clear();
  const bool is_valid = phone && phone->is_verified();
  kept->phone.set_state(is_valid ? v1::PHONE_STATE_VALID
                                 : v1::PHONE_STATE_UNVERIFIED);
  if (!phone) return;
  kept->phone.set_e164(phone->e164);
  kept->phone.set_extension(phone->extension);
  kept->keys.set_key(phone->key);
  kept->keys.set_national(phone->national);
}

// What is kept of a number that is the primary one or another: there at best,
// else where it stood. `phones` are PhonesIn() a record.
const KeptPhone* Find(const std::vector<KeptPhone>& phones,
                      std::string_view number, bool is_primary) {
  const auto has_number = [&](const KeptPhone& kept) {
    return kept.phone.number() == number;
  };
  const auto others = phones.begin() + 1;
  if (is_primary && has_number(phones.front())) return &phones.front();
  const auto found = std::find_if(others, phones.end(), has_number);
  if (found != phones.end()) return &*found;
  return has_number(phones.front()) ? &phones.front() : nullptr;
}

// What a preparation is asked for: numbers of somebody in this country.
class Unread {
 public:
  explicit Unread(const std::string& country) {
    customer_.mutable_address()->set_country(country);
  }

  void Add(const std::string& number) {
    if (customer_.phone_number().empty()) {
      customer_.set_phone_number(number);
    } else {
      customer_.add_other_phone_numbers()->set_number(number);
    }
  }
  absl::Status Ask() const {
    return rpc::PrepareAgain(customer_.SerializeAsString());
  }

 private:
  Customer customer_;
};

}  // namespace

void KeepReadings(const Customer& before, Customer* after) {
  StoredCustomer was;
  *was.mutable_customer() = before;
  const std::vector<KeptPhone> phones = PhonesIn(was);
  for (OtherPhoneNumber& other : *after->mutable_other_phone_numbers()) {
    const KeptPhone* kept = Find(phones, other.number(), /*is_primary=*/false);
    CopyReading(kept == nullptr ? OtherPhoneNumber() : kept->phone, &other);
  }
}

absl::Status SetPhones(const PhoneReadings& readings,
                       const StoredCustomer& before, SentPhones sent,
                       StoredCustomer* stored) {
  const std::string& was = before.customer().address().country();
  const std::string country = stored->customer().address().country();
  const std::vector<KeptPhone> known = PhonesIn(before);
  std::vector<KeptPhone> phones = PhonesIn(*stored);
  Unread unread(country);
  bool is_missing = false;
  for (KeptPhone& kept : phones) {
    const std::string& number = kept.phone.number();
    if (number.empty()) {
      kept = KeptPhone();
      continue;
    }
    const bool is_primary = &kept == phones.data();
    const KeptPhone* same = Find(known, number, is_primary);
    const bool is_sent = is_primary ? sent.primary : sent.others;
    const bool is_unseen = sent.is_unseen && !is_sent;
    const bool stays = same != nullptr &&
                       same->phone.state() == v1::PHONE_STATE_VALID &&
                       (country == was || (!was.empty() && !is_sent));
    if (stays || (same != nullptr && is_unseen)) {
      CopyReading(same->phone, &kept.phone);
      kept.keys = same->keys;
      continue;
    }
    unread.Add(number);
    const std::optional<Phone>* phone = readings.Find(number, country);
    if (phone == nullptr) {
      is_missing = true;
    } else {
      SetReading(*phone, &kept);
    }
  }
  if (is_missing) return unread.Ask();
  SetPhonesOf(std::move(phones), stored);
  return absl::OkStatus();
}

}  // namespace comptoir::customers
