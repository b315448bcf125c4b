#include <cstdio>
#include <string_view>

#include "server/base/status.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/store/upkeep/verify_spaces.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/database.h"
#include "server/upkeep/exit_code.h"

namespace comptoir {
namespace {

// What a server would refuse to open, or does not know.
absl::Status CheckFolder(const std::string& data_dir) {
  const auto folder = ops::DataFolder::OpenForReading(data_dir);
  // A server makes it.
  if (absl::IsNotFound(folder.status())) return absl::OkStatus();
  RETURN_IF_ERROR(folder.status());
  const auto engine = OpenDatabase((*folder)->database());
  if (ReasonOf(engine.status()) == "NO_DATABASE") return absl::OkStatus();
  RETURN_IF_ERROR(engine.status());
  const auto snapshot = (*engine)->GetSnapshot();
  store::VerifyReport report;
  RETURN_IF_ERROR(store::VerifySpaces(*snapshot, report));
  if (!report.ok()) {
    return Error(absl::StatusCode::kFailedPrecondition, "UNKNOWN_ROWS",
                 TextOf(report.problems().front()) +
                     ": was it written by a newer version?");
  }
  return absl::OkStatus();
}

}  // namespace

int CheckConfigCommand(const ops::ListenOptions& listen,
                       const std::string& data_dir) {
  absl::Status status = ops::CheckListenOptions(listen);
  if (status.ok()) status = CheckFolder(data_dir);
  if (!status.ok()) return Fail(status);
  std::printf("the configuration is good\n");
  return kExitOk;
}

}  // namespace comptoir
