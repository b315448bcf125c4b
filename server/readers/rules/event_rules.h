// Decides what becomes of a batch of reader events, and of a stream that wants
// to open. Pure: the cursor and the stored digests come in, a decision goes
// out.
//
// (reader, epoch, seq) names an event for ever. For each epoch the server keeps
// the highest seq up to which it has applied everything, without holes, and
// the digests of recent events.
#ifndef COMPTOIR_SERVER_READERS_RULES_EVENT_RULES_H_
#define COMPTOIR_SERVER_READERS_RULES_EVENT_RULES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "comptoir/storage/v1/reader.pb.h"

namespace comptoir::readers {

// Limits of the stream, told to the daemon in Welcome.
inline constexpr int kEventsPerBatchMax = 256;
inline constexpr int kBatchBytesMax = 192 * 1024;
inline constexpr int kBatchesInFlightMax = 32;
inline constexpr absl::Duration kHeartbeatInterval = absl::Seconds(5);
// A stream from which nothing was heard for three heartbeats is dead.
inline constexpr absl::Duration kSilenceMax = absl::Seconds(15);
// Epochs whose events one daemon may still hold.
inline constexpr int kEarlierEpochsMax = 64;
// Sequence numbers stay far from overflow.
inline constexpr uint64_t kSeqMax = uint64_t{1} << 62;

// Digests are kept for at least this many of the newest events of an epoch; a
// repeat of an older event is dropped without comparing.
inline constexpr uint64_t kDigestWindow = 64 * 1024;
// Stored batches between two clean-ups of an epoch.
inline constexpr uint32_t kBatchesPerCleanup = 512;
// Batches that one clean-up deletes before it makes way for others.
inline constexpr int kBatchesDeletedMax = 1024;

// The first 64 bits of the SHA-256 of the event in deterministic form.
uint64_t DigestOf(const comptoir::readers::v1::ReaderEvent& event);

// INVALID_ARGUMENT for a batch that no state of the server makes sense of. What
// its events hold is not looked at; a single one may be of any size.
absl::Status CheckBatch(const comptoir::readers::v1::EventBatch& batch);

// A batch is, from its beginning: events applied before, then new ones; or it
// starts too far ahead.
struct BatchPlan {
  // Events at the beginning that were applied before.
  size_t repeated = 0;
  // Events after those, to be applied now.
  size_t fresh = 0;
  // The missing events, when the batch starts too far ahead; both counts are
  // then 0.
  uint64_t missing_from = 0;
  uint64_t missing_to = 0;

  bool has_gap() const { return missing_from != 0; }
  bool operator==(const BatchPlan&) const = default;
};

// `applied_seq` is the cursor: every event up to it is applied.
BatchPlan PlanBatch(uint64_t applied_seq, uint64_t first_seq, size_t count);

// What is known of an event whose number was applied before.
enum class Repeat {
  kForgotten,  // Its digest is not kept any more.
  kSame,       // It is the event that was applied.
  kOther,      // Another event was applied under its number.
};

// Compares the events from `first_seq` on, which have `digests`, with those
// that `stored` holds; the others are left as they are.
void CompareRepeats(uint64_t first_seq, const std::vector<uint64_t>& digests,
                    const comptoir::storage::v1::ReaderBatch& stored,
                    std::vector<Repeat>* repeats);

// A stream that is open, as far as is known.
struct OpenStream {
  uint64_t epoch = 0;
  std::string credential_id;
  absl::Time last_heard;
  // It takes nothing more.
  bool has_ended = false;
};

// Whether a stream of `epoch` may take the place of `open`: when that is dead,
// or when the same daemon has booted again. Two streams of one epoch are two
// daemons with one identity, or one that has not noticed its own loss yet:
// READER_ALREADY_CONNECTED, with a delay to try again after.
absl::Status CheckTakeover(const OpenStream& open, uint64_t epoch,
                           std::string_view credential_id, absl::Time now);

// FAILED_PRECONDITION READER_EPOCH_STALE unless `epoch` is at least
// `epoch_min` and `epoch_newest`, the newest epoch seen.
absl::Status CheckEpoch(uint64_t epoch, uint64_t epoch_min,
                        uint64_t epoch_newest);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_RULES_EVENT_RULES_H_
