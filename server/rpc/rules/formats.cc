#include "server/rpc/rules/formats.h"

#include <algorithm>
#include <string>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
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

bool HoldsCardNumber(std::string_view text) {
  return MayHoldCardNumber(text) && ContainsCardNumber(text);
}

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c < 0x7f; });
}

std::string_view FreeTextProblem(std::string_view text) {
  if (IsPlainAscii(text)) return "";
  if (HasControlCharacters(text)) return "must not hold control characters";
  if (!HasVisibleCharacter(text) && !Trim(text).empty()) {
    return "must hold something that can be seen";
  }
  return "";
}

std::string IdProblem(std::string_view text, std::string_view prefix) {
  if (prefix.empty()) {
    return ParseAnyId(text) ? ""
                            : "must be an id: the prefix of its kind, such as "
                              "'cus_', and 26 letters and digits";
  }
  if (ParseId(prefix, text)) return "";
  return fmt::format("must be an id of '{}_' and 26 letters and digits",
                     prefix);
}

// What `text` must look like, whatever it holds.
std::string ShapeProblem(Format format, std::string_view text,
                         std::string_view id_prefix) {
  const auto problem = [](bool good, const char* description) {
    return std::string(good ? "" : description);
  };
  switch (format) {
    case FORMAT_ID:
      return IdProblem(text, id_prefix);
    case FORMAT_EMAIL:
      return problem(IsEmail(text), "must be one email address");
    case FORMAT_PHONE:
      return problem(LooksLikePhone(text), "must be a phone number");
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
      return BirthdayProblem(text);
    case FORMAT_REQUEST_ID:
      return problem(IsRequestId(text),
                     "must be 1 to 64 letters, digits, '-', '_' or '.'");
    case FORMAT_PASSCODE:
      return problem(IsPasscode(text), "must be 4 to 8 digits");
    default:
      return std::string(FreeTextProblem(text));
  }
}

}  // namespace

std::string FormatProblem(Format format, std::string_view text,
                          std::string_view id_prefix) {
  std::string problem = ShapeProblem(format, text, id_prefix);
  // The letters of an id keep its digits apart.
  const bool is_id = format == FORMAT_ID && problem.empty();
  if (!is_id && HoldsCardNumber(text)) {
    return std::string(FieldViolations::kHoldsCardNumber);
  }
  return problem;
}

}  // namespace comptoir::rpc
