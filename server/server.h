// A whole Comptoir server: storage, areas, gRPC and HTTP ports.
//
// comptoird runs one; sdk/cpp/testing and tests run one in their own process.
#ifndef COMPTOIR_SERVER_SERVER_H_
#define COMPTOIR_SERVER_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/ops/listen_options.h"
#include "server/rpc/figures/call_log.h"
#include "server/store/store.h"

namespace comptoir {

struct ServerOptions {
  // Made when absent; see ops/data_folder/data_folder.h.
  std::string data_dir;
  ops::ListenOptions listen;
  // The operator's HTTP port on loopback: any free one when 0, none when -1.
  int http_port = -1;
  // Serve gRPC's reflection, for tools that explore an API. Off: what an API
  // offers is told by its protos, not to every passer-by.
  bool reflection = false;
  size_t block_cache_bytes = size_t{256} << 20;
  store::StoreOptions store;
  rpc::CallLogOptions call_log;
  int streams_per_principal_max = 64;
  // Lets webhooks send to this machine, also by http, and into private
  // networks.
  bool webhooks_allow_private = false;
  // The machine's clock when null; must outlive the server.
  const Clock* clock = nullptr;
};

// Thread-safe.
class Server {
 public:
  // Serves when it returns. Errors are one clear line for whoever started it.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options);

  // Drains in no time, if that was not done before.
  virtual ~Server() = default;

  virtual int port() const = 0;
  // -1 when there is none.
  virtual int http_port() const = 0;
  // As a client dials it: "127.0.0.1:41234".
  virtual std::string address() const = 0;

  // OK, or why this server cannot go on: storage has failed. From then on it
  // says NOT_SERVING and is best started again, which recovers.
  virtual absl::Status health() const = 0;

  // A health call from outside; see ops/self_check.h. OK too when connections
  // were refused meanwhile, of which this may have been one.
  virtual absl::Status SelfCheck(absl::Duration timeout) const = 0;

  // Ends: says NOT_SERVING, ends streams with UNAVAILABLE, refuses new calls,
  // lets calls finish for `grace` and then cancels them, and closes storage.
  // The first call counts.
  virtual void Drain(absl::Duration grace) = 0;

  virtual store::Store& store() = 0;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_SERVER_H_
