#include "comptoir/sdk/grpc_transport.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "grpcpp/alarm.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "sdk/runtime/core/grpc_channel_handle.h"
#include "sdk/runtime/core/grpc_status.h"
#include "sdk/runtime/core/grpc_stream.h"

namespace comptoir::sdk {
namespace {

// Pings keep idle streams alive and find dead connections. Servers refuse them
// more often than every 30 s.
constexpr int kKeepaliveMs = 40'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
// A till is back soon after its server is.
constexpr int kReconnectMsMin = 100;
constexpr int kReconnectMsMax = 2'000;
constexpr int kConnectMsMax = 5'000;
constexpr char kReplayedKey[] = "comptoir-replayed";

grpc::ChannelArguments ArgumentsOf(const ConnectOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetUserAgentPrefix("comptoir-sdk");
  arguments.SetCompressionAlgorithm(GRPC_COMPRESS_NONE);
  // The retry loop is ours: one place decides.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMsMin);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMsMax);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMsMax);
  if (options.tls && !options.tls->server_name.empty()) {
    arguments.SetSslTargetNameOverride(options.tls->server_name);
  }
  return arguments;
}

std::shared_ptr<grpc::ChannelCredentials> SecurityOf(
    const ConnectOptions& options) {
  if (!options.tls) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({.pem_root_certs = options.tls->root_certificates,
                               .pem_private_key = options.tls->private_key,
                               .pem_cert_chain = options.tls->certificate});
}

// What one attempt keeps until it is done.
struct PendingAttempt {
  std::shared_ptr<ChannelHandle> channel;
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

class GrpcTransport final : public Transport {
 public:
  explicit GrpcTransport(const ConnectOptions& options)
      : credentials_(options.credentials),
        channel_(std::make_shared<ChannelHandle>(grpc::CreateCustomChannel(
            options.address, SecurityOf(options), ArgumentsOf(options)))) {}

  void Send(const Attempt& attempt,
            std::function<void(AttemptResult)> done) override {
    auto owned = std::make_unique<PendingAttempt>();
    owned->channel = channel_;
    absl::Status status =
        Prepare(credentials_, attempt.deadline, owned->context);
    if (!status.ok()) return done({.status = std::move(status)});
    owned->request = ToByteBuffer(*attempt.request);
    PendingAttempt* pending = owned.release();
    channel_->stub().UnaryCall(
        &pending->context, attempt.path, {}, &pending->request,
        &pending->response,
        [pending, response = attempt.response,
         done = std::move(done)](const grpc::Status& status) mutable {
          const CallbackScope scope;
          // Freed in this scope, as is what `done` holds.
          const std::unique_ptr<PendingAttempt> finished(pending);
          const auto last = std::move(done);
          last(ResultOf(*finished, status, response));
        });
  }

  std::unique_ptr<RawStream> Open(StreamStart start) override {
    return OpenGrpcStream(channel_, credentials_, std::move(start));
  }

 private:
  static AttemptResult ResultOf(PendingAttempt& pending,
                                const grpc::Status& status,
                                google::protobuf::MessageLite* response) {
    if (!status.ok()) return {.status = FromGrpc(status)};
    const auto& trailers = pending.context.GetServerTrailingMetadata();
    const auto replayed = trailers.find(kReplayedKey);
    return {
        .status = Parse(std::move(pending.response), response),
        .replayed = replayed != trailers.end() && replayed->second == "true"};
  }

  const Credentials credentials_;
  const std::shared_ptr<ChannelHandle> channel_;
};

class GrpcTimer final : public Timer {
 public:
  absl::Time Now() const override { return absl::Now(); }

  void RunAfter(absl::Duration delay, std::function<void()> action) override {
    auto alarm = std::make_shared<grpc::Alarm>();
    grpc::Alarm& set = *alarm;
    // The alarm owns the function that owns the alarm, until it has rung.
    set.Set(
        absl::ToChronoTime(Now() + delay),
        [alarm = std::move(alarm), action = std::move(action)](bool) mutable {
          const CallbackScope scope;
          const std::shared_ptr<grpc::Alarm> rung = std::move(alarm);
          const auto last = std::move(action);
          last();
        });
  }
};

}  // namespace

std::shared_ptr<Transport> MakeGrpcTransport(const ConnectOptions& options) {
  return std::make_shared<GrpcTransport>(options);
}

std::shared_ptr<Timer> MakeGrpcTimer() { return std::make_shared<GrpcTimer>(); }

}  // namespace comptoir::sdk
