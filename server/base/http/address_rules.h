// Which addresses a request to a URL of a stranger's choice may go to.
#ifndef COMPTOIR_SERVER_BASE_HTTP_ADDRESS_RULES_H_
#define COMPTOIR_SERVER_BASE_HTTP_ADDRESS_RULES_H_

#include <string>

struct sockaddr;

namespace comptoir {

enum class AddressKind {
  kPublic,
  kLoopback,
  // Of a private network or link, or with a meaning of its own: there also
  // live the metadata services of clouds.
  kPrivate,
  // Nobody's: unspecified, multicast, broadcast; or not IP at all.
  kNobody,
};

// An IPv4 address that is wrapped in an IPv6 one counts as what it is.
AddressKind KindOfAddress(const sockaddr& address);

// The kind of a host as url.h has it. Of "localhost" and names within it, which
// are always this machine's (RFC 6761), kLoopback; of every other name, whose
// addresses are not known yet, kPublic.
AddressKind KindOfHost(const std::string& host);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_HTTP_ADDRESS_RULES_H_
