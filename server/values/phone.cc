#include "server/values/phone.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

#include "server/values/text.h"

namespace comptoir {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr size_t kDigitsMin = 9;
constexpr size_t kDigitsMax = 16;
constexpr size_t kExtensionDigitsMax = 7;
// Longer text is no phone number, however much of it is punctuation.
constexpr size_t kTextBytesMax = 128;
// For numbers that carry their country code.
constexpr char kNoRegion[] = "ZZ";

// The parts of a number as written.
struct Written {
  std::string digits;  // With a leading "+" when there was one.
  std::string extension;
};

bool IsSeparator(int c) {
  switch (c) {
    case ' ':
    case '.':
    case '-':
    case '/':
    case '(':
    case ')':
    case 0x00a0:  // No-break spaces of three widths, thin spaces.
    case 0x2007:
    case 0x2009:
    case 0x202f:
    case 0xff08:  // Full-width parentheses, dots and dashes of several kinds.
    case 0xff09:
    case 0x00b7:
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
    case 0xff0d:
      return true;
    default:
      return IsZeroWidth(c);
  }
}

// Takes the digits at the beginning of `text` and what separates them.
std::string TakeDigits(std::string_view* text) {
  std::string digits;
  while (!text->empty()) {
    const CodePoint c = FirstCodePoint(*text);
    const int value = DigitValue(c.value);
    if (value >= 0) {
      digits.push_back(static_cast<char>('0' + value));
    } else if ((c.value == '+' || c.value == 0xff0b) && digits.empty()) {
      digits.push_back('+');
    } else if (!IsSeparator(c.value)) {
      break;
    }
    text->remove_prefix(c.bytes);
  }
  return digits;
}

std::optional<Written> ReadNumber(std::string_view text) {
  if (text.size() > kTextBytesMax || !IsValidUtf8(text)) return std::nullopt;
  Written written;
  written.digits = TakeDigits(&text);
  if (text.empty()) return written;
  const std::string rest = ToLower(text);
  // The longest word first: "ext" begins "extension".
  for (std::string_view word :
       {"extension", "ext.", "ext", "poste", "x", "#"}) {
    if (!rest.starts_with(word)) continue;
    std::string_view after = std::string_view(rest).substr(word.size());
    written.extension = TakeDigits(&after);
    const bool is_extension = after.empty() && !written.extension.empty() &&
                              written.extension.size() <= kExtensionDigitsMax &&
                              written.extension.front() != '+';
    if (is_extension) return written;
  }
  return std::nullopt;
}

bool HasPhoneLength(std::string_view digits) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  return digits.size() >= kDigitsMin && digits.size() <= kDigitsMax;
}

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
  const std::optional<Written> written = ReadNumber(phone.raw);
  if (!written || !HasPhoneLength(written->digits)) return std::nullopt;
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

bool LooksLikePhone(std::string_view text) {
  const std::optional<Written> written = ReadNumber(Trim(text));
  return written && HasPhoneLength(written->digits);
}

std::optional<std::string> PhoneDigits(std::string_view text) {
  if (text.size() > kTextBytesMax || !IsValidUtf8(text)) return std::nullopt;
  std::string digits = TakeDigits(&text);
  if (!text.empty() || digits.empty() || digits == "+") return std::nullopt;
  return digits;
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

}  // namespace comptoir
