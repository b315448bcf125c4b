#include "server/values/phone/phone_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "server/values/phone/plans/phone_plans.h"
#include "server/values/phone/written_number.h"
#include "server/values/text.h"

namespace comptoir {
namespace {

constexpr std::string_view kInternationalPrefix = "00";
constexpr std::string_view kNorthAmericanPrefix = "011";

// France's numbers of ten digits reach its overseas departments, each of which
// has a country code of its own: one region for each code.
constexpr char kFrance[] = "FR";
constexpr std::array<const char*, 5> kOverseasFrance = {"GP", "MQ", "GF", "RE",
                                                        "PM"};
constexpr size_t kFrenchDigits = 10;

// The number of overseas France that `digits` are, when they are one of exactly
// one department.
std::optional<PlannedNumber> ReadOverseas(std::string_view digits) {
  if (digits.size() != kFrenchDigits || digits.front() != '0') {
    return std::nullopt;
  }
  std::optional<PlannedNumber> found;
  for (const char* region : kOverseasFrance) {
    std::optional<PlannedNumber> number = ReadDialled(digits, region);
    if (!number || !number->is_valid) continue;
    if (found) return std::nullopt;
    found = std::move(number);
  }
  return found;
}

// The number as the caller's own country understands it.
std::optional<PlannedNumber> ReadAtHome(std::string_view digits,
                                        const std::string& region) {
  std::optional<PlannedNumber> number = ReadDialled(digits, region);
  if (region == kFrance && !(number && number->is_valid)) {
    if (auto overseas = ReadOverseas(digits)) return overseas;
  }
  return number;
}

// What `digits` mean; valid if possible, else the likeliest reading.
std::optional<PlannedNumber> Read(std::string_view digits,
                                  const PhoneRegions& regions) {
  if (digits.starts_with('+')) return ReadInternational(digits.substr(1));
  std::optional<PlannedNumber> likeliest;
  bool is_home = true;
  for (const std::string& region : regions) {
    if (region.empty()) continue;
    std::optional<PlannedNumber> number =
        is_home ? ReadAtHome(digits, region) : ReadDialled(digits, region);
    const bool may_be_meant =
        number && (is_home || number->has_international_prefix);
    if (may_be_meant && number->is_valid) return number;
    if (may_be_meant && is_home) likeliest = std::move(number);
    is_home = false;
  }
  // Nearly everywhere the international prefix, and never a trunk prefix: who
  // comes from abroad types it although it is another one here.
  if (digits.starts_with(kInternationalPrefix)) {
    auto number = ReadInternational(digits.substr(kInternationalPrefix.size()));
    if (number && (number->is_valid || !likeliest)) return number;
  }
  return likeliest;
}

// The international prefix of a number that is still being typed, made "+".
std::string WithPlus(std::string_view digits, const PhoneRegions& regions) {
  const bool is_north_american =
      std::any_of(regions.begin(), regions.end(), IsNorthAmerican);
  for (const std::string_view prefix :
       {kInternationalPrefix, kNorthAmericanPrefix}) {
    if (prefix == kNorthAmericanPrefix && !is_north_american) continue;
    if (digits.starts_with(prefix)) {
      return "+" + std::string(digits.substr(prefix.size()));
    }
  }
  return std::string(digits);
}

}  // namespace

std::optional<Phone> ParsePhone(std::string_view text,
                                const PhoneRegions& regions) {
  std::optional<WrittenNumber> written = ReadWrittenNumber(text);
  if (!written) return std::nullopt;
  Phone phone;
  phone.raw = Trim(text);
  phone.extension = std::move(written->extension);
  phone.is_international = written->digits.starts_with('+');
  if (auto number = Read(written->digits, regions)) {
    if (number->is_valid) phone.e164 = "+" + number->digits;
    phone.key = std::move(number->digits);
    phone.national = std::move(number->national);
    return phone;
  }
  phone.key = written->digits.substr(phone.is_international ? 1 : 0);
  phone.national = phone.key;
  return phone;
}

std::vector<std::string> PhoneKeyPrefixes(std::string_view typed,
                                          const PhoneRegions& regions) {
  const std::string digits = WithPlus(typed, regions);
  if (digits.starts_with('+')) return {digits.substr(1)};
  std::vector<std::string> prefixes = {digits};
  for (const std::string& region : regions) {
    const std::string country_code = CountryCodeOf(region);
    if (country_code.empty()) continue;
    const std::string trunk = TrunkPrefixOf(region);
    const bool has_trunk = !trunk.empty() && digits.starts_with(trunk);
    std::string prefix =
        country_code + digits.substr(has_trunk ? trunk.size() : 0);
    if (std::find(prefixes.begin(), prefixes.end(), prefix) == prefixes.end()) {
      prefixes.push_back(std::move(prefix));
    }
  }
  return prefixes;
}

PhoneKeys SearchKeysOf(std::string_view text, const PhoneRegions& regions) {
  PhoneKeys keys{.whole = ParsePhone(text, regions)};
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
