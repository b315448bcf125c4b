// The daemon's memory: events that the server has not acknowledged yet.
//
// An append-only, segmented file. An event is on disk before Append returns,
// and so before it is sent; it is forgotten after its acknowledgement.
//
// Layout of the folder:
//   epoch                        the last epoch, as decimal text
//   lock                         held while a daemon runs
//   EPOCH-FIRSTSEQ.events        a segment; both numbers of 20 digits
//   set_aside/EPOCH-SEQ.event    an event that the server refused, serialized
//
//   segment := header record*
//   header  := "CMPSPOL1" epoch:8 first_seq:8 crc:4
//   record  := length:4 length_crc:4 payload_crc:4 payload
//
// Numbers are little endian; crc is CRC-32 of what stands before it in the
// header, of `length`, or of the payload, a serialized ReaderEvent. Numbers of
// events follow from their place.
#ifndef COMPTOIR_HARDWARE_DAEMON_SPOOL_SPOOL_H_
#define COMPTOIR_HARDWARE_DAEMON_SPOOL_SPOOL_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "server/base/files/durable_file.h"

namespace comptoir::hardware {

// Names an event of this reader; ordered by age.
struct Position {
  uint64_t epoch = 0;
  uint64_t seq = 0;
  auto operator<=>(const Position&) const = default;
};

struct SpoolOptions {
  // Most bytes of unacknowledged events; they are held in memory as well. More
  // are refused with RESOURCE_EXHAUSTED.
  size_t bytes_max = 64 << 20;
  size_t bytes_reserved = 4 << 20;  // Of these, for outcomes alone.
  // A segment that has grown to this is closed.
  size_t segment_bytes_max = 4 << 20;
  // The new epoch is at least this (PairReaderResponse.epoch_min).
  uint64_t epoch_min = 1;
};

// Thread-safe.
class Spool {
 public:
  // Reads what an earlier boot left and begins a new epoch, durably.
  //
  // Errors: DATA_LOSS, the spool is damaged; FAILED_PRECONDITION, another
  // daemon uses it.
  static absl::StatusOr<std::unique_ptr<Spool>> Open(const std::string& folder,
                                                     SpoolOptions options = {});

  const std::string& folder() const { return folder_; }
  uint64_t epoch() const { return epoch_; }

  // Returns the event's number once it is on disk. After an error of the disk
  // each further call first cuts off what may have reached it: once that works,
  // the spool goes on by itself.
  absl::StatusOr<uint64_t> Append(
      const comptoir::readers::v1::ReaderEvent& event);

  // Makes sure, as far as the file system can, that the outcome of one more
  // payment finds room: to be asked before a card is charged. Errors as
  // Append().
  absl::Status Reserve();

  // RESOURCE_EXHAUSTED when no event of `bytes` that is no outcome is taken.
  absl::Status CheckSpareRoom(size_t bytes) const;

  // The oldest events after `after`, of one epoch and within both limits, but
  // at least one if there is one.
  std::optional<comptoir::readers::v1::EventBatch> Read(Position after,
                                                        int events_max,
                                                        size_t bytes_max) const;

  // Forgets all events of `position.epoch` up to `position`.
  absl::Status Acknowledge(Position position);

  // Puts a stand-in (stand_in.h) in the place of an event that the server
  // refuses; the event itself is kept in set_aside, durably, for a person to
  // look at. NOT_FOUND when it is not held.
  absl::Status SetAside(Position position);

  // For Hello: per epoch the first event held, oldest epoch first; always ends
  // with the current epoch.
  std::vector<Position> FirstHeld() const;

  // Events not acknowledged.
  size_t size() const;

 private:
  struct Segment {
    std::string path;
    uint64_t first_seq;
    uint64_t count;
    size_t bytes;
  };
  struct Epoch {
    // Number of the first event in `events`.
    uint64_t first_seq = 1;
    std::deque<std::string> events;
    std::deque<Segment> segments;
    uint64_t next_seq() const { return first_seq + events.size(); }
  };

  Spool(std::string folder, SpoolOptions options, FileDescriptor lock);
  absl::Status LoadSegment(const std::string& name, bool is_newest);
  absl::Status LoadSetAside();
  absl::Status BeginEpoch();
  // The functions below are called under mutex_.
  void Replace(Epoch& epoch, size_t at, std::string payload);
  absl::Status OpenSegment(Epoch& epoch);
  absl::Status RequireSegment(Epoch& epoch, size_t bytes);
  absl::Status Write(Epoch& epoch, std::string_view payload);
  absl::Status Mend();
  absl::Status CheckRoom(size_t bytes, size_t bytes_max) const;

  const std::string folder_;
  const SpoolOptions options_;
  const FileDescriptor lock_;
  uint64_t epoch_ = 0;

  mutable std::mutex mutex_;
  std::map<uint64_t, Epoch> epochs_;
  size_t bytes_ = 0;
  FileDescriptor active_;  // The segment being written.
  // Something of an event that was not kept may be on disk.
  bool is_torn_ = false;
  // A segment whose header may not be whole; empty when there is none.
  std::string unfinished_;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_SPOOL_SPOOL_H_
