// Who of the server's customers may be those of a list.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_LOOKUP_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_LOOKUP_H_

#include <vector>

#include "absl/status/statusor.h"
#include "server/customers/import/known/recognition.h"
#include "tools/cli/import/calls/customer_calls.h"
#include "tools/cli/import/importer.h"
#include "tools/cli/import/merged_profile.h"

namespace comptoir::cli {

struct LookedUp {
  // One for each of the list: who may be that one by what profiles show.
  customers::Candidates candidates;
  // And the profiles of several identities among those that were found.
  std::vector<std::vector<MergedProfile>> merged;
};

// For each of `listed` the customers with the same reference id, email or
// phone; where nobody among them is it for certain, also those of the same
// name. Nothing is asked twice, and nothing of a server that has no customers
// yet.
//
// PERMISSION_DENIED when the caller may not see contact data: who cannot see
// whom there is would make everybody a second time.
absl::StatusOr<LookedUp> LookUp(const std::vector<customers::Listed>& listed,
                                CustomerCalls& calls,
                                const ImportProgress& progress);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_LOOKUP_H_
