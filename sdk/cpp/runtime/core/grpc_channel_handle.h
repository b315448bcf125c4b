// A gRPC channel that is never destroyed on one of gRPC's own threads.
//
// The last channel of a process stops and joins the threads that run callbacks
// when it is destroyed. The last reference often goes away in such a callback:
// the application lets go of its clients, and then the last call ends.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_CHANNEL_HANDLE_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_CHANNEL_HANDLE_H_

#include <memory>
#include <utility>

#include "comptoir/sdk/connection_error.h"
#include "grpcpp/channel.h"
#include "grpcpp/generic/generic_stub.h"

namespace comptoir::sdk {

// Stands at the top of whatever gRPC calls back.
class CallbackScope {
 public:
  CallbackScope() { ++depth_; }
  ~CallbackScope() { --depth_; }
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;

  static bool IsOpen() { return depth_ > 0; }

 private:
  static thread_local int depth_;
};

// Shared by the transport and by each call, whose context refers to the channel
// and must be destroyed first. Thread-safe.
class ChannelHandle {
 public:
  ChannelHandle(std::shared_ptr<grpc::Channel> channel, Destination server)
      : stub_(std::make_unique<grpc::GenericStub>(std::move(channel))),
        server_(std::move(server)) {}
  ~ChannelHandle();

  grpc::GenericStub& stub() { return *stub_; }
  const Destination& server() const { return server_; }

 private:
  std::unique_ptr<grpc::GenericStub> stub_;  // Owns the channel.
  const Destination server_;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_CHANNEL_HANDLE_H_
