#include <cstdio>

#include "server/ops/data_folder/webhooks_hold.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/exit_code.h"

namespace comptoir {

int ReleaseWebhooksCommand(const std::string& data_dir) {
  const auto was_held = ops::ReleaseWebhooks(data_dir);
  if (!was_held.ok()) return Fail(was_held.status());
  std::printf(*was_held ? "the webhooks of %s send from now on\n"
                        : "the webhooks of %s are not held\n",
              data_dir.c_str());
  return kExitOk;
}

}  // namespace comptoir
