#include "hardware/reader/testing/recording_listener.h"

#include <algorithm>
#include <chrono>

namespace comptoir::hardware {
namespace {

// Only a failing test waits this long.
constexpr std::chrono::seconds kPatience(10);

}  // namespace

absl::Status RecordingListener::OnEvent(const Event& event) {
  const std::lock_guard<std::mutex> lock(mutex_);
  changed_.notify_all();
  if (refuses_ && refuses_(event)) {
    ++refused_;
    return absl::UnavailableError("killed");
  }
  events_.push_back(event);
  return absl::OkStatus();
}

void RecordingListener::Refuse(std::function<bool(const Event&)> refuses) {
  const std::lock_guard<std::mutex> lock(mutex_);
  refuses_ = std::move(refuses);
}

bool RecordingListener::Await(
    const std::function<bool(const Event&)>& predicate, int count) {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] {
    return std::count_if(events_.begin(), events_.end(), predicate) >= count;
  });
}

bool RecordingListener::AwaitRefusal() {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return refused_ > 0; });
}

std::vector<RecordingListener::Event> RecordingListener::events() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return events_;
}

}  // namespace comptoir::hardware
