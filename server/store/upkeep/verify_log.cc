#include "server/store/upkeep/verify_log.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "comptoir/storage/v1/log.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/log/created_rows.h"
#include "server/store/upkeep/log_rows.h"
#include "server/store/upkeep/row_sum.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::LogEntry;

absl::Status NameMissingFeedRows(const kv::View& snapshot,
                                 VerifyReport& report) {
  const auto rows = snapshot.Scan(AllOf(Space::kLog));
  LogEntry entry;
  for (; rows->Valid(); rows->Next()) {
    const std::string_view value = rows->value();
    KeyReader key(rows->key());
    uint64_t revision;
    if (!key.U64(&revision) ||
        !entry.ParseFromArray(value.data(), static_cast<int>(value.size())) ||
        entry.revision() != revision) {
      continue;  // Named by its chain.
    }
    const std::string merchant_id = key.merchant_id();
    for (const std::string& key : FeedRowsOf(merchant_id, entry)) {
      ASSIGN_OR_RETURN(const std::optional<std::string> row, snapshot.Get(key));
      if (row) continue;
      report.Add(Space::kFeed, merchant_id,
                 fmt::format("row missing for entry {}", entry.revision()));
    }
  }
  return rows->status();
}

absl::Status NameExtraFeedRows(const kv::View& snapshot, VerifyReport& report) {
  const auto rows = snapshot.Scan(AllOf(Space::kFeed));
  for (; rows->Valid(); rows->Next()) {
    ASSIGN_OR_RETURN(std::string problem,
                     ProblemOfFeedRow(snapshot, rows->key()));
    if (problem.empty()) continue;
    report.Add(Space::kFeed, KeyReader(rows->key()).merchant_id(),
               std::move(problem));
  }
  return rows->status();
}

}  // namespace

absl::Status VerifyLog(const kv::View& snapshot,
                       const std::vector<const TableBase*>& tables,
                       VerifyReport& report) {
  const CreatedRows created(snapshot, tables);
  LogChain chain;
  RowSum expected;
  const auto rows = snapshot.Scan(AllOf(Space::kLog));
  for (; rows->Valid(); rows->Next()) {
    report.CountRow();
    const std::optional<LogEntry> entry =
        chain.Follow(rows->key(), rows->value(), report);
    if (!entry) continue;
    const std::string& merchant_id = chain.last().merchant_id;
    for (const std::string& row : FeedRowsOf(merchant_id, *entry)) {
      expected.Add(row);
    }
    RETURN_IF_ERROR(created.Check(merchant_id, *entry, report));
  }
  RETURN_IF_ERROR(rows->status());
  RowSum found;
  const auto feed = snapshot.Scan(AllOf(Space::kFeed));
  for (; feed->Valid(); feed->Next()) {
    report.CountRow();
    found.Add(feed->key());
  }
  RETURN_IF_ERROR(feed->status());
  if (found == expected) return absl::OkStatus();
  RETURN_IF_ERROR(NameMissingFeedRows(snapshot, report));
  return NameExtraFeedRows(snapshot, report);
}

}  // namespace comptoir::store
