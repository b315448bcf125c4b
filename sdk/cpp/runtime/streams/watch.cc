#include "comptoir/sdk/watch.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "absl/time/clock.h"

namespace comptoir::sdk {

bool WatchGoesOn(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:  // The server is being stopped.
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    // How a connection or a server that was cut off can look; a cancellation by
    // the application is not asked about.
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return true;
    default:
      return false;
  }
}

void WatchConnection::OnMessage() {
  if (std::exchange(is_heard_, true)) return;
  if (listener_) listener_(absl::OkStatus());
}

void WatchConnection::OnEnd(const absl::Status& status) {
  is_heard_ = false;
  if (!listener_) return;
  // Streams of a server that is being stopped end well.
  listener_(status.ok() ? absl::UnavailableError("the server ended the stream")
                        : status);
}

WatchPause::WatchPause(Backoff backoff, absl::Duration deadline)
    : backoff_(backoff), deadline_(absl::Now() + deadline) {}

absl::Duration WatchPause::Left() const { return deadline_ - absl::Now(); }

bool WatchPause::Wait(int failures) {
  // One wait in seconds: seeding it anew costs nothing and needs no lock.
  std::minstd_rand random(std::random_device{}());
  const double part = std::uniform_real_distribution<double>(0, 1)(random);
  std::unique_lock<std::mutex> lock(mutex_);
  const absl::Duration wait = std::min(backoff_.After(failures, part), Left());
  changed_.wait_for(lock, absl::ToChronoNanoseconds(wait),
                    [&] { return is_cancelled_; });
  return !is_cancelled_;
}

void WatchPause::Cancel() {
  std::lock_guard<std::mutex> lock(mutex_);
  is_cancelled_ = true;
  changed_.notify_all();
}

bool WatchPause::is_cancelled() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return is_cancelled_;
}

}  // namespace comptoir::sdk
