// How gRPC's server is set up against careless and hostile peers.
#ifndef COMPTOIR_SERVER_OPS_GRPC_ARGUMENTS_H_
#define COMPTOIR_SERVER_OPS_GRPC_ARGUMENTS_H_

namespace grpc {
class ServerBuilder;
}

namespace comptoir::ops {

// Largest request of any method; each has a limit of its own, which follows
// from what its fields may hold (rpc/wire/size_bound.h).
inline constexpr int kReceiveBytesMax = 4 * 1024 * 1024;
inline constexpr int kSendBytesMax = 4 * 1024 * 1024;
inline constexpr int kMetadataBytesMax = 8192;
// Calls open at once on one connection: 64 outstanding calls and a till's
// streams fit.
inline constexpr int kStreamsPerConnectionMax = 100;

struct HardeningOptions {
  bool reflection = false;
};

// gRPC 1.51 keeps none of these promises by itself (reliability notes in
// tests/hostile).
void HardenServer(grpc::ServerBuilder& builder, HardeningOptions options);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_GRPC_ARGUMENTS_H_
