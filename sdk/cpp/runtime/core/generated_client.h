// What generated clients call. Applications need nothing of it.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_GENERATED_CLIENT_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_GENERATED_CLIENT_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/method_info.h"
#include "comptoir/sdk/request_id.h"
#include "comptoir/sdk/stream.h"

namespace comptoir::sdk {

// `request` with a request id: its own, else that of the options, else a new
// one.
template <typename Request>
Request WithRequestId(Request request, const CallOptions& options) {
  if (request.request_id().empty()) {
    request.set_request_id(options.request_id.empty() ? NewRequestId()
                                                      : options.request_id);
  }
  if (options.info != nullptr) {
    options.info->request_id = request.request_id();
  }
  return request;
}

template <typename Response, typename Request>
absl::StatusOr<Response> CallUnary(Channel& channel, const MethodInfo& method,
                                   const Request& request,
                                   const CallOptions& options) {
  Response response;
  absl::Status status = channel.Call(method, request, options, &response);
  if (!status.ok()) return status;
  return response;
}

template <typename Response, typename Request>
void StartUnary(Channel& channel, const MethodInfo& method,
                const Request& request, const CallOptions& options,
                std::function<void(absl::StatusOr<Response>)> done) {
  auto response = std::make_shared<Response>();
  channel.Start(method, request, options, response.get(),
                [response, done = std::move(done)](absl::Status status) {
                  if (!status.ok()) return done(std::move(status));
                  done(std::move(*response));
                });
}

template <typename Response>
class RawServerStream final : public ServerStream<Response> {
 public:
  explicit RawServerStream(std::unique_ptr<RawStream> raw)
      : raw_(std::move(raw)) {}

  bool Read(Response* message) override { return raw_->Read(message); }
  absl::Status Finish() override { return raw_->Finish(); }
  void Cancel() override { raw_->Cancel(); }

 private:
  const std::unique_ptr<RawStream> raw_;
};

template <typename Request, typename Response>
class RawClientStream final : public ClientStream<Request, Response> {
 public:
  explicit RawClientStream(std::unique_ptr<RawStream> raw)
      : raw_(std::move(raw)) {}

  bool Write(const Request& message) override {
    return raw_->Write(message.SerializeAsString());
  }
  absl::StatusOr<Response> Finish() override {
    raw_->WritesDone();
    Response response;
    const bool is_answered = raw_->Read(&response);
    absl::Status status = raw_->Finish();
    if (!status.ok()) return status;
    if (!is_answered) {
      return MakeError(absl::StatusCode::kInternal, "BAD_RESPONSE",
                       "the stream ended without an answer");
    }
    return response;
  }
  void Cancel() override { raw_->Cancel(); }

 private:
  const std::unique_ptr<RawStream> raw_;
};

template <typename Request, typename Response>
class RawBidiStream final : public BidiStream<Request, Response> {
 public:
  explicit RawBidiStream(std::unique_ptr<RawStream> raw)
      : raw_(std::move(raw)) {}

  bool Write(const Request& message) override {
    return raw_->Write(message.SerializeAsString());
  }
  void WritesDone() override { raw_->WritesDone(); }
  bool Read(Response* message) override { return raw_->Read(message); }
  absl::Status Finish() override { return raw_->Finish(); }
  void Cancel() override { raw_->Cancel(); }

 private:
  const std::unique_ptr<RawStream> raw_;
};

template <typename Response, typename Request>
std::unique_ptr<ServerStream<Response>> OpenServerStream(
    Channel& channel, const MethodInfo& method, const Request& request,
    const CallOptions& options) {
  return std::make_unique<RawServerStream<Response>>(
      channel.Open(method, &request, options));
}

template <typename Request, typename Response>
std::unique_ptr<ClientStream<Request, Response>> OpenClientStream(
    Channel& channel, const MethodInfo& method, const CallOptions& options) {
  return std::make_unique<RawClientStream<Request, Response>>(
      channel.Open(method, nullptr, options));
}

template <typename Request, typename Response>
std::unique_ptr<BidiStream<Request, Response>> OpenBidiStream(
    Channel& channel, const MethodInfo& method, const CallOptions& options) {
  return std::make_unique<RawBidiStream<Request, Response>>(
      channel.Open(method, nullptr, options));
}

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_GENERATED_CLIENT_H_
