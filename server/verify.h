// Checks a whole database: every table of every area.
#ifndef COMPTOIR_SERVER_VERIFY_H_
#define COMPTOIR_SERVER_VERIFY_H_

#include "absl/status/statusor.h"
#include "server/kv/kv.h"
#include "server/store/upkeep/verify.h"

namespace comptoir {

// See store::VerifyStore; and what must hold between records of an area.
absl::StatusOr<store::VerifyReport> VerifyAll(const kv::View& snapshot);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VERIFY_H_
