#include "server/values/email.h"

#include <algorithm>

#include "server/values/text.h"

namespace comptoir {
namespace {

constexpr size_t kLocalBytesMax = 64;
constexpr size_t kLabelBytesMax = 63;
constexpr std::string_view kLocalPunctuation = "!#$%&'*+-/=?^_`{|}~";

bool IsAsciiAlphanumeric(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

// A byte of an atom; bytes of longer characters pass, they are checked as
// UTF-8 before.
bool IsAtomByte(unsigned char c) {
  return c >= 0x80 || IsAsciiAlphanumeric(c) ||
         kLocalPunctuation.find(static_cast<char>(c)) != std::string_view::npos;
}

// Dots may follow each other and stand at the end, against the RFC: Japanese
// phone companies gave such addresses to millions.
bool IsLocalPart(std::string_view local) {
  return !local.empty() && local.size() <= kLocalBytesMax &&
         local.front() != '.' &&
         std::all_of(local.begin(), local.end(), [](char c) {
           return c == '.' || IsAtomByte(static_cast<unsigned char>(c));
         });
}

bool IsLabel(std::string_view label) {
  if (label.empty() || label.size() > kLabelBytesMax) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  for (const char c : label) {
    const auto byte = static_cast<unsigned char>(c);
    if (c != '-' && byte < 0x80 && !IsAsciiAlphanumeric(byte)) return false;
  }
  return true;
}

// At least two labels, the last one not a number.
bool IsDomain(std::string_view domain) {
  std::string_view label;
  int labels = 0;
  for (size_t start = 0; start <= domain.size(); start += label.size() + 1) {
    label = domain.substr(start, domain.find('.', start) - start);
    if (!IsLabel(label)) return false;
    ++labels;
  }
  return labels >= 2 &&
         label.find_first_not_of("0123456789") != std::string_view::npos;
}

// Joiners between letters, which Indian and Persian scripts need.
bool IsJoiner(int c) { return c == 0x200c || c == 0x200d; }

// Only letters, marks and digits beyond ASCII: no spaces, signs or pictures.
bool HasOnlyWordCharacters(std::string_view text) {
  bool after_letter = false;
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = FirstCodePoint(text.substr(i));
    const bool is_word = IsWordCharacter(c.value);
    if (c.value >= 0x80 && !is_word && !(IsJoiner(c.value) && after_letter)) {
      return false;
    }
    after_letter = c.value >= 0x80 && is_word;
    i += c.bytes;
  }
  return true;
}

}  // namespace

bool IsEmail(std::string_view text) {
  if (text.size() > kEmailBytesMax || !IsValidUtf8(text)) return false;
  const size_t at = text.rfind('@');
  return at != std::string_view::npos && IsLocalPart(text.substr(0, at)) &&
         IsDomain(text.substr(at + 1)) && HasOnlyWordCharacters(text);
}

std::string EmailKey(std::string_view email) {
  return ToLower(ToNfc(Trim(email)));
}

}  // namespace comptoir
