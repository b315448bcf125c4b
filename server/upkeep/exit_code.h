// How comptoird ends.
#ifndef COMPTOIR_SERVER_UPKEEP_EXIT_CODE_H_
#define COMPTOIR_SERVER_UPKEEP_EXIT_CODE_H_

#include "absl/status/status.h"
#include "server/base/command_line.h"

namespace comptoir {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = kWrongCommandLine;
inline constexpr int kExitDifferences = 3;
inline constexpr int kExitInUse = 6;
inline constexpr int kExitStorageFailed = 74;  // EX_IOERR

// Says why on standard error, in one line, and gives the exit code for it.
int Fail(const absl::Status& status);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_UPKEEP_EXIT_CODE_H_
