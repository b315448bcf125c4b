#include "comptoir/sdk/request_id.h"

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace comptoir::sdk {

std::string NewRequestId() {
  std::array<uint8_t, 16> bytes;
  // Reads of up to 256 bytes are never cut short once the system has booted.
  if (getrandom(bytes.data(), bytes.size(), 0) != ssize_t{bytes.size()}) {
    std::abort();
  }
  bytes[6] = (bytes[6] & 0x0F) | 0x40;  // Version 4,
  bytes[8] = (bytes[8] & 0x3F) | 0x80;  // variant of RFC 4122.
  std::string text;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    absl::StrAppend(&text, absl::Hex(bytes[i], absl::kZeroPad2));
  }
  return text;
}

}  // namespace comptoir::sdk
