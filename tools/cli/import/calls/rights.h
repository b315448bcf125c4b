// Whether an import may do what it is about to.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_CALLS_RIGHTS_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_CALLS_RIGHTS_H_

#include "absl/status/status.h"
#include "tools/cli/import/calls/customer_calls.h"

namespace comptoir::cli {

// Asks the server, which keeps nothing of it, whether the caller may create
// customers, who have agreed to be stored when `has_consent`, and, when
// `will_update`, edit them. PERMISSION_DENIED or CONSENT_REQUIRED when not, and
// why the server cannot be asked. So no import stops at its second row for the
// lack of a right.
absl::Status AskForRights(CustomerCalls& calls, bool will_update,
                          bool has_consent);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_CALLS_RIGHTS_H_
