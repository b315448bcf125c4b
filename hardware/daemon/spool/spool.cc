#include "hardware/daemon/spool/spool.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "fmt/format.h"
#include "hardware/daemon/spool/segment.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::ReaderEvent;

constexpr std::string_view kSegmentSuffix = ".events";

absl::StatusOr<FileDescriptor> Lock(const std::string& folder) {
  const std::string path = folder + "/lock";
  FileDescriptor fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.is_open()) return ErrnoStatus("opening", path);
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(
        fmt::format("another daemon uses {}", folder));
  }
  return fd;
}

// Names sort by epoch, then by first event.
absl::StatusOr<std::vector<std::string>> SegmentNames(
    const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    if (name.ends_with(kSegmentSuffix)) names.push_back(std::move(name));
  }
  if (error) {
    return absl::InternalError(
        fmt::format("listing {}: {}", folder, error.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Durably: the tail must not be back after the next crash, when the segment is
// no longer the newest.
absl::Status CutTail(const std::string& path, size_t size) {
  const FileDescriptor fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.is_open()) return ErrnoStatus("opening", path);
  if (ftruncate(fd.get(), size) != 0 || fsync(fd.get()) != 0) {
    return ErrnoStatus("cutting", path);
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> LoadEpoch(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) return uint64_t{0};
  if (!text.ok()) return text.status();
  uint64_t epoch = 0;
  const char* end = text->data() + text->size();
  const std::from_chars_result result =
      std::from_chars(text->data(), end, epoch);
  if (result.ec != std::errc() || result.ptr + 1 != end ||
      *result.ptr != '\n') {
    return absl::DataLossError(fmt::format("{} is not a number", path));
  }
  return epoch;
}

}  // namespace

bool IsOutcome(const ReaderEvent& event) {
  return event.has_payment_approved() || event.has_payment_declined() ||
         event.has_payment_canceled() || event.has_payment_failed();
}

Spool::Spool(std::string folder, SpoolOptions options, FileDescriptor lock)
    : folder_(std::move(folder)), options_(options), lock_(std::move(lock)) {}

Spool::~Spool() = default;

absl::StatusOr<std::unique_ptr<Spool>> Spool::Open(const std::string& folder,
                                                   SpoolOptions options) {
  if (absl::Status status = MakeFolder(folder); !status.ok()) return status;
  absl::StatusOr<FileDescriptor> lock = Lock(folder);
  if (!lock.ok()) return lock.status();
  std::unique_ptr<Spool> spool(new Spool(folder, options, *std::move(lock)));
  absl::StatusOr<std::vector<std::string>> names = SegmentNames(folder);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    absl::Status status = spool->LoadSegment(name, name == names->back());
    if (!status.ok()) return status;
  }
  if (absl::Status status = spool->BeginEpoch(); !status.ok()) return status;
  return spool;
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
  const std::string path = fmt::format("{}/{:020}-{:020}{}", folder_, epoch_,
                                       epoch.next_seq(), kSegmentSuffix);
  FileDescriptor fd(open(
      path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
  if (!fd.is_open()) return ErrnoStatus("creating", path);
  absl::Status status =
      WriteAll(fd.get(), EncodeSegmentHeader(epoch_, epoch.next_seq()), path);
  if (!status.ok()) return status;
  epoch.segments.push_back({.path = path,
                            .first_seq = epoch.next_seq(),
                            .count = 0,
                            .bytes = kSegmentHeaderBytes});
  active_ = std::move(fd);
  return SyncFolder(folder_);
}

absl::Status Spool::Write(Epoch& epoch, std::string_view payload) {
  if (!active_.is_open() ||
      epoch.segments.back().bytes >= options_.segment_bytes_max) {
    if (absl::Status status = OpenSegment(epoch); !status.ok()) return status;
  }
  Segment& segment = epoch.segments.back();
  const std::string record = EncodeRecord(payload);
  absl::Status status = WriteAll(active_.get(), record, segment.path);
  if (!status.ok()) return status;
  if (fdatasync(active_.get()) != 0) {
    return ErrnoStatus("syncing", segment.path);
  }
  segment.bytes += record.size();
  ++segment.count;
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Spool::Append(const ReaderEvent& event) {
  std::string payload = event.SerializeAsString();
  if (payload.empty() || payload.size() > kRecordBytesMax) {
    return absl::InvalidArgumentError(
        fmt::format("an event of {} bytes", payload.size()));
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!broken_.ok()) return broken_;
  const size_t limit =
      options_.bytes_max - (IsOutcome(event) ? 0 : options_.bytes_reserved);
  if (bytes_ + payload.size() > limit) {
    return absl::ResourceExhaustedError(fmt::format(
        "the spool holds {} bytes that the server has not acknowledged",
        bytes_));
  }
  Epoch& epoch = epochs_[epoch_];
  if (absl::Status status = Write(epoch, payload); !status.ok()) {
    broken_ = status;
    return status;
  }
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
