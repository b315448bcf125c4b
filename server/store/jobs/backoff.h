// How long to wait before something that failed is tried again.
#ifndef COMPTOIR_SERVER_STORE_JOBS_BACKOFF_H_
#define COMPTOIR_SERVER_STORE_JOBS_BACKOFF_H_

#include <string_view>

#include "absl/time/time.h"

namespace comptoir::store {

// After the first failure, then twice as long each time.
inline constexpr absl::Duration kBackoffMin = absl::Seconds(1);
inline constexpr absl::Duration kBackoffMax = absl::Hours(1);

// The delay after `failures` (1 or more) in a row: from half of the full delay
// to all of it. Which part follows from `id` and the number of failures, so
// that what failed together does not come back together.
absl::Duration Backoff(int failures, std::string_view id);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_JOBS_BACKOFF_H_
