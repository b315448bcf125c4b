// StreamCore with message types, as gRPC's reactors.
#ifndef COMPTOIR_SERVER_RPC_STREAM_REACTOR_H_
#define COMPTOIR_SERVER_RPC_STREAM_REACTOR_H_

#include <functional>
#include <memory>
#include <utility>

#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"
#include "server/rpc/grpc_status.h"
#include "server/rpc/stream.h"
#include "server/rpc/stream_core.h"

namespace comptoir::rpc {

// A server stream.
template <typename Response>
class WriteStream final : public grpc::ServerWriteReactor<Response>,
                          public StreamCore {
 public:
  using Open = std::function<absl::StatusOr<std::unique_ptr<Source<Response>>>(
      std::shared_ptr<const Call>, Wake)>;

  WriteStream(Runtime& runtime, const Method& method,
              grpc::CallbackServerContext* context)
      : StreamCore(runtime, method), authorization_(Authorization(*context)) {}

  void Start(google::protobuf::Message& request, Open open) {
    Begin(std::move(authorization_), &request,
          [&](std::shared_ptr<const Call> call, Wake wake) -> absl::Status {
            auto source = open(std::move(call), std::move(wake));
            if (!source.ok()) return std::move(source).status();
            source_ = *std::move(source);
            return absl::OkStatus();
          });
  }

 private:
  void OnWriteDone(bool ok) override {
    Post(kWriteDone);
    if (!ok) End(absl::CancelledError());
  }
  void OnCancel() override { End(absl::CancelledError()); }
  void OnDone() override { Post(kDone); }

  absl::StatusOr<bool> Pull() override {
    response_.Clear();
    return source_->Next(&response_);
  }
  google::protobuf::Message& outgoing() override { return response_; }
  void StartWriting() override { this->StartWrite(&response_); }
  bool CanRead() const override { return false; }
  void StartReading() override {}
  google::protobuf::Message& incoming() override { return response_; }
  void TakeIncoming(std::function<void(absl::Status)>) override {}
  void TellClientDone() override {}
  void CloseSource() override { source_.reset(); }
  void StartFinishing(const absl::Status& status) override {
    this->Finish(ToGrpc(status));
  }

  std::string authorization_;
  std::unique_ptr<Source<Response>> source_;
  Response response_;
};

// A bidirectional stream.
template <typename Request, typename Response>
class BidiStream final : public grpc::ServerBidiReactor<Request, Response>,
                         public StreamCore {
 public:
  using Open =
      std::function<absl::StatusOr<std::unique_ptr<Session<Request, Response>>>(
          std::shared_ptr<const Call>, Wake)>;

  BidiStream(Runtime& runtime, const Method& method,
             grpc::CallbackServerContext* context)
      : StreamCore(runtime, method), authorization_(Authorization(*context)) {}

  void Start(Open open) {
    Begin(std::move(authorization_), nullptr,
          [&](std::shared_ptr<const Call> call, Wake wake) -> absl::Status {
            auto session = open(std::move(call), std::move(wake));
            if (!session.ok()) return std::move(session).status();
            session_ = *std::move(session);
            return absl::OkStatus();
          });
  }

 private:
  void OnReadDone(bool ok) override { Post(ok ? kReadDone : kReadEnded); }
  void OnWriteDone(bool ok) override {
    Post(kWriteDone);
    if (!ok) End(absl::CancelledError());
  }
  void OnCancel() override { End(absl::CancelledError()); }
  void OnDone() override { Post(kDone); }

  absl::StatusOr<bool> Pull() override {
    response_.Clear();
    return session_->Next(&response_);
  }
  google::protobuf::Message& outgoing() override { return response_; }
  void StartWriting() override { this->StartWrite(&response_); }
  bool CanRead() const override { return true; }
  void StartReading() override {
    request_.Clear();
    this->StartRead(&request_);
  }
  google::protobuf::Message& incoming() override { return request_; }
  void TakeIncoming(std::function<void(absl::Status)> ready) override {
    session_->Take(std::move(request_), std::move(ready));
  }
  void TellClientDone() override { session_->ClientDone(); }
  void CloseSource() override { session_.reset(); }
  void StartFinishing(const absl::Status& status) override {
    this->Finish(ToGrpc(status));
  }

  std::string authorization_;
  std::unique_ptr<Session<Request, Response>> session_;
  Request request_;
  Response response_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_STREAM_REACTOR_H_
