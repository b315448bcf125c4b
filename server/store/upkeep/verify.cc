#include "server/store/upkeep/verify.h"

#include <set>

#include "server/base/status.h"
#include "server/store/key_spaces.h"
#include "server/store/upkeep/store_checks.h"
#include "server/store/upkeep/verify_log.h"
#include "server/store/upkeep/verify_spaces.h"
#include "server/store/upkeep/verify_tables.h"

namespace comptoir::store {

absl::StatusOr<VerifyReport> VerifyStore(const kv::View& snapshot,
                                         const Verified& verified) {
  VerifyReport report;
  RETURN_IF_ERROR(VerifySpaces(snapshot, report));
  RETURN_IF_ERROR(VerifyLog(snapshot, verified.tables, report));
  std::set<Space> counted;
  for (const TableBase* table : verified.tables) {
    RETURN_IF_ERROR(VerifyTable(snapshot, *table, report));
    counted.insert(table->declaration().space);
    for (const IndexDeclaration& index : table->declaration().indexes) {
      counted.insert(index.space);
    }
  }
  Checks checks(snapshot, report);
  AddStoreChecks(checks);
  if (verified.add_checks) verified.add_checks(checks);
  RETURN_IF_ERROR(checks.CheckAll(counted));
  return report;
}

}  // namespace comptoir::store
