#include "server/store/upkeep/verify.h"

#include <utility>

#include "server/base/status.h"
#include "server/store/key_spaces.h"
#include "server/store/upkeep/verify_blobs.h"
#include "server/store/upkeep/verify_log.h"
#include "server/store/upkeep/verify_spaces.h"
#include "server/store/upkeep/verify_tables.h"

namespace comptoir::store {

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
