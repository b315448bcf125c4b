#include "server/values/phone/phone_reader.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <utility>

#include "server/values/text.h"

namespace comptoir {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// For numbers that carry their country code.
constexpr char kNoRegion[] = "ZZ";

const PhoneNumberUtil& Library() { return *PhoneNumberUtil::GetInstance(); }

// The international prefix as people type it, made "+": 00 nearly everywhere,
// 011 in North America. No national number begins with 00.
std::string WithPlus(const std::string& digits, const PhoneRegions& regions) {
  if (digits.starts_with("00")) return "+" + digits.substr(2);
  const bool is_north_american = std::any_of(
      regions.begin(), regions.end(), [](const std::string& region) {
        return Library().IsNANPACountry(region);
      });
  if (is_north_american && digits.starts_with("011")) {
    return "+" + digits.substr(3);
  }
  return digits;
}

std::optional<PhoneNumber> ParseValid(const std::string& digits,
                                      const std::string& region) {
  PhoneNumber number;
  if (Library().Parse(digits, region, &number) !=
          PhoneNumberUtil::NO_PARSING_ERROR ||
      !Library().IsValidNumber(number)) {
    return std::nullopt;
  }
  return number;
}

std::optional<PhoneNumber> FindValid(const std::string& digits,
                                     const PhoneRegions& regions) {
  if (digits.starts_with('+')) return ParseValid(digits, kNoRegion);
  for (const std::string& region : regions) {
    if (region.empty()) continue;
    if (auto number = ParseValid(digits, region)) return number;
  }
  return std::nullopt;
}

void SetVerified(const PhoneNumber& number, Phone* phone) {
  Library().Format(number, PhoneNumberUtil::E164, &phone->e164);
  Library().GetNationalSignificantNumber(number, &phone->national);
  phone->key = phone->e164.substr(1);
}

}  // namespace

std::optional<Phone> ParsePhone(std::string_view text,
                                const PhoneRegions& regions) {
  Phone phone;
  phone.raw = Trim(text);
  const std::optional<WrittenPhone> written = SplitPhone(phone.raw);
  if (!written) return std::nullopt;
  phone.extension = written->extension;
  const std::string digits = WithPlus(written->digits, regions);
  if (const auto number = FindValid(digits, regions)) {
    SetVerified(*number, &phone);
    return phone;
  }
  phone.key = digits.starts_with('+') ? digits.substr(1) : digits;
  phone.national = phone.key;
  return phone;
}

std::vector<std::string> PhoneKeyPrefixes(std::string_view typed,
                                          const PhoneRegions& regions) {
  const std::string digits = WithPlus(std::string(typed), regions);
  if (digits.starts_with('+')) return {digits.substr(1)};
  std::vector<std::string> prefixes = {digits};
  for (const std::string& region : regions) {
    const int country_code = Library().GetCountryCodeForRegion(region);
    if (country_code == 0) continue;
    std::string trunk;
    Library().GetNddPrefixForRegion(region, /*strip_non_digits=*/true, &trunk);
    const bool has_trunk = !trunk.empty() && digits.starts_with(trunk);
    std::string prefix = std::to_string(country_code) +
                         digits.substr(has_trunk ? trunk.size() : 0);
    if (std::find(prefixes.begin(), prefixes.end(), prefix) == prefixes.end()) {
      prefixes.push_back(std::move(prefix));
    }
  }
  return prefixes;
}

PhoneKeys SearchKeysOf(std::string_view text, const PhoneRegions& regions) {
  PhoneKeys keys;
  if (std::optional<Phone> phone = ParsePhone(text, regions)) {
    keys.whole = std::move(phone->key);
  }
  if (const auto digits = PhoneDigits(Trim(text))) {
    keys.beginnings = PhoneKeyPrefixes(*digits, regions);
  }
  return keys;
}

void AddReading(std::string_view text, std::string_view country,
                PhoneReadings* readings) {
  readings->Keep(text, country,
                 ParsePhone(text, readings->RegionsOf(text, country)));
}

}  // namespace comptoir
