// Opens the engine that an installation asks for. A new engine is one line in
// open.cc: nothing above kv/ names one.
#ifndef COMPTOIR_SERVER_KV_OPEN_H_
#define COMPTOIR_SERVER_KV_OPEN_H_

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/kv/engine.h"
#include "server/kv/open_options.h"

namespace comptoir::kv {

// Errors besides those of the engine: INVALID_ARGUMENT, reason UNKNOWN_ENGINE;
// NOT_FOUND, reason NO_DATABASE, when there is none and none may be made;
// FAILED_PRECONDITION, reason DATABASE_IN_USE, when another process has it
// open for writing and so would this one; DATA_LOSS when it is damaged.
absl::StatusOr<std::unique_ptr<Engine>> Open(const OpenOptions& options);

// In alphabetical order.
std::vector<std::string_view> EngineNames();

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_OPEN_H_
