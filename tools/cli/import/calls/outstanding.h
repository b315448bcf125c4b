// Many calls at a time, but not all at once.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_CALLS_OUTSTANDING_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_CALLS_OUTSTANDING_H_

#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/status/status.h"

namespace comptoir::cli {

inline constexpr int kOutstandingMax = 32;

// Work that goes on after start() has returned. `done` is called once, on any
// thread, also before start() returns; an error stops the whole.
using Done = std::function<void(absl::Status)>;

// Calls `start(0)` to `start(count - 1)`, at most kOutstandingMax of them at a
// time, and waits for all that were started. After an error no more are
// started; the first one is returned. `progress` is called on this thread with
// how many are done, lastly when all are.
absl::Status ForEachOutstanding(
    size_t count, const std::function<void(size_t index, Done done)>& start,
    const std::function<void(int64_t done)>& progress);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_CALLS_OUTSTANDING_H_
