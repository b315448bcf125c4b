#include "server/values/phone/phone_readings.h"

#include <algorithm>

#include "server/values/text.h"

namespace comptoir {
namespace {

// Written with a plus, the full-width one included.
bool HasCountryCode(std::string_view text) {
  const int first = text.empty() ? 0 : FirstCodePoint(text).value;
  return first == '+' || first == 0xff0b;
}

}  // namespace

PhoneRegions PhoneReadings::RegionsOf(std::string_view text,
                                      std::string_view country) const {
  PhoneRegions regions;
  if (HasCountryCode(Trim(text))) return regions;
  const auto add = [&](std::string_view region) {
    if (region.empty()) return;
    if (std::find(regions.begin(), regions.end(), region) == regions.end()) {
      regions.emplace_back(region);
    }
  };
  add(country);
  for (const std::string& region : home_) add(region);
  return regions;
}

void PhoneReadings::Keep(std::string_view text, std::string_view country,
                         std::optional<Phone> phone) {
  readings_.insert_or_assign(KeyOf(text, country), std::move(phone));
}

const std::optional<Phone>* PhoneReadings::Find(
    std::string_view text, std::string_view country) const {
  const auto found = readings_.find(KeyOf(text, country));
  return found == readings_.end() ? nullptr : &found->second;
}

PhoneReadings::Key PhoneReadings::KeyOf(std::string_view text,
                                        std::string_view country) const {
  return {Trim(text), RegionsOf(text, country)};
}

}  // namespace comptoir
