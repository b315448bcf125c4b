#include "server/values/phone/plans/phone_plans.h"

#include <phonenumbers/phonenumberutil.h>

namespace comptoir {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// For numbers that carry their country code.
constexpr char kNoRegion[] = "ZZ";

const PhoneNumberUtil& Library() { return *PhoneNumberUtil::GetInstance(); }

std::optional<PlannedNumber> Read(const std::string& text,
                                  const std::string& region) {
  PhoneNumber number;
  if (Library().ParseAndKeepRawInput(text, region, &number) !=
      PhoneNumberUtil::NO_PARSING_ERROR) {
    return std::nullopt;
  }
  PlannedNumber planned;
  Library().Format(number, PhoneNumberUtil::E164, &planned.digits);
  planned.digits.erase(0, 1);
  Library().GetNationalSignificantNumber(number, &planned.national);
  planned.is_valid = Library().IsValidNumber(number);
  planned.has_international_prefix =
      number.country_code_source() == PhoneNumber::FROM_NUMBER_WITH_IDD;
  return planned;
}

}  // namespace

std::optional<PlannedNumber> ReadInternational(std::string_view digits) {
  return Read("+" + std::string(digits), kNoRegion);
}

std::optional<PlannedNumber> ReadDialled(std::string_view digits,
                                         const std::string& region) {
  return Read(std::string(digits), region);
}

std::string CountryCodeOf(const std::string& region) {
  const int code = Library().GetCountryCodeForRegion(region);
  return code == 0 ? "" : std::to_string(code);
}

std::string TrunkPrefixOf(const std::string& region) {
  std::string prefix;
  Library().GetNddPrefixForRegion(region, /*strip_non_digits=*/true, &prefix);
  return prefix;
}

bool IsNorthAmerican(const std::string& region) {
  return Library().IsNANPACountry(region);
}

}  // namespace comptoir
