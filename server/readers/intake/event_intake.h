// The transactions of a reader's stream: hello, and one for each batch. What a
// batch does, how far the reader has got and what tells a repeat from a
// different event commit together.
#ifndef COMPTOIR_SERVER_READERS_INTAKE_EVENT_INTAKE_H_
#define COMPTOIR_SERVER_READERS_INTAKE_EVENT_INTAKE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "server/readers/intake/event_effects.h"
#include "server/readers/intake/event_log.h"
#include "server/readers/reader_tables.h"
#include "server/readers/rules/reported_batch.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::readers {

// What became of a batch.
struct BatchOutcome {
  enum class Kind {
    kApplied,  // All events up to `seq` are applied.
    kGap,      // Nothing was applied: `seq` to `missing_to` are missing.
  };
  Kind kind = Kind::kApplied;
  uint64_t seq = 0;
  uint64_t missing_to = 0;
};

// What a reader is told when it opens its stream.
struct HelloOutcome {
  // The last event applied of each epoch that the daemon named.
  std::vector<v1::EpochPosition> acknowledged;
  // Open checkouts.
  std::vector<v1::StreamReaderResponse> prompts;
};

// Thread-safe. What it is made of must outlive it.
class EventIntake {
 public:
  EventIntake(const ReaderTables& tables, const EventEffects& effects)
      : tables_(tables), effects_(effects) {}

  // Begins or goes on with the daemon's epoch. `call` is the reader's.
  //
  // Errors: PERMISSION_DENIED, reason READER_NOT_PAIRED; FAILED_PRECONDITION,
  // reason READER_EPOCH_STALE.
  absl::StatusOr<HelloOutcome> Open(const Call& call, store::Transaction& txn,
                                    const v1::Hello& hello) const;

  // Takes in a part of a batch that passed CheckBatch. Of repeated events
  // nothing is taken, unless another event was applied under the number or that
  // is no longer known: then its money is, and the first case raises an alarm.
  //
  // Errors: PERMISSION_DENIED, reason READER_NOT_PAIRED; INVALID_ARGUMENT, the
  // batch's epoch never said hello.
  absl::StatusOr<BatchOutcome> TakeBatch(const Call& call,
                                         store::Transaction& txn,
                                         const ReportedBatch& batch) const;

 private:
  absl::StatusOr<storage::v1::StoredReader> RequirePaired(
      const Call& call, const store::Transaction& txn) const;
  absl::Status OpenEpoch(const Call& call, store::Transaction& txn,
                         const v1::EpochPosition& held,
                         HelloOutcome& outcome) const;
  // The first `count` events of the batch.
  absl::Status TakeRepeats(store::Transaction& txn, const ReaderEpoch& epoch,
                           const ReportedBatch& batch, size_t count) const;
  absl::Status NoteDevice(store::Transaction& txn, const v1::Hello& hello,
                          storage::v1::StoredReader stored) const;

  const ReaderTables& tables_;
  const EventEffects& effects_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_INTAKE_EVENT_INTAKE_H_
