#include "server/readers/stream/live_readers.h"

#include <utility>
#include <vector>

#include "server/base/status.h"

namespace comptoir::readers {

LiveReaders::LiveReaders(const Clock& clock, absl::Duration tick_interval)
    : clock_(clock) {
  if (tick_interval == absl::InfiniteDuration()) return;
  ticker_ = std::thread([this, tick_interval] {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!changed_.wait_for(lock, absl::ToChronoMilliseconds(tick_interval),
                              [this] { return stopping_; })) {
      lock.unlock();
      Tick();
      lock.lock();
    }
  });
}

LiveReaders::~LiveReaders() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (ticker_.joinable()) ticker_.join();
}

absl::Status LiveReaders::Claim(const std::string& reader_id,
                                const std::shared_ptr<LiveStream>& stream) {
  const OpenStream wanted = stream->state();
  std::shared_ptr<LiveStream> superseded;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::shared_ptr<LiveStream>& current = streams_[reader_id];
    if (current != nullptr) {
      RETURN_IF_ERROR(CheckTakeover(current->state(), wanted.epoch,
                                    wanted.credential_id, clock_.Now()));
    }
    superseded = std::exchange(current, stream);
  }
  if (superseded != nullptr) {
    superseded->End(Error(absl::StatusCode::kFailedPrecondition,
                          "READER_SUPERSEDED",
                          "the reader has opened a newer stream"));
  }
  return absl::OkStatus();
}

bool LiveReaders::Release(const std::string& reader_id,
                          const LiveStream* stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto it = streams_.find(reader_id);
  if (it == streams_.end() || it->second.get() != stream) return false;
  streams_.erase(it);
  return true;
}

std::shared_ptr<LiveStream> LiveReaders::Find(
    const std::string& reader_id) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto it = streams_.find(reader_id);
  return it == streams_.end() ? nullptr : it->second;
}

bool LiveReaders::IsConnected(const std::string& reader_id) const {
  return Find(reader_id) != nullptr;
}

void LiveReaders::Push(const std::string& reader_id,
                       comptoir::readers::v1::StreamReaderResponse prompt) {
  if (const auto stream = Find(reader_id)) stream->Push(std::move(prompt));
}

void LiveReaders::End(const std::string& reader_id,
                      const absl::Status& status) {
  if (const auto stream = Find(reader_id)) stream->End(status);
}

void LiveReaders::Tick() {
  std::vector<std::shared_ptr<LiveStream>> streams;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& [id, stream] : streams_) streams.push_back(stream);
  }
  const absl::Time now = clock_.Now();
  for (const auto& stream : streams) stream->Tick(now);
}

}  // namespace comptoir::readers
