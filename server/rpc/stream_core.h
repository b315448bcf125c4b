// The life of one stream without its types and without gRPC; stream_reactor.h
// adds both.
#ifndef COMPTOIR_SERVER_RPC_STREAM_CORE_H_
#define COMPTOIR_SERVER_RPC_STREAM_CORE_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/rpc/call.h"
#include "server/rpc/runtime.h"
#include "server/rpc/stream.h"

namespace comptoir::rpc {

// A strand: whatever happens to the stream (a wake, a write done, a message
// read, a cancellation, the end) is posted as an event, and one thread at a
// time handles the events posted so far. So the source and the state below
// need no lock, and Finish comes once and last.
//
// Kept alive by itself from Begin() until gRPC is done with it; a Wake that
// comes later finds it gone and does nothing.
class StreamCore : public std::enable_shared_from_this<StreamCore> {
 public:
  enum Event : unsigned {
    kStarted = 1 << 0,
    kWoken = 1 << 1,
    kWriteDone = 1 << 2,
    kReadDone = 1 << 3,   // A message was read.
    kReadEnded = 1 << 4,  // No further message will come.
    kReady = 1 << 5,      // The session can take another message.
    kEnd = 1 << 6,        // To end with the status given to End().
    kDone = 1 << 7,       // gRPC is done: nothing may be started any more.
  };

  StreamCore(Runtime& runtime, const Method& method)
      : runtime_(runtime), method_(method) {}
  virtual ~StreamCore() = default;

  // Ends the stream with `status` once a write under way is done. The first
  // end counts. From any thread.
  void End(absl::Status status);

  // Runs what was posted with PostLater; called by LiveStreams' threads.
  void RunPosted();

  // Ends the stream when its credential expired or was revoked.
  void CheckCredential(absl::Time now);

  const std::string& principal_id() const { return call_->principal().id; }

 protected:
  // Admits the call, opens the source by `open` and starts. `request` is the
  // first message of a server stream, null for a bidirectional one.
  void Begin(
      std::string authorization, google::protobuf::Message* request,
      absl::FunctionRef<absl::Status(std::shared_ptr<const Call>, Wake)> open);

  // From gRPC's reactions: handles the event on this thread.
  void Post(unsigned events);
  // From anybody else's thread, who may hold locks: handled on a thread of
  // LiveStreams.
  void PostLater(unsigned events);

  // What the typed half does. Called on the strand.
  virtual absl::StatusOr<bool> Pull() = 0;  // Fills outgoing().
  virtual google::protobuf::Message& outgoing() = 0;
  virtual void StartWriting() = 0;
  virtual bool CanRead() const = 0;
  virtual void StartReading() = 0;
  virtual google::protobuf::Message& incoming() = 0;
  virtual void TakeIncoming(std::function<void(absl::Status)> ready) = 0;
  virtual void TellClientDone() = 0;
  virtual void CloseSource() = 0;
  virtual void StartFinishing(const absl::Status& status) = 0;

 private:
  absl::Status Open(
      google::protobuf::Message* request,
      absl::FunctionRef<absl::Status(std::shared_ptr<const Call>, Wake)> open);
  void HandleAll();
  void Handle(unsigned events);
  void HandleIncoming();
  void Fill();
  void Read();
  void EndOnStrand(absl::Status status);
  void MaybeFinish();
  void Report();

  Runtime& runtime_;
  const Method& method_;
  std::string authorization_;
  absl::Time start_;
  std::shared_ptr<const Call> call_;  // Null until admitted.

  std::mutex mutex_;
  unsigned events_ = 0;                     // Guarded by mutex_.
  bool running_ = false;                    // Guarded by mutex_.
  bool queued_ = false;                     // Guarded by mutex_.
  std::optional<absl::Status> wanted_end_;  // Guarded by mutex_.
  absl::Status ready_status_;               // Guarded by mutex_.

  // On the strand only.
  bool writing_ = false;
  bool finishing_ = false;
  std::optional<absl::Status> end_;
  std::shared_ptr<StreamCore> self_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_STREAM_CORE_H_
