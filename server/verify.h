// Checks a whole database: every table of every area, and what must hold
// between rows.
#ifndef COMPTOIR_SERVER_VERIFY_H_
#define COMPTOIR_SERVER_VERIFY_H_

#include <vector>

#include "absl/status/statusor.h"
#include "server/area.h"
#include "server/kv/kv.h"
#include "server/store/upkeep/checks.h"
#include "server/store/upkeep/verify.h"

namespace comptoir {

// What there is to verify in a server of these areas, which must outlive it.
store::Verified VerifiedOf(const std::vector<Area*>& areas);

// See store::VerifyStore; and what must hold between records of an area.
absl::StatusOr<store::VerifyReport> VerifyAll(const kv::View& snapshot);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VERIFY_H_
