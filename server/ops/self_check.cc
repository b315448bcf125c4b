#include "server/ops/self_check.h"

#include <chrono>
#include <future>
#include <vector>

#include "fmt/format.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/base/status.h"
#include "server/ops/tls/tls.h"

namespace comptoir::ops {
namespace {

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
// HealthCheckResponse{status: SERVING}, serialized.
constexpr std::string_view kServing("\x08\x01", 2);

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

// Where to find who listens on `address`: on all interfaces means on loopback.
std::string TargetFor(const std::string& address, int port) {
  std::string host = address.substr(0, address.rfind(':'));
  if (host == "0.0.0.0" || host.empty()) host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return fmt::format("{}:{}", host, port);
}

}  // namespace

SelfCheck::SelfCheck(const ListenOptions& options, int port)
    : credentials_(SelfCheckCredentials(options.has_tls())),
      target_(TargetFor(options.address, port)) {}

absl::Status SelfCheck::Run(absl::Duration timeout) const {
  // A channel of its own, not one of gRPC's shared connections: accepting is
  // part of what is checked.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const auto channel =
      grpc::CreateCustomChannel(target_, credentials_, arguments);
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(timeout));
  grpc::Slice nothing;
  grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> answered;
  stub.UnaryCall(&context, kCheck, grpc::StubOptions(), &request, &response,
                 [&](grpc::Status status) { answered.set_value(status); });
  const grpc::Status status = answered.get_future().get();
  if (!status.ok()) {
    return Error(absl::StatusCode::kUnavailable, "SELF_CHECK_FAILED",
                 fmt::format("the health service does not answer (code {})",
                             static_cast<int>(status.error_code())));
  }
  if (TextOf(response) != kServing) {
    return Error(absl::StatusCode::kUnavailable, "NOT_SERVING",
                 "the health service says NOT_SERVING");
  }
  return absl::OkStatus();
}

}  // namespace comptoir::ops
