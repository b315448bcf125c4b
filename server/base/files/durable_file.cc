#include "server/base/files/durable_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "fmt/format.h"

namespace comptoir {
namespace {

constexpr mode_t kFolderMode = 0700;

absl::StatusCode CodeOf(int error) {
  switch (error) {
    case ENOENT:
      return absl::StatusCode::kNotFound;
    case EEXIST:
      return absl::StatusCode::kAlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
      return absl::StatusCode::kResourceExhausted;
    case EISDIR:
    case ENOTDIR:
    case ELOOP:
      return absl::StatusCode::kFailedPrecondition;
    default:
      return absl::StatusCode::kInternal;
  }
}

absl::StatusOr<FileDescriptor> OpenFolder(const std::string& folder) {
  FileDescriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open()) return ErrnoStatus("opening folder", folder);
  return fd;
}

// Whether a file may take the place of what is at `name` now.
absl::Status CheckPlace(int folder, const std::string& name,
                        const std::string& path, Existing existing) {
  struct stat facts {};
  if (fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? absl::OkStatus() : ErrnoStatus("looking at", path);
  }
  if (existing == Existing::kRefuse) {
    return absl::AlreadyExistsError(fmt::format("{} exists already", path));
  }
  if (!S_ISREG(facts.st_mode) && !S_ISLNK(facts.st_mode)) {
    return absl::FailedPreconditionError(
        fmt::format("{} is not a file, and is left as it is", path));
  }
  return absl::OkStatus();
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this == &other) return *this;
  if (is_open()) close(fd_);
  fd_ = std::exchange(other.fd_, -1);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (is_open()) close(fd_);
}

absl::Status ErrnoStatus(std::string_view doing, const std::string& path) {
  const int error = errno;
  return absl::Status(CodeOf(error), fmt::format("{} {}: {}", doing, path,
                                                 std::strerror(error)));
}

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return absl::OkStatus();
  if (mkdir(path.c_str(), kFolderMode) != 0) {
    if (errno == EEXIST) {
      return absl::FailedPreconditionError(
          fmt::format("{} is not a folder", path));
    }
    if (errno != ENOENT) return ErrnoStatus("making folder", path);
    if (absl::Status status = MakeFolder(FolderOf(path)); !status.ok()) {
      return status;
    }
    if (mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) {
      return ErrnoStatus("making folder", path);
    }
  }
  return SyncFolder(FolderOf(path));
}

absl::Status SyncFolder(const std::string& folder) {
  const absl::StatusOr<FileDescriptor> fd = OpenFolder(folder);
  if (!fd.ok()) return fd.status();
  if (fsync(fd->get()) != 0) return ErrnoStatus("syncing folder", folder);
  return absl::OkStatus();
}

absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoStatus("writing", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(int fd, const std::string& path,
                                    size_t bytes_max) {
  std::string content;
  char buffer[64 * 1024];
  while (true) {
    const ssize_t count = read(fd, buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus("reading", path);
    if (count == 0) return content;
    if (static_cast<size_t>(count) > bytes_max - content.size()) {
      return absl::FailedPreconditionError(
          fmt::format("{} is larger than {} bytes", path, bytes_max));
    }
    content.append(buffer, static_cast<size_t>(count));
  }
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const FileDescriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return ErrnoStatus("opening", path);
  return ReadAll(fd.get(), path);
}

FileDraft::FileDraft(std::string path, Existing existing, FileDescriptor folder)
    : path_(std::move(path)), existing_(existing), folder_(std::move(folder)) {}

FileDraft::FileDraft(FileDraft&& other) noexcept
    : path_(std::move(other.path_)),
      existing_(other.existing_),
      folder_(std::move(other.folder_)),
      draft_(std::exchange(other.draft_, "")),
      file_(std::move(other.file_)) {}

FileDraft::~FileDraft() {
  if (!draft_.empty()) unlinkat(folder_.get(), draft_.c_str(), 0);
}

std::string FileDraft::Name() const {
  return std::filesystem::path(path_).filename().string();
}

absl::StatusOr<FileDraft> FileDraft::Create(const std::string& path,
                                            Existing existing, mode_t mode) {
  // Of this process, and of each draft that it has at a time.
  static std::atomic<uint64_t> drafts{0};
  absl::StatusOr<FileDescriptor> folder = OpenFolder(FolderOf(path));
  if (!folder.ok()) return folder.status();
  FileDraft draft(path, existing, *std::move(folder));
  const std::string name = draft.Name();
  if (absl::Status status =
          CheckPlace(draft.folder_.get(), name, path, existing);
      !status.ok()) {
    return status;
  }
  const std::string own = fmt::format("{}.{}.{}.new", name, getpid(), drafts++);
  // Left by a process of the same number that was killed.
  unlinkat(draft.folder_.get(), own.c_str(), 0);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  draft.file_ =
      FileDescriptor(openat(draft.folder_.get(), own.c_str(), kFlags, 0600));
  if (!draft.file_.is_open()) return ErrnoStatus("creating", path);
  draft.draft_ = own;
  // Whatever the umask says.
  if (fchmod(draft.file_.get(), mode) != 0) {
    return ErrnoStatus("setting the mode of", path);
  }
  return draft;
}

absl::Status FileDraft::Commit(std::string_view content) {
  if (absl::Status status = WriteAll(file_.get(), content, path_);
      !status.ok()) {
    return status;
  }
  if (fsync(file_.get()) != 0) return ErrnoStatus("syncing", path_);
  const unsigned flags = existing_ == Existing::kRefuse ? RENAME_NOREPLACE : 0;
  if (renameat2(folder_.get(), draft_.c_str(), folder_.get(), Name().c_str(),
                flags) != 0) {
    return ErrnoStatus("naming", path_);
  }
  draft_.clear();
  if (fsync(folder_.get()) != 0) {
    return ErrnoStatus("syncing the folder of", path_);
  }
  return absl::OkStatus();
}

absl::Status ReplaceFile(const std::string& path, std::string_view content,
                         mode_t mode) {
  absl::StatusOr<FileDraft> draft =
      FileDraft::Create(path, Existing::kReplace, mode);
  if (!draft.ok()) return draft.status();
  return draft->Commit(content);
}

}  // namespace comptoir
