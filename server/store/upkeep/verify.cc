#include "server/store/upkeep/verify.h"

#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/upkeep/verify_blobs.h"
#include "server/store/upkeep/verify_log.h"
#include "server/store/upkeep/verify_tables.h"

namespace comptoir::store {
namespace {

// One look per space that has rows.
absl::Status VerifySpaces(const kv::View& snapshot, VerifyReport& report) {
  kv::Range range;
  while (true) {
    const auto rows = snapshot.Scan(range);
    if (!rows->Valid()) return rows->status();
    const std::string_view key = rows->key();
    const Space space = key.empty() ? Space{} : static_cast<Space>(key[0]);
    if (SpaceName(space) == "unknown") {
      report.Add(space, "",
                 fmt::format("rows in space {:#04x}, which is not known",
                             static_cast<int>(space)));
    }
    range.start = AllOf(space).limit;
    if (range.start.empty()) return absl::OkStatus();
  }
}

}  // namespace

void VerifyReport::Add(Space space, std::string merchant_id, std::string text) {
  ++problem_count_;
  if (problems_.size() == kListedMax) return;
  problems_.push_back({.space = std::string(SpaceName(space)),
                       .merchant_id = std::move(merchant_id),
                       .text = std::move(text)});
}

absl::StatusOr<VerifyReport> VerifyStore(
    const kv::View& snapshot, const std::vector<const TableBase*>& tables) {
  VerifyReport report;
  RETURN_IF_ERROR(VerifySpaces(snapshot, report));
  RETURN_IF_ERROR(VerifyLog(snapshot, report));
  RETURN_IF_ERROR(VerifyRequests(snapshot, report));
  RETURN_IF_ERROR(VerifyJobs(snapshot, report));
  RETURN_IF_ERROR(VerifyBlobs(snapshot, report));
  for (const TableBase* table : tables) {
    RETURN_IF_ERROR(VerifyTable(snapshot, *table, report));
  }
  return report;
}

}  // namespace comptoir::store
