#include "server/ops/grpc_log.h"

#include <grpc/support/log.h>

#include "server/base/log/library_log.h"

namespace comptoir::ops {

void RouteGrpcLog() {
  gpr_set_log_function([](gpr_log_func_args* said) {
    const bool is_problem = said->severity == GPR_LOG_SEVERITY_ERROR;
    LogLibraryLine({.library = "grpc",
                    .severity = is_problem ? LibrarySeverity::kProblem
                                           : LibrarySeverity::kInfo,
                    .file = said->file,
                    .line = said->line,
                    .text = said->message});
  });
}

}  // namespace comptoir::ops
