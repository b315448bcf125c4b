// The server's look at itself from outside: a health RPC over its own port.
#ifndef COMPTOIR_SERVER_OPS_SELF_CHECK_H_
#define COMPTOIR_SERVER_OPS_SELF_CHECK_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/security/credentials.h"
#include "server/ops/listen_options.h"

namespace comptoir::ops {

// A process may live and its port be deaf: gRPC 1.51 can stop accepting after a
// burst of connections. Only an answered call proves that callers are served.
//
// Not thread-safe.
class SelfCheck {
 public:
  // `port` is the one that is listened on when the options leave it open.
  SelfCheck(const ListenOptions& options, int port);

  // OK when the health service says SERVING, over a new connection.
  absl::Status Run(absl::Duration timeout) const;

 private:
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  const std::string target_;
};

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_SELF_CHECK_H_
