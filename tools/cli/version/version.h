// Which Comptoir this is.
#ifndef COMPTOIR_TOOLS_CLI_VERSION_VERSION_H_
#define COMPTOIR_TOOLS_CLI_VERSION_VERSION_H_

#include <string>

namespace comptoir::cli {

// "comptoir 0.1.0 (git 1a2b3c4)".
std::string VersionText();

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_VERSION_VERSION_H_
