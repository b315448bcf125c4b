#include "server/readers/intake/event_log.h"

#include <utility>

#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::readers {
namespace {

using storage::v1::ReaderBatch;
using storage::v1::ReaderCleanupJob;
using storage::v1::ReaderCursor;
using store::Key;
using store::Space;

std::string CursorKey(std::string_view merchant_id, const ReaderEpoch& epoch) {
  return Key(Space::kReaderCursors, merchant_id)
      .Id(epoch.reader_id)
      .U64(epoch.epoch)
      .Take();
}

Key BatchKey(std::string_view merchant_id, const ReaderEpoch& epoch) {
  Key key(Space::kReaderBatches, merchant_id);
  key.Id(epoch.reader_id).U64(epoch.epoch);
  return key;
}

// The batches of an epoch that end at `seq` or later.
kv::Range BatchesFrom(std::string_view merchant_id, const ReaderEpoch& epoch,
                      uint64_t seq) {
  kv::Range range = BatchKey(merchant_id, epoch).Prefix();
  range.start = BatchKey(merchant_id, epoch).U64(seq).Take();
  return range;
}

void AddCleanup(store::Transaction& txn, const ReaderEpoch& epoch,
                uint64_t before_seq, absl::Time now) {
  ReaderCleanupJob job;
  job.set_reader_id(epoch.reader_id);
  job.set_epoch(epoch.epoch);
  job.set_before_seq(before_seq);
  txn.AddJob(
      {.kind = kCleanupJob, .due = now, .payload = job.SerializeAsString()});
}

// One step of the clean-up: new batches never stand among those it finds.
absl::StatusOr<store::JobWrite> FindOldBatches(const store::Snapshot& snapshot,
                                               const store::JobRun& run) {
  ReaderCleanupJob job;
  if (!job.ParseFromString(run.payload)) return Corrupt("clean-up job");
  const ReaderEpoch epoch = {.reader_id = job.reader_id(),
                             .epoch = job.epoch()};
  kv::Range range = BatchKey(run.merchant_id, epoch).Prefix();
  range.limit = BatchKey(run.merchant_id, epoch).U64(job.before_seq()).Take();
  std::vector<std::string> keys;
  const auto rows = snapshot.Scan(range);
  for (; rows->Valid() && keys.size() < kBatchesDeletedMax; rows->Next()) {
    keys.emplace_back(rows->key());
  }
  RETURN_IF_ERROR(rows->status());
  return [keys = std::move(keys)](store::Transaction& txn) {
    for (const std::string& key : keys) txn.Delete(key);
    return keys.size() == kBatchesDeletedMax ? store::NextStep::GoOn("")
                                             : store::NextStep::Done();
  };
}

// The epoch of the first batch in `range`; nullopt when there is none. Batches
// that cannot be read are for `comptoird verify` to name.
absl::StatusOr<std::optional<ReaderEpoch>> FirstEpoch(
    const store::Transaction& txn, const kv::Range& range) {
  const auto rows = txn.Scan(range);
  for (; rows->Valid(); rows->Next()) {
    store::KeyReader key(rows->key());
    ReaderEpoch epoch;
    if (key.Id("rdr", &epoch.reader_id) && key.U64(&epoch.epoch)) {
      return std::optional<ReaderEpoch>(std::move(epoch));
    }
  }
  RETURN_IF_ERROR(rows->status());
  return std::optional<ReaderEpoch>();
}

// A clean-up for every epoch that has batches to forget.
absl::Status RenewCleanups(store::Transaction& txn) {
  kv::Range range = Key(Space::kReaderBatches, txn.merchant_id()).Prefix();
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<ReaderEpoch> epoch,
                     FirstEpoch(txn, range));
    if (!epoch) return absl::OkStatus();
    range.start = BatchKey(txn.merchant_id(), *epoch).Prefix().limit;
    const absl::StatusOr<NewestEpoch> newest =
        LoadNewestEpoch(txn, txn.merchant_id(), epoch->reader_id);
    if (absl::IsDataLoss(newest.status())) continue;
    RETURN_IF_ERROR(newest.status());
    const uint64_t applied = newest->cursor.applied_seq();
    if (epoch->epoch < newest->epoch) {
      AddFinalCleanup(txn, *epoch, txn.now());
    } else if (applied > kDigestWindow) {
      AddCleanup(txn, *epoch, applied - kDigestWindow, txn.now());
    }
  }
}

}  // namespace

absl::StatusOr<std::optional<ReaderCursor>> LoadCursor(
    const kv::View& reader, std::string_view merchant_id,
    const ReaderEpoch& epoch) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   reader.Get(CursorKey(merchant_id, epoch)));
  if (!row.has_value()) return std::optional<ReaderCursor>();
  ReaderCursor cursor;
  if (!cursor.ParseFromString(*row)) return Corrupt("reader cursor");
  return std::optional<ReaderCursor>(std::move(cursor));
}

void SaveCursor(store::Transaction& txn, const ReaderEpoch& epoch,
                const ReaderCursor& cursor) {
  txn.Put(CursorKey(txn.merchant_id(), epoch), cursor.SerializeAsString());
}

absl::StatusOr<NewestEpoch> LoadNewestEpoch(const kv::View& reader,
                                            std::string_view merchant_id,
                                            std::string_view reader_id) {
  Key key(Space::kReaderCursors, merchant_id);
  const auto rows =
      reader.Scan(key.Id(reader_id).Prefix(), kv::Direction::kReverse);
  NewestEpoch newest;
  if (!rows->Valid()) {
    RETURN_IF_ERROR(rows->status());
    return newest;
  }
  store::KeyReader row(rows->key());
  std::string id;
  if (!row.Id("rdr", &id) || !row.U64(&newest.epoch) ||
      !newest.cursor.ParseFromArray(rows->value().data(),
                                    static_cast<int>(rows->value().size()))) {
    return Corrupt("reader cursor");
  }
  return newest;
}

absl::StatusOr<std::vector<Repeat>> CompareWithStored(
    const kv::View& reader, std::string_view merchant_id,
    const ReaderEpoch& epoch, uint64_t first_seq,
    const std::vector<uint64_t>& digests) {
  std::vector<Repeat> repeats(digests.size(), Repeat::kForgotten);
  const uint64_t end = first_seq + digests.size();
  const auto rows = reader.Scan(BatchesFrom(merchant_id, epoch, first_seq));
  for (; rows->Valid(); rows->Next()) {
    ReaderBatch stored;
    // A damaged row is as good as forgotten; verify names it.
    if (!stored.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      continue;
    }
    if (stored.first_seq() >= end) break;
    CompareRepeats(first_seq, digests, stored, &repeats);
  }
  RETURN_IF_ERROR(rows->status());
  return repeats;
}

void SaveBatch(store::Transaction& txn, const ReaderEpoch& epoch,
               uint64_t first_seq, const uint64_t* digests, size_t count,
               absl::Time now, ReaderCursor cursor) {
  ReaderBatch batch;
  batch.set_first_seq(first_seq);
  batch.mutable_digests()->Add(digests, digests + count);
  const uint64_t last_seq = first_seq + count - 1;
  txn.Put(BatchKey(txn.merchant_id(), epoch).U64(last_seq).Take(),
          batch.SerializeAsString());
  cursor.set_applied_seq(last_seq);
  *cursor.mutable_last_event_time() = ToTimestamp(now);
  cursor.set_batches_since_cleanup(cursor.batches_since_cleanup() + 1);
  if (cursor.batches_since_cleanup() >= kBatchesPerCleanup &&
      last_seq > kDigestWindow) {
    cursor.set_batches_since_cleanup(0);
    AddCleanup(txn, epoch, last_seq - kDigestWindow, now);
  }
  SaveCursor(txn, epoch, cursor);
}

void AddFinalCleanup(store::Transaction& txn, const ReaderEpoch& epoch,
                     absl::Time now) {
  AddCleanup(txn, epoch, kSeqMax + kDigestWindow, now);
}

store::JobKind CleanupSteps() {
  return {.step = FindOldBatches,
          .loss = "Nothing: other jobs forget the digests of old events.",
          .renew = RenewCleanups};
}

}  // namespace comptoir::readers
