// A reader's daemon for tests of sessions as plain objects: no gRPC, but what
// it sends is parsed and checked as a server's stream does it.
#ifndef COMPTOIR_SERVER_READERS_TESTING_TEST_DAEMON_H_
#define COMPTOIR_SERVER_READERS_TESTING_TEST_DAEMON_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "server/rpc/stream.h"

namespace comptoir::readers {

// Used by one thread.
class TestDaemon {
 public:
  using Request = v1::StreamReaderRequest;
  using Response = v1::StreamReaderResponse;
  using Session = rpc::Session<Request, Response>;
  using Open = std::function<std::unique_ptr<Session>(rpc::Wake wake)>;

  explicit TestDaemon(const Open& open);
  ~TestDaemon();

  // Sends a message and waits until the session takes the next one: OK, or the
  // error that ends the stream.
  absl::Status Send(Request request);
  absl::Status Hello(uint64_t epoch, uint64_t first_unacknowledged_seq = 1);
  absl::Status Events(uint64_t epoch, uint64_t first_seq,
                      const std::vector<v1::ReaderEvent>& events);

  // The next message, if there is one now.
  std::optional<Response> TryRead();
  // Waits for the next message; nullopt when the stream ends, see end().
  std::optional<Response> Read();
  // Reads until the event is acknowledged; false when the stream ends.
  bool AwaitAcknowledgement(uint64_t epoch, uint64_t seq);
  // Reads to the end of the stream and tells how it was.
  absl::Status AwaitEnd();
  const absl::Status& end() const { return end_; }

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    int wakes = 0;
    std::optional<absl::Status> taken;
  };

  const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  std::unique_ptr<Session> session_;
  absl::Status end_;
};

v1::ReaderEvent CardRemovedAt(int64_t seconds);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_TESTING_TEST_DAEMON_H_
