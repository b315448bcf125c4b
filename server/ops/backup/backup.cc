#include "server/ops/backup/backup.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_replace.h"
#include "fmt/format.h"
#include "server/base/files/private_file.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/ops/backup/folder_draft.h"
#include "server/ops/backup/source_folder.h"
#include "server/ops/data_folder/webhooks_hold.h"

namespace comptoir::ops {
namespace {

constexpr char kDatabase[] = "db";

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() > end.size() &&
         text.substr(text.size() - end.size()) == end;
}

// Files that are small, secret and part of a backup.
bool IsSecret(std::string_view name) {
  return EndsWith(name, ".key") || EndsWith(name, ".token");
}

// Files of a database that say nothing to another process: its lock, and the
// engine's own log.
bool IsOfProcess(std::string_view name) {
  return name == "LOCK" || name == "LOG" || name.rfind("LOG.", 0) == 0 ||
         EndsWith(name, ".dbtmp");
}

absl::StatusOr<std::vector<std::string>> SecretsIn(const SourceFolder& folder) {
  ASSIGN_OR_RETURN(std::vector<std::string> names, folder.Files());
  std::erase_if(names, [](const std::string& name) { return !IsSecret(name); });
  return names;
}

absl::StatusOr<std::vector<std::string>> RowsIn(const SourceFolder& folder) {
  ASSIGN_OR_RETURN(std::vector<std::string> names, folder.Files());
  std::erase_if(names, IsOfProcess);
  return names;
}

// An error of the copy of `database`, which is the same by now, for people: the
// copy is gone when they read it.
absl::Status NamingSource(const absl::Status& status, const std::string& copy,
                          const SourceFolder& database) {
  absl::Status named(
      status.code(),
      absl::StrReplaceAll(status.message(), {{copy, database.path()}}));
  status.ForEachPayload([&named](auto type, const absl::Cord& payload) {
    named.SetPayload(type, payload);
  });
  return named;
}

// Copies both into `draft`, compares and has `check` look.
absl::Status CopyAll(const SourceFolder& folder, const SourceFolder& database,
                     FolderDraft& draft, const CheckDatabase& check) {
  ASSIGN_OR_RETURN(const std::vector<std::string> secrets, SecretsIn(folder));
  ASSIGN_OR_RETURN(const std::vector<std::string> rows, RowsIn(database));
  RETURN_IF_ERROR(draft.AddFolder(kDatabase));
  RETURN_IF_ERROR(draft.Copy(database, rows, kDatabase));
  RETURN_IF_ERROR(draft.Copy(folder, secrets, ""));
  RETURN_IF_ERROR(draft.Sync());
  RETURN_IF_ERROR(draft.Compare(database, rows, kDatabase));
  RETURN_IF_ERROR(draft.Compare(folder, secrets, ""));
  const std::string copy = fmt::format("{}/{}", draft.path(), kDatabase);
  return NamingSource(check(copy), copy, database);
}

// With the reason that scripts look for.
absl::Status WithReason(const absl::Status& status, std::string_view reason) {
  return Error(status.code(), reason, ToStd(status.message()));
}

absl::Status CheckSecrets(const SourceFolder& folder) {
  ASSIGN_OR_RETURN(const std::vector<std::string> secrets, SecretsIn(folder));
  for (const std::string& secret : secrets) {
    RETURN_IF_ERROR(
        CheckPrivateFile(fmt::format("{}/{}", folder.path(), secret)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Backup(const std::string& path, const std::string& database,
                    const std::string& destination,
                    const CheckDatabase& check) {
  ASSIGN_OR_RETURN(const SourceFolder folder,
                   SourceFolder::OpenFollowing(path));
  ASSIGN_OR_RETURN(const SourceFolder rows,
                   SourceFolder::OpenFollowing(database));
  RETURN_IF_ERROR(CheckSecrets(folder));
  auto draft =
      FolderDraft::Create(destination, FolderDraft::Place::kFree, folder);
  if (absl::IsAlreadyExists(draft.status())) {
    return WithReason(draft.status(), "BACKUP_EXISTS");
  }
  RETURN_IF_ERROR(draft.status());
  RETURN_IF_ERROR(CopyAll(folder, rows, *draft, check));
  return draft->Commit();
}

absl::Status Restore(const std::string& backup, const std::string& path,
                     const CheckDatabase& check) {
  ASSIGN_OR_RETURN(const SourceFolder folder, SourceFolder::Open(backup));
  auto rows = folder.Folder(kDatabase);
  if (absl::IsNotFound(rows.status())) {
    return Error(
        absl::StatusCode::kInvalidArgument, "NOT_A_BACKUP",
        fmt::format("{} is not a backup: it has no db folder", backup));
  }
  RETURN_IF_ERROR(rows.status());
  ASSIGN_OR_RETURN(const std::vector<std::string> secrets, SecretsIn(folder));
  ASSIGN_OR_RETURN(const std::vector<std::string> files, RowsIn(*rows));
  RETURN_IF_ERROR(folder.CheckOwner(secrets));
  RETURN_IF_ERROR(rows->CheckOwner(files));
  auto draft =
      FolderDraft::Create(path, FolderDraft::Place::kFreeOrEmpty, folder);
  if (absl::IsAlreadyExists(draft.status())) {
    return Error(absl::StatusCode::kAlreadyExists, "DATA_DIR_IN_USE",
                 fmt::format("{}: restore into a new folder",
                             ToStd(draft.status().message())));
  }
  RETURN_IF_ERROR(draft.status());
  RETURN_IF_ERROR(CopyAll(folder, *rows, *draft, check));
  // The real one may still send.
  RETURN_IF_ERROR(HoldWebhooks(draft->path()));
  return draft->Commit();
}

}  // namespace comptoir::ops
