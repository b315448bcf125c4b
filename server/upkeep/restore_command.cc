#include <cstdio>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/ops/backup/backup.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/database.h"
#include "server/upkeep/exit_code.h"
#include "server/upkeep/missing_keys.h"

namespace comptoir {
namespace {

// The first problem is enough.
absl::Status CheckDatabase(const std::string& folder) {
  ASSIGN_OR_RETURN(const store::VerifyReport report, VerifyDatabase(folder));
  if (report.ok()) return absl::OkStatus();
  return Error(
      absl::StatusCode::kDataLoss, "DAMAGED_BACKUP",
      fmt::format("the backup has {} problems, the first: {}",
                  report.problem_count(), TextOf(report.problems().front())));
}

}  // namespace

int RestoreCommand(const std::string& data_dir, const std::string& source) {
  if (absl::Status status = ops::Restore(source, data_dir, CheckDatabase);
      !status.ok()) {
    return Fail(status);
  }
  std::printf("%s is restored from %s\n", data_dir.c_str(), source.c_str());
  std::printf(
      "its webhooks send nothing until `comptoird release-webhooks "
      "--data_dir=%s`: the server that was backed up may still send\n",
      data_dir.c_str());
  return SayMissingKeys(data_dir, " in the backup, and so in what is restored")
             ? kExitOk
             : kExitDifferences;
}

}  // namespace comptoir
