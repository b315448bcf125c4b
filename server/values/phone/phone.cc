#include "server/values/phone/phone.h"

#include "server/values/text.h"

namespace comptoir {
namespace {

constexpr size_t kDigitsMin = 9;
constexpr size_t kDigitsMax = 16;
constexpr size_t kExtensionDigitsMax = 7;
// Longer text is no phone number, however much of it is punctuation.
constexpr size_t kTextBytesMax = 128;

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
      return IsIgnorable(c);
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

// Whatever its length.
std::optional<WrittenPhone> SplitNumber(std::string_view text) {
  if (text.size() > kTextBytesMax || !IsValidUtf8(text)) return std::nullopt;
  WrittenPhone written;
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

}  // namespace

std::optional<WrittenPhone> SplitPhone(std::string_view text) {
  std::optional<WrittenPhone> written = SplitNumber(Trim(text));
  if (!written || !HasPhoneLength(written->digits)) return std::nullopt;
  return written;
}

bool LooksLikePhone(std::string_view text) {
  return SplitPhone(text).has_value();
}

std::optional<std::string> PhoneDigits(std::string_view text) {
  if (text.size() > kTextBytesMax || !IsValidUtf8(text)) return std::nullopt;
  std::string digits = TakeDigits(&text);
  if (!text.empty() || digits.empty() || digits == "+") return std::nullopt;
  return digits;
}

}  // namespace comptoir
