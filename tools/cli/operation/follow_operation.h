// Follows a long operation to its end.
#ifndef COMPTOIR_TOOLS_CLI_OPERATION_FOLLOW_OPERATION_H_
#define COMPTOIR_TOOLS_CLI_OPERATION_FOLLOW_OPERATION_H_

#include <string>

#include "absl/status/status.h"

namespace comptoir::cli {

class Context;

// Shows how far the operation has come, on standard error, and what came out of
// it. Its error when it failed, ABORTED when it was canceled. A verification
// that found problems makes the command end with kExitProblems.
absl::Status FollowOperation(Context& context, const std::string& operation_id);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_OPERATION_FOLLOW_OPERATION_H_
