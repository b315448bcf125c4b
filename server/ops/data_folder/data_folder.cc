#include "server/ops/data_folder/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "server/base/files/private_file.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/kv/errors.h"

namespace comptoir::ops {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

absl::Status IoError(std::string_view what, const std::string& path,
                     const std::error_code& error) {
  return Error(absl::StatusCode::kUnavailable, "DATA_DIR",
               fmt::format("{} {}: {}", what, path, error.message()));
}

absl::Status LastIoError(std::string_view what, const std::string& path) {
  return IoError(what, path, std::error_code(errno, std::generic_category()));
}

std::string PortFile(const std::string& path) { return path + "/http.port"; }

// Files that are small, secret and part of a backup.
bool IsSecretFile(const fs::path& file) {
  return file.extension() == ".key" || file.extension() == ".token";
}

absl::Status CopySecrets(const fs::path& from, const fs::path& to) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(from, error)) {
    if (entry.is_directory(error) || !IsSecretFile(entry.path())) continue;
    ASSIGN_OR_RETURN(const std::string secret, ReadPrivateFile(entry.path()));
    RETURN_IF_ERROR(WritePrivateFile(to / entry.path().filename(), secret,
                                     Existing::kRefuse));
  }
  return error ? IoError("cannot list", from, error) : absl::OkStatus();
}

// Takes all rights from others than the owner. The files inside may have been
// made before comptoird chose its umask, or by a restore of other tools.
absl::Status MakePrivate(int folder, const std::string& path) {
  struct stat facts {};
  if (fstat(folder, &facts) != 0) return LastIoError("cannot look at", path);
  const mode_t mode = facts.st_mode & 07777;
  if ((mode & kOthers) == 0) return absl::OkStatus();
  if (fchmod(folder, mode & ~kOthers) != 0) {
    return LastIoError(
        fmt::format("others may read the folder (mode {:04o}), and it cannot "
                    "be made private:",
                    mode),
        path);
  }
  const std::string before = fmt::format("{:04o}", mode);
  LogWarning("data folder made private", {{"mode_before", before}});
  return absl::OkStatus();
}

// So that a backup that was reported survives a loss of power.
absl::Status SyncFolder(const fs::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return LastIoError("cannot open", folder);
  const bool synced = syncfs(fd) == 0;
  close(fd);
  return synced ? absl::OkStatus() : LastIoError("cannot sync", folder);
}

absl::Status CopyInto(const kv::Engine& engine, const std::string& path,
                      const fs::path& folder) {
  std::error_code error;
  fs::create_directory(folder, error);
  if (error) return IoError("cannot create", folder, error);
  fs::permissions(folder, fs::perms::owner_all, error);
  RETURN_IF_ERROR(engine.Checkpoint((folder / "db").string()));
  RETURN_IF_ERROR(CopySecrets(path, folder));
  return SyncFolder(folder);
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataFolder>> DataFolder::Open(
    const std::string& path) {
  if (path.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "DATA_DIR",
                 "no data folder was named: set --data_dir");
  }
  if (mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    return LastIoError("cannot create", path);
  }
  const FileDescriptor folder(
      open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return LastIoError("cannot open", path);
  RETURN_IF_ERROR(MakePrivate(folder.get(), path));
  constexpr int kFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
  FileDescriptor lock(openat(folder.get(), "lock", kFlags, 0600));
  if (!lock.is_open()) return LastIoError("cannot open", path + "/lock");
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return Error(absl::StatusCode::kFailedPrecondition, "DATA_DIR_LOCKED",
                 fmt::format("{} is open in another process", path));
  }
  return std::unique_ptr<DataFolder>(new DataFolder(path, std::move(lock)));
}

DataFolder::~DataFolder() { unlink(PortFile(path_).c_str()); }

absl::Status DataFolder::PublishHttpPort(int port) {
  return ReplaceFile(PortFile(path_), fmt::format("{}\n", port));
}

std::optional<int> PublishedHttpPort(const std::string& path) {
  std::ifstream file(PortFile(path));
  int port = 0;
  if (!(file >> port) || port <= 0) return std::nullopt;
  return port;
}

absl::Status Backup(const kv::Engine& engine, const std::string& path,
                    const std::string& destination) {
  if (!engine.traits().has_checkpoints) {
    return kv::NoCheckpoints(engine.traits().name);
  }
  if (fs::exists(destination)) {
    return Error(absl::StatusCode::kAlreadyExists, "BACKUP_EXISTS",
                 fmt::format("{} exists already", destination));
  }
  // Under its own name only once it is whole.
  const std::string unfinished = destination + ".unfinished";
  std::error_code error;
  fs::remove_all(unfinished, error);
  absl::Status status = CopyInto(engine, path, unfinished);
  if (status.ok()) {
    fs::rename(unfinished, destination, error);
    if (error) status = IoError("cannot create", destination, error);
  }
  if (!status.ok()) fs::remove_all(unfinished, error);
  return status;
}

absl::Status Restore(const std::string& backup, const std::string& path,
                     const CheckDatabase& check) {
  std::error_code error;
  if (!fs::is_directory(fs::path(backup) / "db", error)) {
    return Error(
        absl::StatusCode::kInvalidArgument, "NOT_A_BACKUP",
        fmt::format("{} is not a backup: it has no db folder", backup));
  }
  if (fs::exists(path, error) && !fs::is_empty(path, error)) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "DATA_DIR_IN_USE",
        fmt::format("{} is not empty: restore into a new folder", path));
  }
  const std::string unfinished = path + ".unfinished";
  fs::remove_all(unfinished, error);
  fs::copy(backup, unfinished, fs::copy_options::recursive, error);
  if (error) return IoError("cannot copy to", unfinished, error);
  fs::permissions(unfinished, fs::perms::owner_all, error);
  absl::Status status = check(unfinished + "/db");
  if (status.ok()) status = SyncFolder(unfinished);
  if (!status.ok()) {
    fs::remove_all(unfinished, error);
    return status;
  }
  fs::remove(path, error);
  fs::rename(unfinished, path, error);
  return error ? IoError("cannot create", path, error) : absl::OkStatus();
}

}  // namespace comptoir::ops
