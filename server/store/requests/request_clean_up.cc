#include "server/store/requests/request_clean_up.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/storage/v1/log.pb.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::LogEntry;
using comptoir::storage::v1::RequestCleanUp;

// Log entries that one step looks at.
constexpr int kEntriesPerStep = 500;
// Under load rows become old all the time: a step waits for more of them.
constexpr absl::Duration kBetweenRuns = absl::Minutes(10);

std::string StateKey(std::string_view merchant_id) {
  return Key(Space::kMeta, merchant_id).Text(kRequestCleanUp).Take();
}

absl::StatusOr<RequestCleanUp> ReadState(const Snapshot& snapshot,
                                         std::string_view merchant_id) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   snapshot.Get(StateKey(merchant_id)));
  RequestCleanUp state;
  if (value && !state.ParseFromString(*value)) {
    return Corrupt("the state of the request clean-up");
  }
  return state;
}

void PutState(Transaction& txn, const RequestCleanUp& state) {
  txn.Put(StateKey(txn.merchant_id()), state.SerializeAsString());
}

absl::Time OldAt(const LogEntry& entry, absl::Duration retention) {
  return absl::FromUnixSeconds(entry.time().seconds()) +
         absl::Nanoseconds(entry.time().nanos()) + retention;
}

// What one step found in the log.
struct Found {
  uint64_t cursor = 0;            // The last entry that is done with.
  std::vector<std::string> keys;  // Of request rows to delete.
  // When the next entry is old enough; nullopt when the log ends here.
  std::optional<absl::Time> next_old_at;
};

// Where the step begins: the job's first one takes it from the state that the
// last job left.
absl::StatusOr<uint64_t> CursorOf(const Snapshot& snapshot, const JobRun& run) {
  if (run.cursor.empty()) {
    ASSIGN_OR_RETURN(const RequestCleanUp state,
                     ReadState(snapshot, run.merchant_id));
    return state.cursor();
  }
  RequestCleanUp cursor;
  if (!cursor.ParseFromString(run.cursor)) {
    return Corrupt("the cursor of the request clean-up");
  }
  return cursor.cursor();
}

absl::StatusOr<Found> FindOldRows(const Snapshot& snapshot, const JobRun& run,
                                  absl::Duration retention) {
  Found found;
  ASSIGN_OR_RETURN(found.cursor, CursorOf(snapshot, run));
  kv::Range range = Key(Space::kLog, run.merchant_id).Prefix();
  range.start = Key(Space::kLog, run.merchant_id).U64(found.cursor + 1).Take();
  const std::unique_ptr<kv::Iterator> rows = snapshot.Scan(range);
  LogEntry entry;
  for (int read = 0; rows->Valid(); rows->Next(), ++read) {
    if (read == kEntriesPerStep) {
      found.next_old_at = absl::InfinitePast();
      break;
    }
    if (!entry.ParseFromArray(rows->value().data(),
                              static_cast<int>(rows->value().size()))) {
      return Corrupt("a log entry");
    }
    if (!entry.request_key().empty()) {
      const absl::Time old_at = OldAt(entry, retention);
      if (old_at > run.now) {
        found.next_old_at = old_at;
        break;
      }
      found.keys.push_back(Key(Space::kRequests, run.merchant_id)
                               .Raw(entry.request_key())
                               .Take());
    }
    found.cursor = entry.revision();
  }
  RETURN_IF_ERROR(rows->status());
  return found;
}

NextStep DeleteRows(Transaction& txn, const Found& found) {
  for (const std::string& key : found.keys) txn.Delete(key);
  RequestCleanUp state;
  state.set_cursor(found.cursor);
  const std::string cursor = state.SerializeAsString();
  if (found.next_old_at == absl::InfinitePast()) return NextStep::GoOn(cursor);
  if (found.next_old_at) {
    return NextStep::At(std::max(*found.next_old_at, txn.now() + kBetweenRuns),
                        cursor);
  }
  // What was written since the snapshot may have left a row.
  if (txn.revision() != found.cursor + 1) return NextStep::GoOn(cursor);
  PutState(txn, state);
  return NextStep::Done();
}

// While request rows may be there, a job is. A state that cannot be read begins
// afresh.
absl::Status Renew(Transaction& txn) {
  absl::StatusOr<RequestCleanUp> state = ReadState(txn, txn.merchant_id());
  if (absl::IsDataLoss(state.status())) {
    state.emplace().set_is_scheduled(true);
    PutState(txn, *state);
  }
  RETURN_IF_ERROR(state.status());
  if (!state->is_scheduled()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool has_job, HasJob(txn, kRequestCleanUp));
  if (!has_job) {
    txn.AddJob({.kind = std::string(kRequestCleanUp), .due = txn.now()});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ScheduleRequestCleanUp(Transaction& txn,
                                    absl::Duration retention) {
  ASSIGN_OR_RETURN(RequestCleanUp state, ReadState(txn, txn.merchant_id()));
  if (state.is_scheduled()) return absl::OkStatus();
  state.set_is_scheduled(true);
  PutState(txn, state);
  txn.AddJob(
      {.kind = std::string(kRequestCleanUp), .due = txn.now() + retention});
  return absl::OkStatus();
}

JobKind RequestCleanUpSteps(absl::Duration retention) {
  return {.step = [retention](const Snapshot& snapshot,
                              const JobRun& run) -> absl::StatusOr<JobWrite> {
            ASSIGN_OR_RETURN(Found found,
                             FindOldRows(snapshot, run, retention));
            return [found = std::move(found)](Transaction& txn) {
              return DeleteRows(txn, found);
            };
          },
          .loss = "Nothing: another clean-up begins.",
          .renew = Renew};
}

}  // namespace comptoir::store
