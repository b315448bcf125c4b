// The operator's HTTP port, on loopback only:
//
//   GET  /metrics              for Prometheus
//   GET  /healthz              200 "ok", or 503 with the reason
//   POST /checkpoint           makes a copy of the database inside the data
//                              folder and answers its name (checkpoints.h)
//   POST /checkpoint/release   removes the one that the body names
//
// The last two need `Authorization: Bearer` and the operator's token.
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
  std::function<absl::StatusOr<std::string>()> make_checkpoint;
  std::function<void(const std::string& name)> release_checkpoint;
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
