// Requests to web servers of a stranger's choice.
//
// Trusts nobody: addresses are checked where the connection is made, so that no
// trick with names leads into the own network; certificates are verified;
// redirects are answers, not followed; answers, headers included, are cut off
// at a size and a time; neither proxies, cookies nor .netrc are used.
#ifndef COMPTOIR_SERVER_BASE_HTTP_HTTP_CLIENT_H_
#define COMPTOIR_SERVER_BASE_HTTP_HTTP_CLIENT_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace comptoir {

struct HttpClientOptions {
  // Lets requests into private networks and to this machine.
  bool allow_private = false;
  // PEM file of the authorities to believe; the system's when empty.
  std::string ca_file;
  absl::Duration connect_timeout = absl::Seconds(5);
  // Of a request from beginning to end.
  absl::Duration timeout = absl::Seconds(15);
  // Of an answer, headers and body together.
  size_t answer_bytes_max = 64 * 1024;
  // Connections kept open for the next request to the same server.
  int idle_connections_max = 32;
};

// A POST. `url` is https; http goes to loopback addresses only.
struct HttpRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// An answer whose headers came whole. Its body is passed over: it may have been
// cut off where it became too long or took too long.
struct HttpResponse {
  int status = 0;
  // What the server asks to wait; zero when it asks for nothing.
  absl::Duration retry_after;
};

// Errors, none with anything that the server sent:
// - DEADLINE_EXCEEDED, reason HTTP_TIMEOUT;
// - UNAVAILABLE, reasons HOST_NOT_FOUND, CONNECTION_FAILED, ADDRESS_NOT_ALLOWED
//   (a name may have other addresses later), TLS_FAILED (also a certificate
//   that does not fit: it may be renewed), ANSWER_MALFORMED (also headers
//   without end), STOPPING;
// - INVALID_ARGUMENT, reason INVALID_URL.
using HttpDone = std::function<void(absl::StatusOr<HttpResponse>)>;

// Thread-safe.
class HttpClient {
 public:
  // INTERNAL when libcurl cannot be set up.
  static absl::StatusOr<std::unique_ptr<HttpClient>> Make(
      HttpClientOptions options = {});
  // Ends the requests under way with STOPPING.
  virtual ~HttpClient() = default;

  // Sends on a thread of the client's own, where `done` is called, once: it
  // must not wait there.
  virtual void Post(HttpRequest request, HttpDone done) = 0;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_HTTP_HTTP_CLIENT_H_
