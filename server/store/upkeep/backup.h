// Copies of the database: made while the server runs, checked when put back.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_BACKUP_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_BACKUP_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/kv/kv.h"
#include "server/store/table_base.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {

// Writes a copy of all that is committed into `folder`, which must not exist.
// The folder appears under its name only when it is complete and synced.
absl::Status Backup(const kv::Engine& engine, const std::string& folder);

using OpenEngine =
    std::function<absl::StatusOr<std::unique_ptr<kv::Engine>>(std::string)>;

// Copies the backup to `data_folder`, which must not exist, and verifies the
// copy before it appears under its name. The backup itself is only read.
// DATA_LOSS, naming the first problem, when the verification finds any.
absl::StatusOr<VerifyReport> Restore(
    const std::string& backup, const std::string& data_folder,
    const OpenEngine& open, const std::vector<const TableBase*>& tables);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_BACKUP_H_
