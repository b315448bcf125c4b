#include <cstdio>
#include <string_view>

#include "server/base/status.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/ops/data_folder/installation_keys.h"
#include "server/store/claim/claim.h"
#include "server/store/upkeep/verify_spaces.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/database.h"
#include "server/upkeep/exit_code.h"

namespace comptoir {
namespace {

absl::Status CheckKeys(const kv::View& view, const std::string& data_dir) {
  ASSIGN_OR_RETURN(const bool has_store, store::HasStore(view));
  if (!has_store) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ops::InstallationKeys keys,
                   ops::LoadKeys(data_dir, /*is_new=*/false));
  RETURN_IF_ERROR(
      store::CompareSecret(view, ops::kInstallationKey, keys.installation));
  return store::CompareSecret(view, ops::kPasscodeKey, keys.passcode);
}

// What a server would refuse to open, or does not know.
absl::Status CheckFolder(const std::string& data_dir) {
  const auto folder = ops::DataFolder::OpenForReading(data_dir);
  // A server makes it.
  if (absl::IsNotFound(folder.status())) return absl::OkStatus();
  RETURN_IF_ERROR(folder.status());
  const auto engine = OpenDatabase((*folder)->database());
  if (ReasonOf(engine.status()) == "NO_DATABASE") {
    return ops::HasNoKeys(data_dir) ? absl::OkStatus()
                                    : ops::DatabaseIsMissing(engine.status());
  }
  RETURN_IF_ERROR(engine.status());
  const auto snapshot = (*engine)->GetSnapshot();
  store::VerifyReport report;
  RETURN_IF_ERROR(store::VerifySpaces(*snapshot, report));
  if (!report.ok()) {
    return Error(absl::StatusCode::kFailedPrecondition, "UNKNOWN_ROWS",
                 TextOf(report.problems().front()) +
                     ": was it written by a newer version?");
  }
  return CheckKeys(*snapshot, data_dir);
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
