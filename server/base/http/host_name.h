// Names of hosts as they stand in URLs.
#ifndef COMPTOIR_SERVER_BASE_HTTP_HOST_NAME_H_
#define COMPTOIR_SERVER_BASE_HTTP_HOST_NAME_H_

#include <cstddef>
#include <optional>
#include <string>

namespace comptoir {

// What the name service can look up (RFC 1035): bytes between two dots, and of
// a whole name without the dot that may end it.
inline constexpr size_t kHostLabelBytesMax = 63;
inline constexpr size_t kHostNameBytesMax = 253;

// The ASCII form of a name with letters of its own, "xn--mnchen-3ya.example" of
// "münchen.example", as browsers make it (UTS 46, not transitional): it may be
// an address, if its digits are such. nullopt for what has none. A name in
// ASCII is as it was.
std::optional<std::string> ToAsciiHost(const std::string& host);

// Whether a name in ASCII, or an IPv4 address, fits the limits above.
bool CanBeLookedUp(const std::string& host);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_HTTP_HOST_NAME_H_
