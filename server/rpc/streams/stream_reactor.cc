#include "server/rpc/streams/stream_reactor.h"

#include <memory>
#include <string>

#include "grpc/grpc.h"
#include "server/rpc/wire/grpc_wire.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Message;
using grpc::ByteBuffer;

// Ends a call that is not finished yet with `status`, past what is waiting to
// be sent.
void Cancel(grpc::CallbackServerContext& context, const absl::Status& status) {
  grpc_call_cancel_with_status(context.c_call(),
                               static_cast<grpc_status_code>(status.code()),
                               std::string(status.message()).c_str(),
                               /*reserved=*/nullptr);
}

class WriteReactor final : public grpc::ServerWriteReactor<ByteBuffer>,
                           public StreamCore {
 public:
  WriteReactor(const StreamHandler& handler,
               grpc::CallbackServerContext* context, const ByteBuffer* request)
      : StreamCore(handler), context_(context), request_(request) {}

 private:
  void OnWriteDone(bool ok) override {
    if (!ok) End(absl::CancelledError());
    Post(kWriteDone);
  }
  void OnCancel() override { End(absl::CancelledError()); }
  void OnDone() override { Post(kDone); }

  absl::Status ParseRequest(Message& message) override {
    return Parse(*request_, bytes_max(), message);
  }
  void StartWriting(const Message& message) override {
    outgoing_ = Serialize(message);
    StartWrite(&outgoing_);
  }
  void StartReading() override {}
  absl::Status ParseIncoming(Message& message) override {
    return absl::OkStatus();
  }
  void StartFinishing(const absl::Status& status) override {
    Finish(ToGrpc(status));
  }
  void BreakOff(const absl::Status& status) override {
    Cancel(*context_, status);
  }

  // Both gRPC's, until the stream is done.
  grpc::CallbackServerContext* const context_;
  const ByteBuffer* const request_;
  ByteBuffer outgoing_;
};

class BidiReactor final
    : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>,
      public StreamCore {
 public:
  BidiReactor(const StreamHandler& handler,
              grpc::CallbackServerContext* context)
      : StreamCore(handler), context_(context) {}

 private:
  void OnReadDone(bool ok) override { Post(ok ? kReadDone : kReadEnded); }
  void OnWriteDone(bool ok) override {
    if (!ok) End(absl::CancelledError());
    Post(kWriteDone);
  }
  void OnCancel() override { End(absl::CancelledError()); }
  void OnDone() override { Post(kDone); }

  absl::Status ParseRequest(Message& message) override {
    return absl::OkStatus();
  }
  void StartWriting(const Message& message) override {
    outgoing_ = Serialize(message);
    StartWrite(&outgoing_);
  }
  void StartReading() override {
    incoming_.Clear();
    StartRead(&incoming_);
  }
  absl::Status ParseIncoming(Message& message) override {
    return takes_reports() ? ParseReported(incoming_, bytes_max(), message)
                           : Parse(incoming_, bytes_max(), message);
  }
  void StartFinishing(const absl::Status& status) override {
    Finish(ToGrpc(status));
  }
  void BreakOff(const absl::Status& status) override {
    Cancel(*context_, status);
  }

  grpc::CallbackServerContext* const context_;  // gRPC's, until it is done.
  ByteBuffer incoming_;
  ByteBuffer outgoing_;
};

class ReadReactor final : public grpc::ServerReadReactor<ByteBuffer>,
                          public StreamCore {
 public:
  ReadReactor(const StreamHandler& handler,
              grpc::CallbackServerContext* context, ByteBuffer* response)
      : StreamCore(handler), context_(context), response_(response) {}

 private:
  void OnReadDone(bool ok) override {
    // A connection that broke looks like a client that has finished, until the
    // cancellation is known.
    if (!ok && context_->IsCancelled()) return End(absl::CancelledError());
    Post(ok ? kReadDone : kReadEnded);
  }
  void OnCancel() override { End(absl::CancelledError()); }
  void OnDone() override { Post(kDone); }

  absl::Status ParseRequest(Message& message) override {
    return absl::OkStatus();
  }
  // gRPC sends it with the status.
  void StartWriting(const Message& message) override {
    *response_ = Serialize(message);
    Post(kWriteDone);
  }
  void StartReading() override {
    incoming_.Clear();
    StartRead(&incoming_);
  }
  absl::Status ParseIncoming(Message& message) override {
    return Parse(incoming_, bytes_max(), message);
  }
  void StartFinishing(const absl::Status& status) override {
    Finish(ToGrpc(status));
  }
  void BreakOff(const absl::Status& status) override {
    Cancel(*context_, status);
  }

  // Both gRPC's, until the stream is done.
  grpc::CallbackServerContext* const context_;
  ByteBuffer* const response_;
  ByteBuffer incoming_;
};

}  // namespace

// The streams keep themselves alive until gRPC is done with them.

grpc::ServerWriteReactor<ByteBuffer>* ServeStream(
    const StreamHandler& handler, grpc::CallbackServerContext* context,
    const ByteBuffer* request) {
  auto stream = std::make_shared<WriteReactor>(handler, context, request);
  stream->Begin(std::string(Authorization(*context)));
  return stream.get();
}

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* ServeSession(
    const StreamHandler& handler, grpc::CallbackServerContext* context) {
  auto stream = std::make_shared<BidiReactor>(handler, context);
  stream->Begin(std::string(Authorization(*context)));
  return stream.get();
}

grpc::ServerReadReactor<ByteBuffer>* ServeIntake(
    const StreamHandler& handler, grpc::CallbackServerContext* context,
    ByteBuffer* response) {
  auto stream = std::make_shared<ReadReactor>(handler, context, response);
  stream->Begin(std::string(Authorization(*context)));
  return stream.get();
}

}  // namespace comptoir::rpc
