#include <arpa/inet.h>

#include <string>
#include <string_view>

#include "comptoir/sdk/channel.h"

namespace comptoir::sdk {

bool IsThisMachine(std::string_view address) {
  constexpr std::string_view kSocket = "unix:";
  constexpr std::string_view kLoopback = "127.";
  if (address.substr(0, kSocket.size()) == kSocket) return true;
  const std::string host(address.substr(0, address.rfind(':')));
  if (host == "localhost" || host == "[::1]") return true;
  // A whole address: 127.example.com is a name, which may lead anywhere.
  in_addr parsed;
  return host.compare(0, kLoopback.size(), kLoopback) == 0 &&
         inet_pton(AF_INET, host.c_str(), &parsed) == 1;
}

}  // namespace comptoir::sdk
