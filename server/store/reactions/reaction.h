// A named reaction to what is written in the log.
#ifndef COMPTOIR_SERVER_STORE_REACTIONS_REACTION_H_
#define COMPTOIR_SERVER_STORE_REACTIONS_REACTION_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/store/transaction.h"

namespace comptoir::store {

struct Reaction {
  enum class Start { kBeginning, kEnd };

  // Stored: names its cursors for ever. At most 64 bytes.
  std::string name;

  // Where it begins in the logs that exist when it is first started. In logs
  // that begin later it sees everything.
  Start start = Start::kEnd;

  // Whether there may be anything to react to in a merchant's log now; in all
  // of them when null. Asked on the lane's thread for every entry with events:
  // must be quick. When it becomes true the log is read from the cursor on.
  std::function<bool(const std::string& merchant_id)> watches = nullptr;

  // Whether an entry with events is for this reaction; all are when null.
  // Asked before the lane, on a thread of the reaction's own: entries that
  // nobody wants cost no write. Those may be asked about again after a restart.
  std::function<bool(const std::string& merchant_id,
                     const storage::v1::LogEntry& entry)>
      wants = nullptr;

  // Reacts to one entry, in the order of the log. What it writes commits
  // together with the cursor: exactly once. Must depend on nothing but the
  // transaction and the entry. An error undoes the step, which is tried again
  // for as long as it fails; later entries of that merchant wait.
  std::function<absl::Status(Transaction& txn,
                             const storage::v1::LogEntry& entry)>
      react;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_REACTIONS_REACTION_H_
