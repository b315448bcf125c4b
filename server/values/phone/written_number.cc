#include "server/values/phone/written_number.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "server/values/text.h"

namespace comptoir {
namespace {

// With so many digits before it a comma is a pause in dialling and what comes
// after it an extension; with fewer it separates groups of digits.
constexpr size_t kDigitsBeforePause = 7;

constexpr int kSoundMark = 0x30fc;  // Typed for a dash in Japanese.
constexpr int kKeycap = 0x20e3;     // Makes emoji of digits.

// Words that stand before a number, in plain form.
constexpr std::string_view kLabels[] = {
    "tel",  "tél",    "phone", "telephone", "téléphone", "mobile", "mob",
    "cell", "callto", "sms",   "whatsapp",  "portable",  "handy",  "gsm"};

// Words and signs that stand before an extension, in plain form: English,
// French, Spanish, German, Italian, Portuguese, then single ones of others.
constexpr std::string_view kExtensionWords[] = {
    "extension",   "extn",       "exten",      "ext",     "ex",
    "xtn",         "x",          "poste",      "pste",    "post",
    "interne",     "int",        "extensión",  "interno", "anexo",
    "interior",    "durchwahl",  "dw",         "apparat", "app",
    "nebenstelle", "nst",        "klappe",     "kl",      "hausruf",
    "estensione",  "est",        "derivato",   "ramal",   "extensão",
    "extensao",    "r",          "toestel",    "tst",     "anknytning",
    "ankn",        "lokal",      "wewnętrzny", "wew",     "wewn",
    "доб",         "добавочный", "вн",         "内線",    "转",
    "轉",          "分机",       "分機",       "내선",    "p",
    "w",           "#",          "~",          ";"};

// What may stand for a space, a dash, a dot, a slash or a parenthesis.
bool IsSeparator(int c) {
  if (c == ' ' || c == '.' || c == '-' || c == '/' || c == '_') return true;
  if (c == kSoundMark || c == kKeycap) return true;
  if (c == 0x00b7 || c == 0x2022 || c == 0x2027 || c == 0x30fb) return true;
  if (c == 0x2212 || c == 0x02d7 || c == 0x2500 || c == 0x2215) return true;
  if (c == '\n' || c == '\r') return false;
  switch (u_charType(c)) {
    case U_DASH_PUNCTUATION:
    case U_SPACE_SEPARATOR:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
      return true;
    default:
      return c == '\t';
  }
}

bool IsPlus(int c) { return c == '+' || c == 0xff0b; }

bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }

// Moves over what `accepts` at the beginning of `text`.
template <typename Accepts>
void Skip(std::string_view* text, Accepts accepts) {
  while (!text->empty()) {
    const CodePoint c = FirstCodePoint(*text);
    if (!accepts(c.value)) return;
    text->remove_prefix(c.bytes);
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
    } else if (IsPlus(c.value) && digits.empty()) {
      digits.push_back('+');
    } else if (c.value == ',' ? digits.size() >= kDigitsBeforePause
                              : !IsSeparator(c.value)) {
      break;
    }
    text->remove_prefix(c.bytes);
  }
  return digits;
}

// What programs and people put before a number: ="06...", '06..., Tel.: 06...
void SkipLabel(std::string_view* text) {
  Skip(text, [](int c) {
    return c == '=' || c == '\'' || c == '"' || c == 0x2019 || c == ' ';
  });
  std::string_view rest = *text;
  Skip(&rest, [](int c) { return IsWordCharacter(c) && DigitValue(c) < 0; });
  const std::string_view word = text->substr(0, text->size() - rest.size());
  if (std::find(std::begin(kLabels), std::end(kLabels), word) ==
      std::end(kLabels)) {
    return;
  }
  Skip(&rest, [](int c) { return c == '.' || c == ':' || c == ' '; });
  *text = rest;
}

// Drops the fraction that a spreadsheet gives to a number without any: "42.0".
// False for another fraction: that number was rounded or divided.
bool DropZeroFraction(std::string_view* text) {
  std::string_view rest = *text;
  if (!rest.empty() && rest.front() == '+') rest.remove_prefix(1);
  const size_t whole =
      std::find_if_not(rest.begin(), rest.end(), IsAsciiDigit) - rest.begin();
  if (whole < kDigitsBeforePause || whole == rest.size()) return true;
  const char point = rest[whole];
  if (point != '.' && point != ',') return true;
  std::string_view fraction = rest.substr(whole + 1);
  while (!fraction.empty() && fraction.back() == ' ') fraction.remove_suffix(1);
  if (fraction.empty()) return true;
  if (fraction.find_first_not_of('0') == std::string_view::npos) {
    text->remove_suffix(rest.size() - whole);
    return true;
  }
  return point != '.' || fraction.size() != 1 || !IsAsciiDigit(fraction[0]);
}

bool IsExtension(std::string_view digits) {
  return !digits.empty() && digits.size() <= kExtensionDigitsMax &&
         digits.front() != '+';
}

// Reads ";ext=42;isub=1": parameters of RFC 3966.
bool ReadParameters(std::string_view text, WrittenNumber* written) {
  while (!text.empty()) {
    if (text.front() != ';') return false;
    text.remove_prefix(1);
    const size_t end = std::min(text.find(';'), text.size());
    const std::string_view parameter = text.substr(0, end);
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view name = parameter.substr(0, equals);
    std::string_view value = parameter.substr(equals + 1);
    if (name == "ext") {
      written->extension = TakeDigits(&value);
      if (!value.empty() || !IsExtension(written->extension)) return false;
    } else if (name == "phone-context" && value.starts_with('+') &&
               !written->digits.starts_with('+')) {
      // The number is a local one of this country or area.
      const std::string context = TakeDigits(&value);
      if (!value.empty()) return false;
      written->digits = context + written->digits;
    }
    text.remove_prefix(end);
  }
  return true;
}

// Reads an extension, which is all there is in `text`.
bool ReadExtension(std::string_view text, WrittenNumber* written) {
  WrittenNumber with_parameters = *written;
  if (ReadParameters(text, &with_parameters)) {
    *written = std::move(with_parameters);
    return true;
  }
  Skip(&text, [](int c) { return c == ',' || c == ' '; });
  for (const std::string_view word : kExtensionWords) {
    if (!text.starts_with(word)) continue;
    std::string_view after = text.substr(word.size());
    Skip(&after, [](int c) {
      return c == '.' || c == ':' || c == '=' || c == '#' || c == ' ' ||
             c == ',';
    });
    std::string digits = TakeDigits(&after);
    if (after.empty() && IsExtension(digits)) {
      written->extension = std::move(digits);
      return true;
    }
  }
  // After a pause there may be digits alone.
  written->extension = TakeDigits(&text);
  return text.empty() && IsExtension(written->extension);
}

// Whether it begins as an international call does nearly everywhere, in Japan,
// in North America, or in Russia. Two national numbers in one text are as long.
bool HasInternationalPrefix(std::string_view digits) {
  return digits.starts_with("00") || digits.starts_with("010") ||
         digits.starts_with("011") || digits.starts_with("810");
}

bool HasPhoneLength(std::string_view digits) {
  if (digits.starts_with('+')) {
    return digits.size() > kInternationalDigitsMin &&
           digits.size() <= kPhoneDigitsMax + 1;
  }
  const size_t most =
      HasInternationalPrefix(digits) ? kDialledDigitsMax : kPhoneDigitsMax;
  return digits.size() >= kPhoneDigitsMin && digits.size() <= most;
}

bool IsReadable(std::string_view text) {
  return text.size() <= kPhoneTextBytesMax && IsValidUtf8(text);
}

}  // namespace

std::optional<WrittenNumber> ReadWrittenNumber(std::string_view text) {
  if (!IsReadable(text)) return std::nullopt;
  const std::string plain = Trim(ToPlainForm(text));
  std::string_view rest = plain;
  SkipLabel(&rest);
  if (!rest.empty() && rest.back() == '"') rest.remove_suffix(1);
  if (!DropZeroFraction(&rest)) return std::nullopt;
  WrittenNumber written{.digits = TakeDigits(&rest)};
  if (!rest.empty() && !ReadExtension(rest, &written)) return std::nullopt;
  if (!HasPhoneLength(written.digits)) return std::nullopt;
  return written;
}

std::optional<std::string> ReadTypedDigits(std::string_view text) {
  if (!IsReadable(text)) return std::nullopt;
  const std::string plain = ToPlainForm(text);
  std::string_view rest = plain;
  std::string digits = TakeDigits(&rest);
  if (!rest.empty() || digits.empty() || digits == "+") return std::nullopt;
  return digits;
}

}  // namespace comptoir
