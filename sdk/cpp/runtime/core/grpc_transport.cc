#include "comptoir/sdk/grpc_transport.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "comptoir/sdk/connection_error.h"
#include "grpcpp/alarm.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "sdk/cpp/runtime/core/grpc_channel_handle.h"
#include "sdk/cpp/runtime/core/grpc_status.h"
#include "sdk/cpp/runtime/core/grpc_stream.h"

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
  // What is not encrypted stays on this machine. TLS may go through a tunnel,
  // except to this machine, which no proxy knows.
  if (!options.tls || IsThisMachine(options.address)) {
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  }
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

// Orders what was done before a call was started before its callback. gRPC does
// that too, but with locks that ThreadSanitizer cannot see.
class HandOver {
 public:
  void Give() { given_.store(true, std::memory_order_release); }
  void Take() { given_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> given_{false};
};

// What one attempt keeps until it is done.
struct PendingAttempt {
  std::shared_ptr<ChannelHandle> channel;
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer answer;
  google::protobuf::MessageLite* response = nullptr;
  std::function<void(AttemptResult)> done;
  HandOver hand_over;
};

AttemptResult FailureOf(const PendingAttempt& pending, absl::Status status) {
  const Destination& server = pending.channel->server();
  AttemptResult result = {.status = ExplainConnection(status, server),
                          .was_sent = !HadNoConnection(status)};
  if (TakesALook(status, server)) {
    result.explain = [server, status] {
      return ExplainByLooking(status, server, kExplainMax);
    };
  }
  return result;
}

AttemptResult ResultOf(PendingAttempt& pending, const grpc::Status& status) {
  if (!status.ok()) return FailureOf(pending, FromGrpc(status));
  const auto& trailers = pending.context.GetServerTrailingMetadata();
  const auto replayed = trailers.find(kReplayedKey);
  return {.status = Parse(std::move(pending.answer), pending.response),
          .replayed = replayed != trailers.end() && replayed->second == "true"};
}

// What one wait keeps until it is over.
struct PendingAlarm {
  grpc::Alarm alarm;
  std::function<void()> action;
  HandOver hand_over;
};

class GrpcTransport final : public Transport {
 public:
  explicit GrpcTransport(const ConnectOptions& options)
      : credentials_(options.credentials),
        channel_(std::make_shared<ChannelHandle>(
            grpc::CreateCustomChannel(options.address, SecurityOf(options),
                                      ArgumentsOf(options)),
            Destination{.address = options.address, .tls = options.tls})) {}

  void Send(const Attempt& attempt,
            std::function<void(AttemptResult)> done) override {
    auto owned = std::make_unique<PendingAttempt>();
    absl::Status status =
        Prepare(credentials_, attempt.deadline, owned->context);
    if (!status.ok()) {
      return done({.status = std::move(status), .was_sent = false});
    }
    owned->channel = channel_;
    owned->request = ToByteBuffer(*attempt.request);
    owned->response = attempt.response;
    owned->done = std::move(done);
    owned->hand_over.Give();
    PendingAttempt* pending = owned.release();
    channel_->stub().UnaryCall(
        &pending->context, attempt.path, {}, &pending->request,
        &pending->answer, [pending](const grpc::Status& status) {
          // All that the attempt kept is freed in this scope.
          const CallbackScope scope;
          pending->hand_over.Take();
          const std::unique_ptr<PendingAttempt> finished(pending);
          finished->done(ResultOf(*finished, status));
        });
  }

  std::unique_ptr<RawStream> Open(StreamStart start) override {
    return OpenGrpcStream(channel_, credentials_, std::move(start));
  }

 private:
  const Credentials credentials_;
  const std::shared_ptr<ChannelHandle> channel_;
};

class GrpcTimer final : public Timer {
 public:
  absl::Time Now() const override { return absl::Now(); }

  void RunAfter(absl::Duration delay, std::function<void()> action) override {
    auto* pending = new PendingAlarm{.action = std::move(action)};
    pending->hand_over.Give();
    pending->alarm.Set(absl::ToChronoTime(Now() + delay), [pending](bool) {
      const CallbackScope scope;
      pending->hand_over.Take();
      const std::unique_ptr<PendingAlarm> rung(pending);
      rung->action();
    });
  }
};

}  // namespace

std::shared_ptr<Transport> MakeGrpcTransport(const ConnectOptions& options) {
  return std::make_shared<GrpcTransport>(options);
}

std::shared_ptr<Timer> MakeGrpcTimer() { return std::make_shared<GrpcTimer>(); }

}  // namespace comptoir::sdk
