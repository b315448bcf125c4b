#include "server/base/status.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/database.h"
#include "server/upkeep/exit_code.h"

namespace comptoir {

int VerifyCommand(const std::string& data_dir) {
  const auto folder = ops::DataFolder::OpenForReading(data_dir);
  if (!folder.ok()) return Fail(folder.status());
  const auto report = VerifyDatabase((*folder)->database());
  if (!report.ok()) return Fail(report.status());
  Print(*report);
  return report->ok() ? kExitOk : kExitDifferences;
}

}  // namespace comptoir
