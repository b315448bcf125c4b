// Phone numbers that were read before the transaction that keeps them.
#ifndef COMPTOIR_SERVER_VALUES_PHONE_PHONE_READINGS_H_
#define COMPTOIR_SERVER_VALUES_PHONE_PHONE_READINGS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "server/values/phone/phone.h"

namespace comptoir {

// Readings by the text and the regions that decide what it means: who finds one
// has what reading the number anew would give, whatever has changed since.
class PhoneReadings {
 public:
  PhoneReadings() = default;
  // `home` are regions that follow the country of each number's owner.
  explicit PhoneReadings(PhoneRegions home) : home_(std::move(home)) {}

  // Where a number of somebody in `country`, which may be "", is read: no
  // region is empty or there twice. None for a number that begins with its
  // country code: it reads alike everywhere.
  PhoneRegions RegionsOf(std::string_view text, std::string_view country) const;

  void Keep(std::string_view text, std::string_view country,
            std::optional<Phone> phone);

  // What was kept of the number, nothing in it for a text that is no number;
  // null when it was not read in these regions.
  const std::optional<Phone>* Find(std::string_view text,
                                   std::string_view country) const;

 private:
  // Trimmed text and regions.
  using Key = std::pair<std::string, PhoneRegions>;

  Key KeyOf(std::string_view text, std::string_view country) const;

  PhoneRegions home_;
  std::map<Key, std::optional<Phone>> readings_;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_PHONE_PHONE_READINGS_H_
