// A listener that keeps what it is told, and can be told to refuse.
#ifndef COMPTOIR_HARDWARE_READER_TESTING_RECORDING_LISTENER_H_
#define COMPTOIR_HARDWARE_READER_TESTING_RECORDING_LISTENER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "hardware/reader/reader.h"

namespace comptoir::hardware {

// Thread-safe.
class RecordingListener final : public ReaderListener {
 public:
  using Event = comptoir::readers::v1::ReaderEvent;

  absl::Status OnEvent(const Event& event) override;

  // From here on refuses the events for which `refuses` holds, as a daemon
  // does that was killed before it wrote them down.
  void Refuse(std::function<bool(const Event&)> refuses);

  // Waits until `count` accepted events satisfy `predicate`; false after ten
  // seconds.
  bool Await(const std::function<bool(const Event&)>& predicate, int count = 1);
  // The same for refused events.
  bool AwaitRefusal();

  std::vector<Event> events() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Event> events_;
  std::function<bool(const Event&)> refuses_;
  int refused_ = 0;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_READER_TESTING_RECORDING_LISTENER_H_
