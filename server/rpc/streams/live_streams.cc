#include "server/rpc/streams/live_streams.h"

#include <utility>

#include "server/base/status.h"

namespace comptoir::rpc {
namespace {

absl::Status Draining() {
  return WithRetryDelay(
      Error(absl::StatusCode::kUnavailable, "DRAINING",
            "the server is about to stop: open the stream again"),
      absl::Seconds(1));
}

}  // namespace

LiveStreams::LiveStreams(const Clock& clock, LiveStreamsOptions options)
    : clock_(clock), options_(options) {
  for (int i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this] { ServeWakes(); });
  }
  threads_.emplace_back([this] { SweepNowAndThen(); });
}

LiveStreams::~LiveStreams() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

absl::Status LiveStreams::Add(std::shared_ptr<LiveStream> stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (draining_) return Draining();
  int& open = per_principal_[stream->principal_id()];
  if (open >= options_.per_principal_max) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
                 "the caller has too many streams open");
  }
  ++open;
  streams_.insert(std::move(stream));
  return absl::OkStatus();
}

void LiveStreams::Remove(const std::shared_ptr<LiveStream>& stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (streams_.erase(stream) == 0) return;
  const auto open = per_principal_.find(stream->principal_id());
  if (--open->second == 0) per_principal_.erase(open);
}

void LiveStreams::Enqueue(std::shared_ptr<LiveStream> stream) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    woken_.push_back(std::move(stream));
  }
  changed_.notify_all();
}

void LiveStreams::ServeWakes() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !woken_.empty(); });
    if (woken_.empty()) return;
    std::shared_ptr<LiveStream> stream = std::move(woken_.front());
    woken_.pop_front();
    lock.unlock();
    stream->RunPosted();
    stream.reset();
    lock.lock();
  }
}

void LiveStreams::SweepNowAndThen() {
  const auto interval = absl::ToChronoMilliseconds(options_.sweep_interval);
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    changed_.wait_for(lock, interval,
                      [this] { return stopping_ || is_sweep_due_; });
    if (stopping_) return;
    is_sweep_due_ = false;
    lock.unlock();
    Sweep();
    lock.lock();
  }
}

std::vector<std::shared_ptr<LiveStream>> LiveStreams::All() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {streams_.begin(), streams_.end()};
}

void LiveStreams::Sweep() {
  const absl::Time now = clock_.Now();
  for (const auto& stream : All()) stream->Check(now);
}

void LiveStreams::SweepSoon() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_sweep_due_ = true;
  }
  changed_.notify_all();
}

void LiveStreams::Drain() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    draining_ = true;
  }
  for (const auto& stream : All()) stream->End(Draining());
}

size_t LiveStreams::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return streams_.size();
}

}  // namespace comptoir::rpc
