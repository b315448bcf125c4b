#include "hardware/daemon/spool/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "hardware/daemon/spool/segment.h"
#include "hardware/daemon/spool/spool_folder.h"
#include "hardware/daemon/spool/stand_in.h"
#include "hardware/reader/event_facts.h"

namespace comptoir::hardware {

using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::ReaderEvent;

Spool::Spool(std::string folder, SpoolOptions options, FileDescriptor lock)
    : folder_(std::move(folder)), options_(options), lock_(std::move(lock)) {}

absl::StatusOr<std::unique_ptr<Spool>> Spool::Open(const std::string& folder,
                                                   SpoolOptions options) {
  if (absl::Status status = MakeFolder(folder); !status.ok()) return status;
  absl::StatusOr<FileDescriptor> lock = LockSpool(folder);
  if (!lock.ok()) return lock.status();
  std::unique_ptr<Spool> spool(new Spool(folder, options, *std::move(lock)));
  absl::StatusOr<std::vector<std::string>> names = SegmentNames(folder);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    absl::Status status = spool->LoadSegment(name, name == names->back());
    if (!status.ok()) return status;
  }
  if (absl::Status status = spool->LoadSetAside(); !status.ok()) return status;
  if (absl::Status status = spool->BeginEpoch(); !status.ok()) return status;
  return spool;
}

// Puts what stands for events that were set aside in their place again.
absl::Status Spool::LoadSetAside() {
  std::error_code error;
  if (!std::filesystem::exists(SetAsideFolder(folder_), error)) {
    return absl::OkStatus();
  }
  for (auto& [number, epoch] : epochs_) {
    for (size_t i = 0; i < epoch.events.size(); ++i) {
      const std::string path =
          SetAsidePath(folder_, number, epoch.first_seq + i);
      if (std::filesystem::exists(path, error)) {
        Replace(epoch, i, StandIn(epoch.events[i]));
      }
    }
  }
  return absl::OkStatus();
}

void Spool::Replace(Epoch& epoch, size_t at, std::string payload) {
  bytes_ += payload.size();
  bytes_ -= epoch.events[at].size();
  epoch.events[at] = std::move(payload);
}

absl::Status Spool::SetAside(Position position) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto it = epochs_.find(position.epoch);
  if (it == epochs_.end() || position.seq < it->second.first_seq ||
      position.seq >= it->second.next_seq()) {
    return absl::NotFoundError(fmt::format("event {} of epoch {} is not held",
                                           position.seq, position.epoch));
  }
  Epoch& epoch = it->second;
  const size_t at = position.seq - epoch.first_seq;
  const std::string path = SetAsidePath(folder_, position.epoch, position.seq);
  absl::Status status = MakeFolder(SetAsideFolder(folder_));
  if (!status.ok()) return status;
  std::error_code error;
  // What it stands for is there already: the event itself is not to be lost.
  if (!std::filesystem::exists(path, error)) {
    if (status = ReplaceFile(path, epoch.events[at]); !status.ok()) {
      return status;
    }
  }
  Replace(epoch, at, StandIn(epoch.events[at]));
  return absl::OkStatus();
}

absl::Status Spool::LoadSegment(const std::string& name, bool is_newest) {
  const std::string path = folder_ + "/" + name;
  absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<SegmentContent> content = DecodeSegment(*bytes);
  if (!content.ok()) {
    return absl::DataLossError(
        fmt::format("{}: {}; move the file away to go on without its events",
                    path, std::string(content.status().message())));
  }
  if (content->whole_bytes < bytes->size() || content->whole_bytes == 0) {
    // Only the segment that was being written can have a torn tail.
    if (!is_newest) {
      return absl::DataLossError(fmt::format("{} is cut short", path));
    }
    absl::Status status = CutTail(path, content->whole_bytes);
    if (!status.ok()) return status;
  }
  if (content->payloads.empty()) {
    if (unlink(path.c_str()) != 0) return ErrnoStatus("removing", path);
    return SyncFolder(folder_);
  }
  Epoch& epoch = epochs_[content->epoch];
  if (epoch.segments.empty()) epoch.first_seq = content->first_seq;
  if (epoch.next_seq() != content->first_seq) {
    return absl::DataLossError(
        fmt::format("{}: a segment with events from {} on is missing", path,
                    epoch.next_seq()));
  }
  epoch.segments.push_back({.path = path,
                            .first_seq = content->first_seq,
                            .count = content->payloads.size(),
                            .bytes = content->whole_bytes});
  for (std::string& payload : content->payloads) {
    bytes_ += payload.size();
    epoch.events.push_back(std::move(payload));
  }
  return absl::OkStatus();
}

absl::Status Spool::BeginEpoch() {
  const std::string path = folder_ + "/epoch";
  absl::StatusOr<uint64_t> last = LoadEpoch(path);
  if (!last.ok()) return last.status();
  uint64_t next = std::max(*last + 1, options_.epoch_min);
  if (!epochs_.empty()) next = std::max(next, epochs_.rbegin()->first + 1);
  absl::Status status = ReplaceFile(path, fmt::format("{}\n", next));
  if (!status.ok()) return status;
  epoch_ = next;
  epochs_[epoch_];
  return absl::OkStatus();
}

absl::Status Spool::OpenSegment(Epoch& epoch) {
  const std::string path = SegmentPath(folder_, epoch_, epoch.next_seq());
  unfinished_ = path;
  is_torn_ = true;
  FileDescriptor fd(open(
      path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
  if (!fd.is_open()) return ErrnoStatus("creating", path);
  absl::Status status =
      WriteAll(fd.get(), EncodeSegmentHeader(epoch_, epoch.next_seq()), path);
  if (!status.ok()) return status;
  if (status = SyncFolder(folder_); !status.ok()) return status;
  epoch.segments.push_back({.path = path,
                            .first_seq = epoch.next_seq(),
                            .count = 0,
                            .bytes = kSegmentHeaderBytes});
  active_ = std::move(fd);
  unfinished_.clear();
  is_torn_ = false;
  return absl::OkStatus();
}

// A segment that is open for `bytes` more.
absl::Status Spool::RequireSegment(Epoch& epoch, size_t bytes) {
  if (active_.is_open()) {
    const Segment& segment = epoch.segments.back();
    if (segment.count == 0 ||
        segment.bytes + bytes <= options_.segment_bytes_max) {
      return absl::OkStatus();
    }
  }
  return OpenSegment(epoch);
}

absl::Status Spool::Write(Epoch& epoch, std::string_view payload) {
  const std::string record = EncodeRecord(payload);
  if (absl::Status status = RequireSegment(epoch, record.size());
      !status.ok()) {
    return status;
  }
  Segment& segment = epoch.segments.back();
  is_torn_ = true;
  absl::Status status = WriteAll(active_.get(), record, segment.path);
  if (!status.ok()) return status;
  if (fdatasync(active_.get()) != 0) {
    return ErrnoStatus("syncing", segment.path);
  }
  is_torn_ = false;
  segment.bytes += record.size();
  ++segment.count;
  return absl::OkStatus();
}

// Brings the files back to what is known to be on disk. What was synced before
// an error is safe; the rest is cut off, and a new segment is begun, so that
// nothing is ever written behind pages of which the kernel may have lost some.
absl::Status Spool::Mend() {
  if (!is_torn_) return absl::OkStatus();
  active_ = FileDescriptor();
  if (!unfinished_.empty() && unlink(unfinished_.c_str()) != 0 &&
      errno != ENOENT) {
    return ErrnoStatus("removing", unfinished_);
  }
  std::deque<Segment>& segments = epochs_[epoch_].segments;
  if (!segments.empty()) {
    const Segment& last = segments.back();
    if (last.count > 0) {
      absl::Status status = CutTail(last.path, last.bytes);
      if (!status.ok()) return status;
    } else if (unlink(last.path.c_str()) != 0 && errno != ENOENT) {
      return ErrnoStatus("removing", last.path);
    } else {
      segments.pop_back();
    }
  }
  if (absl::Status status = SyncFolder(folder_); !status.ok()) return status;
  unfinished_.clear();
  is_torn_ = false;
  return absl::OkStatus();
}

absl::Status Spool::CheckRoom(size_t bytes, size_t bytes_max) const {
  if (bytes_ + bytes <= bytes_max) return absl::OkStatus();
  return absl::ResourceExhaustedError(fmt::format(
      "the spool holds {} bytes that the server has not acknowledged", bytes_));
}

absl::Status Spool::CheckSpareRoom(size_t bytes) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return CheckRoom(bytes, options_.bytes_max - options_.bytes_reserved);
}

absl::Status Spool::Reserve() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (absl::Status status = Mend(); !status.ok()) return status;
  constexpr size_t kBytes = kRecordHeaderBytes + kRecordBytesMax;
  absl::Status status = CheckRoom(kBytes, options_.bytes_max);
  if (!status.ok()) return status;
  Epoch& epoch = epochs_[epoch_];
  if (status = RequireSegment(epoch, kBytes); !status.ok()) return status;
  const Segment& segment = epoch.segments.back();
  // File systems without fallocate() promise nothing.
  if (fallocate(active_.get(), FALLOC_FL_KEEP_SIZE,
                static_cast<off_t>(segment.bytes), kBytes) != 0 &&
      errno != EOPNOTSUPP && errno != ENOSYS) {
    return ErrnoStatus("reserving room in", segment.path);
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Spool::Append(const ReaderEvent& event) {
  std::string payload = event.SerializeAsString();
  if (payload.empty() || payload.size() > kRecordBytesMax) {
    return absl::InvalidArgumentError(
        fmt::format("an event of {} bytes", payload.size()));
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  if (absl::Status status = Mend(); !status.ok()) return status;
  const size_t limit =
      options_.bytes_max - (IsOutcome(event) ? 0 : options_.bytes_reserved);
  if (absl::Status status = CheckRoom(payload.size(), limit); !status.ok()) {
    return status;
  }
  Epoch& epoch = epochs_[epoch_];
  if (absl::Status status = Write(epoch, payload); !status.ok()) return status;
  bytes_ += payload.size();
  epoch.events.push_back(std::move(payload));
  return epoch.next_seq() - 1;
}

std::optional<EventBatch> Spool::Read(Position after, int events_max,
                                      size_t bytes_max) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto it = epochs_.lower_bound(after.epoch); it != epochs_.end(); ++it) {
    const Epoch& epoch = it->second;
    uint64_t seq = epoch.first_seq;
    if (it->first == after.epoch) seq = std::max(seq, after.seq + 1);
    if (seq >= epoch.next_seq()) continue;
    EventBatch batch;
    batch.set_epoch(it->first);
    batch.set_first_seq(seq);
    size_t bytes = 0;
    for (; seq < epoch.next_seq() && batch.events_size() < events_max; ++seq) {
      const std::string& payload = epoch.events[seq - epoch.first_seq];
      bytes += payload.size() + 8;  // Framing of one element.
      if (bytes > bytes_max && batch.events_size() > 0) break;
      batch.add_events()->ParseFromString(payload);
    }
    return batch;
  }
  return std::nullopt;
}

absl::Status Spool::Acknowledge(Position position) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto it = epochs_.find(position.epoch);
  if (it == epochs_.end()) return absl::OkStatus();
  Epoch& epoch = it->second;
  while (!epoch.events.empty() && epoch.first_seq <= position.seq) {
    bytes_ -= epoch.events.front().size();
    epoch.events.pop_front();
    ++epoch.first_seq;
  }
  const bool is_current = position.epoch == epoch_;
  while (!epoch.segments.empty()) {
    const Segment& segment = epoch.segments.front();
    const bool is_active = is_current && epoch.segments.size() == 1;
    // The segment being written is kept until it is large enough to matter.
    if (segment.first_seq + segment.count > epoch.first_seq ||
        (is_active && segment.bytes < options_.segment_bytes_max)) {
      break;
    }
    if (is_active) active_ = FileDescriptor();
    if (unlink(segment.path.c_str()) != 0) {
      return ErrnoStatus("removing", segment.path);
    }
    epoch.segments.pop_front();
  }
  if (!is_current && epoch.events.empty()) epochs_.erase(it);
  return absl::OkStatus();
}

std::vector<Position> Spool::FirstHeld() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Position> positions;
  for (const auto& [number, epoch] : epochs_) {
    positions.push_back({.epoch = number, .seq = epoch.first_seq});
  }
  return positions;
}

size_t Spool::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  size_t count = 0;
  for (const auto& [number, epoch] : epochs_) count += epoch.events.size();
  return count;
}

}  // namespace comptoir::hardware
