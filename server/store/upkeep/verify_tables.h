// The part of VerifyStore that checks records and their indexes.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_TABLES_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_TABLES_H_

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/table_base.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

absl::Status VerifyTable(const kv::View& snapshot, const TableBase& table,
                         VerifyReport& report);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_TABLES_H_
