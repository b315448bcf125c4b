// Customers whose ids stand in a file.
#ifndef COMPTOIR_TOOLS_CLI_CORE_CUSTOMER_IDS_H_
#define COMPTOIR_TOOLS_CLI_CORE_CUSTOMER_IDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace comptoir::cli {

// Adds the ids of a file, one a line; "-" is standard input. INVALID_ARGUMENT,
// naming the line, for what is no customer's id.
absl::Status ReadCustomerIds(const std::string& file,
                             std::vector<std::string>* ids);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_CUSTOMER_IDS_H_
