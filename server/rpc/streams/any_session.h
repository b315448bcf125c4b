// A source or a session whose types were erased, as StreamCore drives it.
#ifndef COMPTOIR_SERVER_RPC_STREAMS_ANY_SESSION_H_
#define COMPTOIR_SERVER_RPC_STREAMS_ANY_SESSION_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
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

// An intake as a session that has one message to send.
template <typename Request, typename Response>
class AnyIntake final : public AnySession {
 public:
  AnyIntake(std::unique_ptr<Intake<Request, Response>> intake, Wake wake)
      : intake_(std::move(intake)), answer_(std::make_shared<Answer>()) {
    answer_->wake = std::move(wake);
  }

  absl::StatusOr<bool> Next() override {
    if (is_answered_) return absl::OutOfRangeError("");
    const std::lock_guard<std::mutex> lock(answer_->mutex);
    if (!answer_->response) return false;
    if (!answer_->response->ok()) return std::move(*answer_->response).status();
    outgoing_ = **std::move(answer_->response);
    is_answered_ = true;
    return true;
  }
  google::protobuf::Message& outgoing() override { return outgoing_; }
  google::protobuf::Message* incoming() override { return &incoming_; }
  void Take(std::function<void(absl::Status)> ready) override {
    intake_->Take(std::exchange(incoming_, Request()), std::move(ready));
  }
  void ClientDone() override {
    intake_->Finish([answer = answer_](absl::StatusOr<Response> response) {
      {
        const std::lock_guard<std::mutex> lock(answer->mutex);
        answer->response = std::move(response);
      }
      answer->wake();
    });
  }

 private:
  // May come when the stream has ended.
  struct Answer {
    Wake wake;
    std::mutex mutex;
    std::optional<absl::StatusOr<Response>> response;  // Guarded by mutex.
  };

  const std::unique_ptr<Intake<Request, Response>> intake_;
  const std::shared_ptr<Answer> answer_;
  bool is_answered_ = false;
  Request incoming_;
  Response outgoing_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_STREAMS_ANY_SESSION_H_
