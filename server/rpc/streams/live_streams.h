// The streams that are open now, and the threads that serve their wakes.
#ifndef COMPTOIR_SERVER_RPC_STREAMS_LIVE_STREAMS_H_
#define COMPTOIR_SERVER_RPC_STREAMS_LIVE_STREAMS_H_

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/clock.h"

namespace comptoir::rpc {

// An open stream as far as LiveStreams knows it.
class LiveStream {
 public:
  virtual ~LiveStream() = default;
  virtual const std::string& principal_id() const = 0;
  // Handles what woke it.
  virtual void RunPosted() = 0;
  // Ends itself when its credential is no longer good, or its client has been
  // idle for too long, and breaks off when its client does not take the end.
  virtual void Check(absl::Time now) = 0;
  virtual void End(absl::Status status) = 0;
};

struct LiveStreamsOptions {
  int per_principal_max = 64;
  int threads = 1;
  // How often open streams are looked at: for credentials that expire, and for
  // clients that do nothing.
  absl::Duration sweep_interval = absl::Seconds(2);
};

// Thread-safe.
class LiveStreams {
 public:
  LiveStreams(const Clock& clock, LiveStreamsOptions options);
  // All streams must be gone.
  ~LiveStreams();

  // RESOURCE_EXHAUSTED, reason TOO_MANY_STREAMS, when the principal has its
  // fill; UNAVAILABLE, reason DRAINING, once draining.
  absl::Status Add(std::shared_ptr<LiveStream> stream);
  void Remove(const std::shared_ptr<LiveStream>& stream);

  // Has a thread call RunPosted().
  void Enqueue(std::shared_ptr<LiveStream> stream);

  // Ends all streams and refuses new ones.
  void Drain();

  // Has every stream Check().
  void Sweep();
  // Has a thread do it at once. Quick; may be called under any lock but those
  // that a stream's Check() or End() takes.
  void SweepSoon();

  size_t size() const;

 private:
  void ServeWakes();
  void SweepNowAndThen();
  std::vector<std::shared_ptr<LiveStream>> All() const;

  const Clock& clock_;
  const LiveStreamsOptions options_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::condition_variable changed_;
  std::deque<std::shared_ptr<LiveStream>> woken_;
  std::set<std::shared_ptr<LiveStream>> streams_;
  std::map<std::string, int> per_principal_;
  bool draining_ = false;
  bool is_sweep_due_ = false;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_STREAMS_LIVE_STREAMS_H_
