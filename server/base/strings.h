// Debian's Abseil has a string_view of its own, not std::string_view. Our code
// says std::string_view everywhere and builds text with fmt::format; these two
// convert where an Abseil function is called.
#ifndef COMPTOIR_SERVER_BASE_STRINGS_H_
#define COMPTOIR_SERVER_BASE_STRINGS_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace comptoir {

inline absl::string_view ToAbsl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

inline std::string_view ToStd(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_STRINGS_H_
