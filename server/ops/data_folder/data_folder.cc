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
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFolderMode = 0700;

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
    if (!entry.is_regular_file(error) || !IsSecretFile(entry.path())) continue;
    const fs::path copy = to / entry.path().filename();
    fs::copy_file(entry.path(), copy, error);
    if (error) return IoError("cannot copy to", copy, error);
    fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write,
                    error);
    if (error) return IoError("cannot protect", copy, error);
  }
  return error ? IoError("cannot list", from, error) : absl::OkStatus();
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
  const std::string file = path + "/lock";
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return LastIoError("cannot open", file);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close(fd);
    return Error(absl::StatusCode::kFailedPrecondition, "DATA_DIR_LOCKED",
                 fmt::format("{} is open in another process", path));
  }
  return std::unique_ptr<DataFolder>(new DataFolder(path, fd));
}

DataFolder::~DataFolder() {
  unlink(PortFile(path_).c_str());
  close(lock_);
}

absl::Status DataFolder::PublishHttpPort(int port) {
  std::ofstream file(PortFile(path_), std::ios::trunc);
  file << port << '\n';
  file.close();
  return file.good() ? absl::OkStatus()
                     : LastIoError("cannot write", PortFile(path_));
}

std::optional<int> PublishedHttpPort(const std::string& path) {
  std::ifstream file(PortFile(path));
  int port = 0;
  if (!(file >> port) || port <= 0) return std::nullopt;
  return port;
}

absl::Status Backup(const kv::Engine& engine, const std::string& path,
                    const std::string& destination) {
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
