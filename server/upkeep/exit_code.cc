#include "server/upkeep/exit_code.h"

#include <cstdio>
#include <string>

#include "server/base/status.h"

namespace comptoir {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "comptoird: %s\n",
               std::string(status.message()).c_str());
  const std::string reason = ReasonOf(status);
  if (reason == "LISTEN_OPTIONS" || reason == "PORT_FILE" ||
      reason == "DATA_DIR_UNNAMED") {
    return kExitUsage;
  }
  if (reason == "DATA_DIR_LOCKED" || reason == "DATABASE_IN_USE" ||
      reason == "PORT_IN_USE") {
    return kExitInUse;
  }
  return kExitFailed;
}

}  // namespace comptoir
