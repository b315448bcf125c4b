#include "server/ops/listener/file_budget.h"

#include <sys/resource.h>

#include <algorithm>

namespace comptoir::ops {
namespace {

// What is kept from connections: an eighth, and at least this many where that
// is not more than half.
constexpr long kReserveMin = 256;
// Of the reserve: the engine's own log, files of a backup, what an operator
// attaches.
constexpr long kOtherFiles = 32;
// More files than that are more than a database has: a limit would only cost
// time.
constexpr long kStorageFilesMax = 4096;
// Nobody has more, whatever the system allows.
constexpr long kFilesMax = 1'000'000;

long CurrentLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kReserveMin;
  return limit.rlim_cur > kFilesMax ? kFilesMax
                                    : static_cast<long>(limit.rlim_cur);
}

}  // namespace

FileBudget BudgetOf(long files_max) {
  const long reserve =
      std::min(files_max / 2, std::max(kReserveMin, files_max / 8));
  const long storage = std::max(reserve - kOtherFiles, reserve / 2);
  return {.connection_fd_limit = static_cast<int>(files_max - reserve),
          .storage_files_max =
              storage < kStorageFilesMax ? static_cast<int>(storage) : 0};
}

FileBudget CurrentBudget() { return BudgetOf(CurrentLimit()); }

long RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
      limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    // What is not allowed stays as it is.
    (void)setrlimit(RLIMIT_NOFILE, &limit);
  }
  return CurrentLimit();
}

}  // namespace comptoir::ops
