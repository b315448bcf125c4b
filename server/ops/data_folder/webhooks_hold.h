// The mark of a data folder that is a copy: its webhooks are held.
//
// Two servers may have the same data then, and the receivers of its webhooks
// would be told by both.
#ifndef COMPTOIR_SERVER_OPS_DATA_FOLDER_WEBHOOKS_HOLD_H_
#define COMPTOIR_SERVER_OPS_DATA_FOLDER_WEBHOOKS_HOLD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::ops {

// DATA_DIR/webhooks.held; no part of a backup.
std::string WebhooksHoldPath(const std::string& data_dir);

// Durably.
absl::Status HoldWebhooks(const std::string& data_dir);

// Whether they were held. A server that has the folder open sends from then on.
// NOT_FOUND, reason DATA_DIR, when there is no folder.
absl::StatusOr<bool> ReleaseWebhooks(const std::string& data_dir);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_DATA_FOLDER_WEBHOOKS_HOLD_H_
