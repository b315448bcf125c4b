// The parts of a URL that rules are about.
#ifndef COMPTOIR_SERVER_BASE_HTTP_URL_H_
#define COMPTOIR_SERVER_BASE_HTTP_URL_H_

#include <optional>
#include <string>

namespace comptoir {

struct Url {
  std::string scheme;  // In lower case.
  // In the form in which it is connected to: an IPv4 address in four decimal
  // numbers however it was written, an IPv6 address in brackets.
  std::string host;
  bool has_user = false;
  bool has_fragment = false;
};

// As the HTTP client reads it; nullopt for what it takes for no URL.
std::optional<Url> ParseUrl(const std::string& text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_HTTP_URL_H_
