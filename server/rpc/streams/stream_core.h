// The life of one stream, without gRPC; stream_reactor.cc adds that.
#ifndef COMPTOIR_SERVER_RPC_STREAMS_STREAM_CORE_H_
#define COMPTOIR_SERVER_RPC_STREAMS_STREAM_CORE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/rpc/call.h"
#include "server/rpc/runtime.h"
#include "server/rpc/streams/any_session.h"
#include "server/rpc/streams/live_streams.h"

namespace comptoir::rpc {

// A method and the handler behind it. Outlives the streams.
struct StreamHandler {
  Runtime& runtime;
  const Method& method;
  // The default request of a server stream; null where the client streams.
  const google::protobuf::Message* request;
  OpenStream open;
  // How long the stream may wait for its client's next message.
  absl::Duration idle_max = absl::InfiniteDuration();
};

// How long a stream that ends waits for its client to take what is written.
inline constexpr absl::Duration kUnreadMax = absl::Seconds(1);

// A strand: whatever happens to the stream (a wake, a write done, a message
// read, a cancellation, the end) is posted as an event, and one thread at a
// time handles the events posted so far. So the session and the state below
// need no lock, and the finish comes once and last.
//
// Kept alive by itself from Begin() until gRPC is done with it; a Wake that
// comes later finds it gone and does nothing.
class StreamCore : public LiveStream,
                   public std::enable_shared_from_this<StreamCore> {
 public:
  explicit StreamCore(const StreamHandler& handler) : handler_(handler) {}

  // Admits the call, opens the session and starts. From gRPC's method handler.
  void Begin(std::string authorization);

  // Ends the stream with `status` once a write under way is done; a client that
  // does not read holds it up for kUnreadMax at most. The first end counts.
  // From any thread.
  void End(absl::Status status) override;

  void RunPosted() override;
  void Check(absl::Time now) override;
  const std::string& principal_id() const override {
    return call_->principal().id;
  }

 protected:
  enum Event : unsigned {
    kStarted = 1 << 0,
    kWoken = 1 << 1,
    kWriteDone = 1 << 2,
    kReadDone = 1 << 3,   // A message was read.
    kReadEnded = 1 << 4,  // No further message will come.
    kReady = 1 << 5,      // The session can take another message.
    kEnd = 1 << 6,        // To end with the status given to End().
    kCut = 1 << 7,        // Not to wait for a write under way, either.
    kDone = 1 << 8,       // gRPC is done: nothing may be started any more.
  };

  // From gRPC's reactions: handles the event on this thread.
  void Post(unsigned events);

  // Most bytes of a message of the client's.
  size_t bytes_max() const { return handler_.method.request_bytes_max(); }
  // Whether the client's messages hold what a device reports.
  bool takes_reports() const {
    return handler_.method.request_rules().holds_reports();
  }

  // The gRPC half. Called on the strand.
  virtual absl::Status ParseRequest(google::protobuf::Message& message) = 0;
  virtual void StartWriting(const google::protobuf::Message& message) = 0;
  virtual void StartReading() = 0;
  virtual absl::Status ParseIncoming(google::protobuf::Message& message) = 0;
  virtual void StartFinishing(const absl::Status& status) = 0;
  // Drops what was not sent of the write under way, which is then done, and
  // ends the call with `status`, an error, without its details: those go out
  // behind what is written. StartFinishing() still follows.
  virtual void BreakOff(const absl::Status& status) = 0;

 private:
  // From anybody's thread, who may hold locks: handled on a thread of
  // LiveStreams.
  void PostLater(unsigned events);
  absl::Status Open();
  // OK while the credential may open the stream as it was opened.
  absl::Status CheckCredential(absl::Time now);
  void HandleAll();
  void Handle(unsigned events);
  void HandleIncoming();
  void HandleReady();
  void ReadNext();
  void Fill();
  void EndOnStrand(absl::Status status);
  // Notes since when it is to end. From any thread.
  void NoteEnd();
  void Cut();
  void MaybeFinish();
  // Frees the stream's place and says how it was, once.
  void Leave();
  void Report();

  const StreamHandler& handler_;
  std::string authorization_;
  absl::Time start_;
  std::shared_ptr<const Call> call_;  // Null until admitted.
  // Read before the credential was looked at the last time.
  std::atomic<uint64_t> generation_ = 0;
  std::unique_ptr<google::protobuf::Message> request_;

  // Since when a message is awaited; 0 while none is.
  std::atomic<int64_t> awaiting_since_us_ = 0;
  // Since when it is to end; 0 while it is not.
  std::atomic<int64_t> ending_since_us_ = 0;

  std::mutex mutex_;
  unsigned events_ = 0;                     // Guarded by mutex_.
  bool running_ = false;                    // Guarded by mutex_.
  bool queued_ = false;                     // Guarded by mutex_.
  std::optional<absl::Status> wanted_end_;  // Guarded by mutex_.
  absl::Status ready_status_;               // Guarded by mutex_.

  // On the strand only.
  std::unique_ptr<AnySession> session_;
  bool writing_ = false;
  bool broken_off_ = false;
  bool left_ = false;
  bool finishing_ = false;
  std::optional<absl::Status> end_;
  std::shared_ptr<StreamCore> self_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_STREAMS_STREAM_CORE_H_
