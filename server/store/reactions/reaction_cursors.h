// How far reactions have come.
//
//   kReactionCursors  reaction:text -> ReactionCursor
//
// A merchant without a row has its whole log before it. The row of the
// installation says that the reaction has begun.
#ifndef COMPTOIR_SERVER_STORE_REACTIONS_REACTION_CURSORS_H_
#define COMPTOIR_SERVER_STORE_REACTIONS_REACTION_CURSORS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/clock.h"
#include "server/kv/kv.h"
#include "server/store/reactions/reaction.h"
#include "server/store/store.h"
#include "server/store/transaction.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::store {

// The revision up to which a reaction has seen a merchant's log.
absl::StatusOr<uint64_t> ReadCursor(const kv::View& view,
                                    std::string_view merchant_id,
                                    std::string_view reaction);

void PutCursor(Transaction& txn, std::string_view reaction, uint64_t revision);

// The merchants that have a log, without the installation.
absl::StatusOr<std::vector<std::string>> MerchantsWithLog(const kv::View& view);

// Begins a reaction in the logs that exist, when it is new here. A crash on the
// way leaves it new.
absl::Status BeginReaction(Store& store, const Clock& clock,
                           const Reaction& reaction);

// Each cursor can be read and is not ahead of its log.
void AddReactionChecks(Checks& checks);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_REACTIONS_REACTION_CURSORS_H_
