#include "server/store/log/log_reader.h"

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"

namespace comptoir::store {
namespace {

using storage::v1::LogEntry;

kv::Range After(const std::string& merchant_id, uint64_t revision) {
  kv::Range range = Key(Space::kLog, merchant_id).Prefix();
  range.start = Key(Space::kLog, merchant_id).U64(revision + 1).Take();
  return range;
}

absl::Status Compacted(uint64_t oldest_revision) {
  const std::string oldest = fmt::format("{}", oldest_revision);
  return Error(absl::StatusCode::kOutOfRange, "HISTORY_COMPACTED",
               fmt::format("history is kept after revision {}", oldest),
               {{"oldest_revision", oldest}});
}

absl::Status InFuture(uint64_t newest_revision) {
  const std::string newest = fmt::format("{}", newest_revision);
  return Error(absl::StatusCode::kOutOfRange, "REVISION_IN_FUTURE",
               fmt::format("the newest revision is {}", newest),
               {{"newest_revision", newest}});
}

}  // namespace

absl::StatusOr<LogEntries> ReadAfter(const Snapshot& snapshot,
                                     const std::string& merchant_id,
                                     uint64_t revision,
                                     const ReadLimits& limits) {
  LogEntries entries;
  if (revision == UINT64_MAX) return entries;
  size_t bytes = 0;
  const auto rows = snapshot.Scan(After(merchant_id, revision));
  for (; rows->Valid(); rows->Next()) {
    auto entry = std::make_shared<LogEntry>();
    if (!entry->ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt(fmt::format("log entry after {}", revision));
    }
    if (entry->revision() != revision + 1) {
      return Compacted(entry->revision() - 1);
    }
    if (entry->revision() > limits.until_revision) break;
    bytes += rows->value().size();
    revision = entry->revision();
    entries.push_back(std::move(entry));
    if (bytes >= limits.bytes_max ||
        entries.size() >= static_cast<size_t>(limits.entries_max)) {
      break;
    }
  }
  RETURN_IF_ERROR(rows->status());
  return entries;
}

absl::Status CheckRevision(const Snapshot& snapshot,
                           const std::string& merchant_id, uint64_t revision) {
  ASSIGN_OR_RETURN(const uint64_t newest, LastRevision(snapshot, merchant_id));
  if (revision > newest) return InFuture(newest);
  // Reading one entry tells whether the next one is there.
  return ReadAfter(snapshot, merchant_id, revision, {.entries_max = 1})
      .status();
}

}  // namespace comptoir::store
