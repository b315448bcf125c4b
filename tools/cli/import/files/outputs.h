// The files that an import writes beside the one that it reads.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_FILES_OUTPUTS_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_FILES_OUTPUTS_H_

#include <string>

#include "absl/status/status.h"

namespace comptoir::cli {

struct Outputs {
  // Of rows that are rejected.
  std::string rejects;
  // Of every row, while it is done; empty for none.
  std::string report;
};

// INVALID_ARGUMENT when one of them is the file that is imported, by whatever
// name, or both are one: it would be overwritten. `file` is "-" for standard
// input.
absl::Status CheckOutputs(const std::string& file, const Outputs& outputs);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_FILES_OUTPUTS_H_
