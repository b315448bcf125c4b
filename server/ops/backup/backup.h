// Copies of a data folder, and data folders made of them.
//
// A backup is a copy of its own: bytes, or blocks that the file system copies
// when they are written to, compared with what was copied. No path is trusted:
// see folder_draft.h and source_folder.h.
#ifndef COMPTOIR_SERVER_OPS_BACKUP_BACKUP_H_
#define COMPTOIR_SERVER_OPS_BACKUP_BACKUP_H_

#include <functional>
#include <string>

#include "absl/status/status.h"

namespace comptoir::ops {

// What is done with the database of a copy before it gets its name; an error
// means that it gets none.
using CheckDatabase = std::function<absl::Status(const std::string& folder)>;

// Copies the secrets of the data folder `path` and its database into
// `destination`, which must not exist (ALREADY_EXISTS); its parent must. Nobody
// may write to `database` meanwhile: it is that of a folder that is open for
// reading, or a checkpoint. Nothing is left of a backup that fails.
absl::Status Backup(const std::string& path, const std::string& database,
                    const std::string& destination, const CheckDatabase& check);

// Makes the data folder `path` from a backup. `path` must be absent or an empty
// folder, and stays so unless `check` finds the copy whole. Its webhooks are
// held (webhooks_hold.h). Errors: INVALID_ARGUMENT, reason NOT_A_BACKUP;
// ALREADY_EXISTS, reason DATA_DIR_IN_USE; PERMISSION_DENIED for a backup of
// another user.
absl::Status Restore(const std::string& backup, const std::string& path,
                     const CheckDatabase& check);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_BACKUP_BACKUP_H_
