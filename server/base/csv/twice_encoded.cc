#include "server/base/csv/twice_encoded.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace comptoir {
namespace {

// What windows-1252 has for the bytes from 0x80 to 0x9F; 0 for nothing, and for
// quotes, which stand behind a capital: “CAFÉ”.
constexpr UChar32 kHigh[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0,      0,      0,      0,      0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
constexpr UChar32 kHighFirst = 0x80;
constexpr UChar32 kBytes = 0x100;

// The byte that was read as this letter; -1 for none.
int ByteOf(UChar32 letter) {
  const auto* const high =
      std::find(std::begin(kHigh), std::end(kHigh), letter);
  if (letter != 0 && high != std::end(kHigh)) {
    return static_cast<int>(kHighFirst + (high - std::begin(kHigh)));
  }
  return letter < kBytes ? static_cast<int>(letter) : -1;
}

// Western and central European letters, and signs such as dashes and "€".
bool IsUsual(UChar32 letter) {
  return letter < 0x180 || (letter >= 0x2000 && letter < 0x2100);
}

}  // namespace

bool IsTwiceEncoded(std::string_view text) {
  const bool is_ascii = std::all_of(text.begin(), text.end(),
                                    [](char c) { return U8_IS_SINGLE(c); });
  if (is_ascii) return false;
  std::string bytes;
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 letter;
    U8_NEXT(text.data(), i, length, letter);
    const int byte = letter < 0 ? -1 : ByteOf(letter);
    // What no byte was read as parts words as a blank does.
    bytes += byte < 0 ? ' ' : static_cast<char>(byte);
  }
  const auto size = static_cast<int32_t>(bytes.size());
  for (int32_t i = 0; i < size;) {
    UChar32 letter;
    U8_NEXT(bytes.data(), i, size, letter);
    if (letter >= kHighFirst && IsUsual(letter)) return true;
  }
  return false;
}

}  // namespace comptoir
