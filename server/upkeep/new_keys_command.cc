#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/status.h"
#include "server/kv/open.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/ops/data_folder/installation_keys.h"
#include "server/store/claim/claim.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/database.h"
#include "server/upkeep/exit_code.h"

namespace comptoir {
namespace {

// What the database knows of a key goes first: whatever happens in between, the
// command can be run again.
absl::Status ForgetKeys(const std::string& database,
                        const std::vector<std::string_view>& names) {
  ASSIGN_OR_RETURN(const std::unique_ptr<kv::Engine> engine,
                   kv::Open({.folder = database, .create_if_missing = false}));
  RETURN_IF_ERROR(store::CheckFormat(*engine->GetSnapshot()));
  for (const std::string_view name : names) {
    RETURN_IF_ERROR(store::ForgetSecret(*engine, name));
  }
  return absl::OkStatus();
}

absl::Status MakeKeys(const std::string& data_dir,
                      const std::vector<std::string_view>& names) {
  RETURN_IF_ERROR(CheckHasData(data_dir));
  ASSIGN_OR_RETURN(const auto folder, ops::DataFolder::Open(data_dir));
  RETURN_IF_ERROR(ForgetKeys(folder->database(), names));
  return ops::LoadKeys(data_dir, /*is_new=*/true).status();
}

}  // namespace

int NewKeysCommand(const std::string& data_dir) {
  const std::vector<std::string_view> missing = ops::MissingKeys(data_dir);
  if (missing.empty()) {
    std::printf("no key is missing in %s\n", data_dir.c_str());
    return kExitOk;
  }
  const absl::Status status = MakeKeys(data_dir, missing);
  if (!status.ok()) return Fail(status);
  for (const std::string_view name : missing) {
    std::printf(
        "%s is new: %s\n", std::string(name).c_str(),
        name == ops::kPasscodeKey
            ? "set the passcode of every team member again"
            : "rotate the secret of every webhook; page tokens and kept "
              "answers of before are void");
  }
  return kExitOk;
}

}  // namespace comptoir
