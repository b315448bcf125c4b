// The standard health service, grpc.health.v1.Health.
#ifndef COMPTOIR_SERVER_OPS_HEALTH_HEALTH_SERVICE_H_
#define COMPTOIR_SERVER_OPS_HEALTH_HEALTH_SERVICE_H_

#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "grpcpp/impl/service_type.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace comptoir::ops {

// One state for the whole server and each of its services. gRPC's own service
// would do, but leaves its watches open when the server stops, which then waits
// for them as long as for calls.
//
// Thread-safe. Must outlive the server that it is registered with.
class HealthService final : public grpc::Service {
 public:
  // Watches that are open at a time; more are refused. Nobody has to sign in
  // for one.
  static constexpr size_t kWatchesMax = 1000;

  // Knows `names`, full names of services, and "" for all of them. Says
  // SERVING until told otherwise.
  explicit HealthService(std::set<std::string> names);
  ~HealthService() override;

  void SetServing(bool serving);

  // Says NOT_SERVING, ends every Watch with UNAVAILABLE and refuses new ones.
  void Drain();

 private:
  class Watcher;
  // As in grpc.health.v1.HealthCheckResponse.
  enum Status { kServing = 1, kNotServing = 2, kServiceUnknown = 3 };

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const grpc::ByteBuffer& request,
                                  grpc::ByteBuffer* response);
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Watch(
      const grpc::ByteBuffer& request);
  Status StatusOf(const std::string& name) const;  // With mutex_ held.
  void Remove(Watcher* watcher);

  const std::set<std::string> names_;
  std::mutex mutex_;  // Guards what follows. Before that of a watcher.
  bool serving_ = true;
  bool draining_ = false;
  std::set<Watcher*> watchers_;
};

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_HEALTH_HEALTH_SERVICE_H_
