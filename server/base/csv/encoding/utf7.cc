#include "server/base/csv/encoding/utf7.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace comptoir {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
// One letter in base 64.
constexpr size_t kShiftedMin = 3;
constexpr int kOtherLettersMin = 3;

// The UTF-16 that base 64 holds; nullopt when UTF-7 does not write it so.
std::optional<std::u16string> Unshift(std::string_view base64) {
  std::u16string text;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : base64) {
    bits = bits << 6 | static_cast<uint32_t>(kBase64.find(c));
    count += 6;
    if (count < 16) continue;
    count -= 16;
    text.push_back(static_cast<char16_t>(bits >> count & 0xffff));
    bits &= (uint32_t{1} << count) - 1;
  }
  // What is left fills up the last character.
  if (text.empty() || count >= 6 || bits != 0) return std::nullopt;
  return text;
}

// Latin letters beyond ASCII, and signs such as dashes and "€".
bool IsUsual(char16_t c) {
  return (c >= 0xa0 && c < 0x180) || (c >= 0x2000 && c < 0x2100);
}

}  // namespace

bool IsUtf7(std::string_view text) {
  int other_letters = 0;
  bool is_possible = true;
  for (size_t at = text.find('+'); at != std::string_view::npos;
       at = text.find('+', at)) {
    const size_t begin = at + 1;
    const size_t end =
        std::min(text.find_first_not_of(kBase64, begin), text.size());
    at = end;
    if (end - begin < kShiftedMin) continue;
    const auto shifted = Unshift(text.substr(begin, end - begin));
    if (shifted && std::all_of(shifted->begin(), shifted->end(), IsUsual)) {
      return true;
    }
    const bool is_word =
        shifted && std::all_of(shifted->begin(), shifted->end(),
                               [](char16_t c) { return u_isalpha(c); });
    other_letters += is_word ? 1 : 0;
    is_possible = is_possible && is_word;
  }
  return is_possible && other_letters >= kOtherLettersMin;
}

}  // namespace comptoir
