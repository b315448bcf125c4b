#include "server/rpc/rules/formats.h"

#include <algorithm>

#include "comptoir/annotations.pb.h"
#include "server/base/calendar/time_zone.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/values/birthday.h"
#include "server/values/card_number.h"
#include "server/values/country.h"
#include "server/values/email.h"
#include "server/values/money/currency.h"
#include "server/values/phone/phone.h"
#include "server/values/text.h"

namespace comptoir::rpc {
namespace {

constexpr size_t kLanguageLengthMax = 35;
constexpr size_t kRequestIdLengthMax = 64;
constexpr size_t kCardDigitsMin = 13;
constexpr size_t kCardDigitsInPhoneMin = 15;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Letters for the language, then subtags of 2 to 8 letters and digits.
bool IsLanguage(std::string_view text) {
  if (text.size() > kLanguageLengthMax) return false;
  const size_t dash = std::min(text.find('-'), text.size());
  const std::string_view primary = text.substr(0, dash);
  if (primary.size() < 2 || primary.size() > 3 ||
      !std::all_of(primary.begin(), primary.end(), IsLetter)) {
    return false;
  }
  for (size_t at = dash; at < text.size();) {
    const size_t end = std::min(text.find('-', at + 1), text.size());
    const std::string_view subtag = text.substr(at + 1, end - at - 1);
    if (subtag.size() < 2 || subtag.size() > 8) return false;
    for (char c : subtag) {
      if (!IsDigit(c) && !IsLetter(c)) return false;
    }
    at = end;
  }
  return true;
}

bool IsRequestId(std::string_view text) {
  return text.size() <= kRequestIdLengthMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsDigit(c) || IsLetter(c) || c == '-' || c == '_' || c == '.';
         });
}

bool IsPasscode(std::string_view text) {
  return text.size() >= 4 && text.size() <= 8 &&
         std::all_of(text.begin(), text.end(), IsDigit);
}

// Most text has too few digits to be looked at closely.
bool MayHoldCardNumber(std::string_view text) {
  return static_cast<size_t>(
             std::count_if(text.begin(), text.end(), [](char c) {
               return IsDigit(c) || (c & 0x80) != 0;
             })) >= kCardDigitsMin;
}

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c < 0x7f; });
}

std::string_view CardNumberProblem(std::string_view text) {
  return MayHoldCardNumber(text) && ContainsCardNumber(text)
             ? FieldViolations::kHoldsCardNumber
             : std::string_view();
}

std::string_view FreeTextProblem(std::string_view text) {
  if (!IsPlainAscii(text) && HasControlCharacters(text)) {
    return "must not hold control characters";
  }
  return CardNumberProblem(text);
}

std::string_view EmailProblem(std::string_view text) {
  return IsEmail(text) ? CardNumberProblem(text) : "must be one email address";
}

// Phone numbers of thirteen digits are common, cards of so few are not issued
// any more; and who writes a plus means a phone number.
std::string_view PhoneProblem(std::string_view text) {
  const auto written = SplitPhone(text);
  if (!written) return "must be a phone number";
  const bool may_be_card = written->digits.size() >= kCardDigitsInPhoneMin &&
                           !written->digits.starts_with('+');
  return may_be_card ? CardNumberProblem(text) : std::string_view();
}

}  // namespace

std::string_view FormatProblem(Format format, std::string_view text,
                               std::string_view id_prefix) {
  const auto problem = [](bool good, std::string_view description) {
    return good ? std::string_view() : description;
  };
  switch (format) {
    case FORMAT_ID:
      return problem(id_prefix.empty() ? ParseAnyId(text).has_value()
                                       : ParseId(id_prefix, text).has_value(),
                     "must be an id of this kind of thing");
    case FORMAT_EMAIL:
      return EmailProblem(text);
    case FORMAT_PHONE:
      return PhoneProblem(text);
    case FORMAT_COUNTRY:
      return problem(IsCountry(text), "must be an ISO 3166-1 country code");
    case FORMAT_CURRENCY:
      return problem(IsCurrency(text), "must be an ISO 4217 currency code");
    case FORMAT_LANGUAGE:
      return problem(IsLanguage(text), "must be a BCP 47 language tag");
    case FORMAT_TIME_ZONE:
      return problem(FindTimeZone(text).has_value(),
                     "must be an IANA time zone, such as Europe/Paris");
    case FORMAT_BIRTHDAY:
      return problem(IsBirthday(text), "must be YYYY-MM-DD or MM-DD");
    case FORMAT_REQUEST_ID:
      return problem(IsRequestId(text),
                     "must be 1 to 64 letters, digits, '-', '_' or '.'");
    case FORMAT_PASSCODE:
      return problem(IsPasscode(text), "must be 4 to 8 digits");
    default:
      return FreeTextProblem(text);
  }
}

}  // namespace comptoir::rpc
