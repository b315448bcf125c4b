#include <cstdio>
#include <memory>
#include <string>

#include "fmt/format.h"
#include "server/base/clock.h"
#include "server/base/files/durable_file.h"
#include "server/base/status.h"
#include "server/kv/open.h"
#include "server/merchants/keys/owner_recovery.h"
#include "server/merchants/merchant_tables.h"
#include "server/ops/data_folder/data_folder.h"
#include "server/store/store.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/database.h"
#include "server/upkeep/exit_code.h"

namespace comptoir {
namespace {

using merchants::RecoveredOwner;

absl::StatusOr<RecoveredOwner> RecoverIn(const std::string& database,
                                         const std::string& merchant_id) {
  ASSIGN_OR_RETURN(const std::unique_ptr<kv::Engine> engine,
                   kv::Open({.folder = database, .create_if_missing = false}));
  const SystemClock clock;
  // Jobs are not started: they are for a server, which knows their kinds.
  ASSIGN_OR_RETURN(const auto store, store::Store::Open(*engine, clock));
  const merchants::MerchantTables tables;
  return merchants::RecoverOwner(*store, tables, merchant_id, clock.Now());
}

absl::StatusOr<RecoveredOwner> Recover(const std::string& data_dir,
                                       const std::string& merchant_id,
                                       const std::string& file) {
  RETURN_IF_ERROR(CheckHasData(data_dir));
  ASSIGN_OR_RETURN(const auto folder, ops::DataFolder::Open(data_dir));
  // The token is told once, so there must be a place for it.
  ASSIGN_OR_RETURN(FileDraft draft, FileDraft::Create(file, Existing::kRefuse));
  ASSIGN_OR_RETURN(RecoveredOwner recovered,
                   RecoverIn(folder->database(), merchant_id));
  const absl::Status written = draft.Commit(recovered.key.token + "\n");
  if (written.ok()) return recovered;
  return Error(
      absl::StatusCode::kUnavailable, "TOKEN_NOT_SAVED",
      fmt::format("{} was made, but its token is lost: {}. Run the command "
                  "again, and revoke that key",
                  recovered.key.api_key.id(), std::string(written.message())));
}

}  // namespace

int NewOwnerKeyCommand(const std::string& data_dir,
                       const std::string& merchant_id,
                       const std::string& file) {
  const auto recovered = Recover(data_dir, merchant_id, file);
  if (!recovered.ok()) return Fail(recovered.status());
  std::printf("%s\n", fmt::format("{} may do everything for {} ({}); its token "
                                  "is in {}",
                                  recovered->key.api_key.id(), merchant_id,
                                  recovered->merchant.display_name(), file)
                          .c_str());
  for (const merchants::v1::ApiKey& other : recovered->others) {
    std::printf("%s\n", fmt::format("{} ({}), whose token ends in {}, still "
                                    "works: if it is lost, comptoir api-keys "
                                    "revoke {}",
                                    other.id(), other.display_name(),
                                    other.token_ending(), other.id())
                            .c_str());
  }
  return kExitOk;
}

}  // namespace comptoir
