// Who of the server's customers may be those of a list.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_LOOKUP_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_LOOKUP_H_

#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/import/known/recognition.h"
#include "tools/cli/import/calls/customer_calls.h"
#include "tools/cli/import/importer.h"

namespace comptoir::cli {

using Candidates = std::vector<std::vector<customers::v1::Customer>>;

// For each of `listed` the customers with the same reference id, email or
// phone; where nobody among them is it for certain, also those of the same
// name. Nothing is asked of a server that has no customers yet.
//
// PERMISSION_DENIED when the caller may not see contact data: who cannot see
// whom there is would make everybody a second time.
absl::StatusOr<Candidates> LookUp(const std::vector<customers::Listed>& listed,
                                  CustomerCalls& calls,
                                  const ImportProgress& progress);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_LOOKUP_H_
