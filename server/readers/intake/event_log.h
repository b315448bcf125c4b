// How far the events of a reader have been applied, as stored: a cursor for
// each epoch, and the digests of recent batches.
#ifndef COMPTOIR_SERVER_READERS_INTAKE_EVENT_LOG_H_
#define COMPTOIR_SERVER_READERS_INTAKE_EVENT_LOG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/reader.pb.h"
#include "server/readers/rules/event_rules.h"
#include "server/store/jobs/job.h"
#include "server/store/transaction.h"

namespace comptoir::readers {

// One epoch of one reader.
struct ReaderEpoch {
  std::string reader_id;
  uint64_t epoch = 0;
};

// The cursor of an epoch; nullopt when the epoch never said hello.
absl::StatusOr<std::optional<storage::v1::ReaderCursor>> LoadCursor(
    const kv::View& reader, std::string_view merchant_id,
    const ReaderEpoch& epoch);

void SaveCursor(store::Transaction& txn, const ReaderEpoch& epoch,
                const storage::v1::ReaderCursor& cursor);

// The newest epoch of a reader and its cursor.
struct NewestEpoch {
  uint64_t epoch = 0;  // 0 when there is none.
  storage::v1::ReaderCursor cursor;
};
absl::StatusOr<NewestEpoch> LoadNewestEpoch(const kv::View& reader,
                                            std::string_view merchant_id,
                                            std::string_view reader_id);

// What is known of each of these events, whose numbers were applied before.
absl::StatusOr<std::vector<Repeat>> CompareWithStored(
    const kv::View& reader, std::string_view merchant_id,
    const ReaderEpoch& epoch, uint64_t first_seq,
    const std::vector<uint64_t>& digests);

// Moves the cursor over the events from `first_seq` on and keeps their digests.
// Now and then asks for a clean-up.
void SaveBatch(store::Transaction& txn, const ReaderEpoch& epoch,
               uint64_t first_seq, const uint64_t* digests, size_t count,
               absl::Time now, storage::v1::ReaderCursor cursor);

// Forgets the digests of an epoch that its daemon has left behind.
void AddFinalCleanup(store::Transaction& txn, const ReaderEpoch& epoch,
                     absl::Time now);

// The job that forgets batches.
inline constexpr char kCleanupJob[] = "readers/forget-batches";
store::JobKind CleanupSteps();

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_INTAKE_EVENT_LOG_H_
