// Accepts connections in gRPC's place.
#ifndef COMPTOIR_SERVER_OPS_LISTENER_ACCEPTOR_H_
#define COMPTOIR_SERVER_OPS_LISTENER_ACCEPTOR_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/server_builder.h"
#include "server/base/files/durable_file.h"

namespace comptoir::ops {

// gRPC 1.51 never accepts again once the process has run out of descriptors,
// and does not stop before: one wave of connections makes its port deaf for
// good. This one refuses in time, so that there is always a descriptor for the
// next, and goes on.
//
// Thread-safe.
class Acceptor {
 public:
  // Listens on HOST:PORT, all addresses of a name; port 0 takes any free one.
  // "[::]" takes IPv4 too, "0.0.0.0" is IPv4 alone. Connections wait until
  // Start(). UNAVAILABLE, reason PORT_IN_USE, when it cannot.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Listen(
      const std::string& address, int connection_fd_limit);
  // Stops.
  ~Acceptor();

  int port() const { return port_; }

  // Hands connections to `server`. Once.
  void Start(
      std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> server);

  // Listens no more: new connections are refused by the system.
  void Stop();

  // Connections that were closed at once, for want of descriptors.
  uint64_t refused() const { return refused_; }

 private:
  Acceptor(std::vector<FileDescriptor> sockets, FileDescriptor stop, int port,
           int connection_fd_limit)
      : connection_fd_limit_(connection_fd_limit),
        port_(port),
        stop_(std::move(stop)),
        sockets_(std::move(sockets)) {}

  void Run();
  // All that wait; false when there is no descriptor for the next one.
  bool AcceptFrom(int listener);
  void Refuse(int connection);

  const int connection_fd_limit_;
  const int port_;
  const FileDescriptor stop_;  // Becomes readable.
  std::vector<FileDescriptor> sockets_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> server_;
  std::atomic<uint64_t> refused_ = 0;
  std::thread thread_;
};

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_LISTENER_ACCEPTOR_H_
