#include "server/base/log/json_text.h"

#include <unicode/utf8.h>

#include <cstdint>

#include "fmt/format.h"

namespace comptoir {
namespace {

constexpr UChar32 kReplacement = 0xfffd;

// Whether a viewer of logs might begin a new line, or act, on `c`.
bool IsActive(UChar32 c) {
  const bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  const bool is_separator = c == 0x2028 || c == 0x2029;
  const bool turns_direction =
      (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  return is_control || is_separator || turns_direction;
}

}  // namespace

void AppendJsonText(std::string& json, std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int64_t>(text.size());
  json += '"';
  for (int64_t at = 0; at < size;) {
    const int64_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) c = kReplacement;
    if (c == '"' || c == '\\') {
      json += '\\';
      json += static_cast<char>(c);
    } else if (IsActive(c) || c == kReplacement) {
      json += fmt::format("\\u{:04x}", static_cast<uint32_t>(c));
    } else {
      json += text.substr(static_cast<size_t>(begin),
                          static_cast<size_t>(at - begin));
    }
  }
  json += '"';
}

}  // namespace comptoir
