#include "server/ops/data_folder/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

#include "fmt/format.h"
#include "server/base/log/log.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

absl::Status LastIoError(std::string_view what, const std::string& path) {
  const std::error_code error(errno, std::generic_category());
  return Error(absl::StatusCode::kUnavailable, "DATA_DIR",
               fmt::format("{} {}: {}", what, path, error.message()));
}

std::string PortFile(const std::string& path) { return path + "/http.port"; }

absl::Status CheckNamed(const std::string& path) {
  if (!path.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "DATA_DIR_UNNAMED",
               "no data folder was named: set --data_dir");
}

// Takes all rights from others than the owner, who must be us: what we made in
// another user's folder would be ours, and their server could not open it.
//
// The files inside may have been made before comptoird chose its umask, or by a
// restore of other tools.
absl::Status MakePrivate(int folder, const std::string& path) {
  struct stat facts {};
  if (fstat(folder, &facts) != 0) return LastIoError("cannot look at", path);
  if (facts.st_uid != geteuid()) {
    return Error(absl::StatusCode::kFailedPrecondition, "DATA_DIR_OWNER",
                 fmt::format("{} belongs to another user ({}): serve it as "
                             "that user, or make it your own (chown -R)",
                             path, facts.st_uid));
  }
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

absl::StatusOr<FileDescriptor> OpenFolder(const std::string& path) {
  FileDescriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open()) return folder;
  if (errno == ENOENT || errno == ENOTDIR) {
    return Error(absl::StatusCode::kNotFound, "DATA_DIR",
                 fmt::format("--data_dir={}: is no folder", path));
  }
  return LastIoError("cannot open", path);
}

absl::Status Lock(int lock, int kind, const std::string& path) {
  if (flock(lock, kind | LOCK_NB) == 0) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "DATA_DIR_LOCKED",
               fmt::format("{} is open in another process", path));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataFolder>> DataFolder::Open(
    const std::string& path) {
  RETURN_IF_ERROR(CheckNamed(path));
  if (mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    return LastIoError("cannot create", path);
  }
  ASSIGN_OR_RETURN(const FileDescriptor folder, OpenFolder(path));
  RETURN_IF_ERROR(MakePrivate(folder.get(), path));
  constexpr int kFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
  FileDescriptor lock(openat(folder.get(), "lock", kFlags, 0600));
  if (!lock.is_open()) return LastIoError("cannot open", path + "/lock");
  RETURN_IF_ERROR(Lock(lock.get(), LOCK_EX, path));
  // Of a server that was killed.
  unlinkat(folder.get(), "http.port", 0);
  return std::unique_ptr<DataFolder>(new DataFolder(path, std::move(lock)));
}

absl::StatusOr<std::unique_ptr<DataFolder>> DataFolder::OpenForReading(
    const std::string& path) {
  RETURN_IF_ERROR(CheckNamed(path));
  ASSIGN_OR_RETURN(const FileDescriptor folder, OpenFolder(path));
  FileDescriptor lock(
      openat(folder.get(), "lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  // Where there is none, no server has ever had the folder open.
  if (!lock.is_open() && errno != ENOENT) {
    return LastIoError("cannot open", path + "/lock");
  }
  if (lock.is_open()) RETURN_IF_ERROR(Lock(lock.get(), LOCK_SH, path));
  return std::unique_ptr<DataFolder>(new DataFolder(path, std::move(lock)));
}

DataFolder::~DataFolder() {
  if (has_port_) unlink(PortFile(path_).c_str());
}

absl::Status DataFolder::PublishHttpPort(int port) {
  has_port_ = true;
  return ReplaceFile(PortFile(path_), fmt::format("{}\n", port));
}

std::optional<int> PublishedHttpPort(const std::string& path) {
  std::ifstream file(PortFile(path));
  int port = 0;
  if (!(file >> port) || port <= 0) return std::nullopt;
  return port;
}

}  // namespace comptoir::ops
