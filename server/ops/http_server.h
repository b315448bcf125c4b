// The operator's HTTP port, on loopback only:
//
//   GET  /metrics   for Prometheus
//   GET  /healthz   200 "ok", or 503 with the reason
//   POST /backup    writes a backup into the folder that the body names; needs
//                   `Authorization: Bearer` and the operator's token
#ifndef COMPTOIR_SERVER_OPS_HTTP_SERVER_H_
#define COMPTOIR_SERVER_OPS_HTTP_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::ops {

// What the pages show. Called on the server's threads.
struct HttpPages {
  std::function<std::string()> metrics;
  std::function<absl::Status()> health;
  std::function<absl::Status(const std::string& folder)> backup;
  // Whether a token is the operator's.
  std::function<bool(const std::string& token)> is_operator;
};

class HttpServer {
 public:
  // Listens on 127.0.0.1:`port`, any free port when 0. UNAVAILABLE when it
  // cannot.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(int port,
                                                           HttpPages pages);
  virtual ~HttpServer() = default;
  virtual int port() const = 0;
};

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_HTTP_SERVER_H_
