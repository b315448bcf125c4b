#include "server/base/status.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/database.h"
#include "server/upkeep/exit_code.h"
#include "server/upkeep/missing_keys.h"

namespace comptoir {

int VerifyCommand(const std::string& data_dir) {
  const auto folder = ops::DataFolder::OpenForReading(data_dir);
  if (!folder.ok()) return Fail(folder.status());
  const auto report = VerifyDatabase((*folder)->database());
  if (!report.ok()) return Fail(report.status());
  Print(*report);
  const bool has_keys = SayMissingKeys(data_dir, "");
  return report->ok() && has_keys ? kExitOk : kExitDifferences;
}

}  // namespace comptoir
