// A source or a session whose types were erased, as StreamCore drives it.
#ifndef COMPTOIR_SERVER_RPC_STREAMS_ANY_SESSION_H_
#define COMPTOIR_SERVER_RPC_STREAMS_ANY_SESSION_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/rpc/call.h"
#include "server/rpc/stream.h"

namespace comptoir::rpc {

class AnySession {
 public:
  virtual ~AnySession() = default;
  // As Source::Next(), into outgoing().
  virtual absl::StatusOr<bool> Next() = 0;
  virtual google::protobuf::Message& outgoing() = 0;
  // Of a session only: what to read the next message into, then Take() it.
  virtual google::protobuf::Message* incoming() { return nullptr; }
  virtual void Take(std::function<void(absl::Status)> ready) {}
  virtual void ClientDone() {}
};

// Opens what serves one call. `request` is null for a session; it lives as long
// as the stream.
using OpenStream = std::function<absl::StatusOr<std::unique_ptr<AnySession>>(
    std::shared_ptr<const Call> call, const google::protobuf::Message* request,
    Wake wake)>;

template <typename Response>
class AnySource final : public AnySession {
 public:
  explicit AnySource(std::unique_ptr<Source<Response>> source)
      : source_(std::move(source)) {}

  absl::StatusOr<bool> Next() override {
    outgoing_.Clear();
    return source_->Next(&outgoing_);
  }
  google::protobuf::Message& outgoing() override { return outgoing_; }

 private:
  const std::unique_ptr<Source<Response>> source_;
  Response outgoing_;
};

template <typename Request, typename Response>
class AnyBidiSession final : public AnySession {
 public:
  explicit AnyBidiSession(std::unique_ptr<Session<Request, Response>> session)
      : session_(std::move(session)) {}

  absl::StatusOr<bool> Next() override {
    outgoing_.Clear();
    return session_->Next(&outgoing_);
  }
  google::protobuf::Message& outgoing() override { return outgoing_; }
  google::protobuf::Message* incoming() override { return &incoming_; }
  void Take(std::function<void(absl::Status)> ready) override {
    session_->Take(std::exchange(incoming_, Request()), std::move(ready));
  }
  void ClientDone() override { session_->ClientDone(); }

 private:
  const std::unique_ptr<Session<Request, Response>> session_;
  Request incoming_;
  Response outgoing_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_STREAMS_ANY_SESSION_H_
