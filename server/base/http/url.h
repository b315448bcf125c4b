// The one reader of URLs that requests may be sent to.
#ifndef COMPTOIR_SERVER_BASE_HTTP_URL_H_
#define COMPTOIR_SERVER_BASE_HTTP_URL_H_

#include <optional>
#include <string>

namespace comptoir {

struct Url {
  std::string scheme;  // In lower case.
  // In the form in which it is connected to: a name in its ASCII form, an IPv4
  // address in four decimal numbers however it was written, an IPv6 address in
  // brackets.
  std::string host;
  // All of it, with that host: what a request is sent to.
  std::string text;
  bool has_user = false;
  bool has_fragment = false;
};

// nullopt for what nothing can ever be sent to: what libcurl takes for no URL,
// a name that cannot be looked up, port 0, and a colon without a port, since
// it is not known which one was meant.
std::optional<Url> ParseUrl(const std::string& text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_HTTP_URL_H_
