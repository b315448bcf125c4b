#include "tools/cli/version/version.h"

#include <string>

#include "fmt/format.h"

namespace comptoir::cli {

extern const char kGitCommit[];

std::string VersionText() {
  return fmt::format("comptoir {} (git {})", COMPTOIR_VERSION, kGitCommit);
}

}  // namespace comptoir::cli
