#include "server/store/log/log_reader.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/base/strings.h"
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

absl::Status InFuture(uint64_t revision, uint64_t newest_revision) {
  const std::string newest = fmt::format("{}", newest_revision);
  return Error(absl::StatusCode::kOutOfRange, "REVISION_IN_FUTURE",
               fmt::format("there is no revision {} yet, the newest is {}: if "
                           "it was seen here, the server was restored from a "
                           "backup; read the records anew",
                           revision, newest),
               {{"newest_revision", newest}});
}

// Half a digest: nobody gains by forging one, and chance makes none alike.
constexpr size_t kHistoryBytes = 16;

std::string NameOf(std::string_view digest) {
  return absl::BytesToHexString(ToAbsl(digest.substr(0, kHistoryBytes)));
}

}  // namespace

std::string HistoryOf(const LogEntry& entry) {
  return NameOf(Sha256(entry.SerializeAsString()));
}

absl::StatusOr<std::string> HistoryAt(const Snapshot& snapshot,
                                      const std::string& merchant_id,
                                      uint64_t revision) {
  if (revision == 0) return std::string();
  ASSIGN_OR_RETURN(
      const std::optional<std::string> row,
      snapshot.Get(Key(Space::kLog, merchant_id).U64(revision).Take()));
  if (row.has_value()) return NameOf(Sha256(*row));
  // The entry itself is no longer kept; the next one holds its digest.
  ASSIGN_OR_RETURN(
      const LogEntries next,
      ReadAfter(snapshot, merchant_id, revision, {.entries_max = 1}));
  return next.empty() ? std::string() : NameOf(next.front()->previous_hash());
}

absl::Status CheckHistory(const Snapshot& snapshot,
                          const std::string& merchant_id, uint64_t revision,
                          std::string_view history) {
  if (history.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string here,
                   HistoryAt(snapshot, merchant_id, revision));
  if (here == history) return absl::OkStatus();
  return Error(absl::StatusCode::kOutOfRange, "HISTORY_CHANGED",
               fmt::format("revision {} is of another history: the server was "
                           "restored from a backup; read the records anew",
                           revision));
}

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
  if (revision > newest) return InFuture(revision, newest);
  // Reading one entry tells whether the next one is there.
  return ReadAfter(snapshot, merchant_id, revision, {.entries_max = 1})
      .status();
}

}  // namespace comptoir::store
