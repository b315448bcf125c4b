// The streams of readers that are open in this process.
#ifndef COMPTOIR_SERVER_READERS_STREAM_LIVE_READERS_H_
#define COMPTOIR_SERVER_READERS_STREAM_LIVE_READERS_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "server/base/clock.h"
#include "server/readers/rules/event_rules.h"

namespace comptoir::readers {

// One open stream, as others reach it. Thread-safe; never calls LiveReaders
// from within these functions.
class LiveStream {
 public:
  virtual ~LiveStream() = default;
  virtual OpenStream state() const = 0;
  // Sends the reader a prompt.
  virtual void Push(comptoir::readers::v1::StreamReaderResponse prompt) = 0;
  // Ends the stream; the first end counts.
  virtual void End(absl::Status status) = 0;
  // Time has passed: heartbeats are due, or the reader has fallen silent.
  virtual void Tick(absl::Time now) = 0;
};

// At most one stream for each reader. Thread-safe.
class LiveReaders {
 public:
  // Calls Tick every `tick_interval` on a thread of its own; never when that is
  // infinite.
  LiveReaders(const Clock& clock, absl::Duration tick_interval);
  ~LiveReaders();

  // Makes `stream` the reader's stream. The one before is ended with reason
  // READER_SUPERSEDED when `stream` may take its place; otherwise an error of
  // CheckTakeover, and nothing has changed.
  absl::Status Claim(const std::string& reader_id,
                     const std::shared_ptr<LiveStream>& stream);
  // `stream` has ended. True when it was still the reader's stream.
  bool Release(const std::string& reader_id, const LiveStream* stream);

  bool IsConnected(const std::string& reader_id) const;
  // Does nothing when the reader is not connected.
  void Push(const std::string& reader_id,
            comptoir::readers::v1::StreamReaderResponse prompt);
  void End(const std::string& reader_id, const absl::Status& status);

  void Tick();

 private:
  std::shared_ptr<LiveStream> Find(const std::string& reader_id) const;

  const Clock& clock_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::condition_variable changed_;
  std::unordered_map<std::string, std::shared_ptr<LiveStream>> streams_;
  bool stopping_ = false;
  std::thread ticker_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_STREAM_LIVE_READERS_H_
