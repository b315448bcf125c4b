// Email addresses as customers give them.
#ifndef COMPTOIR_SERVER_VALUES_EMAIL_H_
#define COMPTOIR_SERVER_VALUES_EMAIL_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace comptoir {

inline constexpr size_t kEmailBytesMax = 254;

// Whether `text` is one mailbox that mail can be sent to: the shape of RFC 5321
// with letters of all scripts (RFC 6531), without quoted local parts and
// address literals, which real customers do not have, but with dots that follow
// each other or "@", which some have.
bool IsEmail(std::string_view text);

// The form under which an address is found: trimmed, composed, in lower case.
std::string EmailKey(std::string_view email);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_EMAIL_H_
