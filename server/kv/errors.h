// How an engine fails, in words that are the same for all of them.
#ifndef COMPTOIR_SERVER_KV_ERRORS_H_
#define COMPTOIR_SERVER_KV_ERRORS_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"

namespace comptoir::kv {

// FAILED_PRECONDITION, reason FENCED: the row of the batch's fence has changed.
absl::Status Fenced();
bool IsFenced(const absl::Status& status);

// UNAVAILABLE, reason COMMIT_UNKNOWN: the batch is wholly in the engine or not
// at all, and which one is only seen once the engine has been opened again.
absl::Status CommitUnknown(std::string_view cause);
bool IsCommitUnknown(const absl::Status& status);

// INVALID_ARGUMENT, reason TOO_LARGE.
absl::Status TooLarge(std::string_view what, size_t bytes, size_t bytes_max);

// FAILED_PRECONDITION, reason READ_ONLY: the engine was opened for reading.
absl::Status ReadOnly();

// UNIMPLEMENTED, reason NO_CHECKPOINTS: see EngineTraits.
absl::Status NoCheckpoints(std::string_view engine);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ERRORS_H_
