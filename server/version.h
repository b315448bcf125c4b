// The version of this build.
#ifndef COMPTOIR_SERVER_VERSION_H_
#define COMPTOIR_SERVER_VERSION_H_

#include <string_view>

namespace comptoir {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VERSION_H_
