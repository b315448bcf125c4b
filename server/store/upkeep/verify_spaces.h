// The part of VerifyStore that looks for rows of nobody.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_SPACES_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_SPACES_H_

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {

// Reports spaces that this server does not know: one look per space that has
// rows, so it costs little however many there are.
absl::Status VerifySpaces(const kv::View& snapshot, VerifyReport& report);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_SPACES_H_
