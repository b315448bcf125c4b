#include "server/store/jobs/request_clean_up.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "comptoir/storage/v1/log.pb.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::LogEntry;
using comptoir::storage::v1::RequestCleanUp;

// Log entries of one run: the lane does nothing else meanwhile.
constexpr int kEntriesPerRun = 500;
// Under load rows become old all the time: a run waits for more of them.
constexpr absl::Duration kBetweenRuns = absl::Minutes(10);

std::string StateKey(std::string_view merchant_id) {
  return Key(Space::kMeta, merchant_id).Text(kRequestCleanUp).Take();
}

absl::StatusOr<RequestCleanUp> ReadState(const Transaction& txn) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   txn.Get(StateKey(txn.merchant_id())));
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

void AddNextRun(Transaction& txn, absl::Time due) {
  txn.AddJob({.kind = std::string(kRequestCleanUp), .due = due});
}

}  // namespace

absl::Status ScheduleRequestCleanUp(Transaction& txn,
                                    absl::Duration retention) {
  ASSIGN_OR_RETURN(RequestCleanUp state, ReadState(txn));
  if (state.is_scheduled()) return absl::OkStatus();
  state.set_is_scheduled(true);
  PutState(txn, state);
  AddNextRun(txn, txn.now() + retention);
  return absl::OkStatus();
}

absl::Status RunRequestCleanUp(Transaction& txn, absl::Duration retention) {
  ASSIGN_OR_RETURN(RequestCleanUp state, ReadState(txn));
  const std::string& merchant = txn.merchant_id();
  const absl::Time now = txn.now();
  kv::Range range = Key(Space::kLog, merchant).Prefix();
  range.start = Key(Space::kLog, merchant).U64(state.cursor() + 1).Take();
  const std::unique_ptr<kv::Iterator> rows = txn.Scan(range);
  std::optional<absl::Time> next_run;
  LogEntry entry;
  for (int read = 0; rows->Valid(); rows->Next(), ++read) {
    if (read == kEntriesPerRun) {
      next_run = now;
      break;
    }
    if (!entry.ParseFromArray(rows->value().data(),
                              static_cast<int>(rows->value().size()))) {
      return Corrupt("a log entry");
    }
    if (!entry.request_key().empty()) {
      const absl::Time old_at = OldAt(entry, retention);
      if (old_at > now) {
        next_run = std::max(old_at, now + kBetweenRuns);
        break;
      }
      txn.Delete(
          Key(Space::kRequests, merchant).Raw(entry.request_key()).Take());
    }
    state.set_cursor(entry.revision());
  }
  RETURN_IF_ERROR(rows->status());
  state.set_is_scheduled(next_run.has_value());
  PutState(txn, state);
  if (next_run) AddNextRun(txn, *next_run);
  return absl::OkStatus();
}

}  // namespace comptoir::store
