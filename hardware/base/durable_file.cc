#include "hardware/base/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "fmt/format.h"

namespace comptoir::hardware {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this == &other) return *this;
  if (is_open()) close(fd_);
  fd_ = other.Release();
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (is_open()) close(fd_);
}

absl::Status ErrnoStatus(std::string_view what, const std::string& path) {
  const int error = errno;
  const std::string message =
      fmt::format("{} {}: {}", what, path, std::strerror(error));
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == ENOSPC || error == EDQUOT) {
    return absl::ResourceExhaustedError(message);
  }
  if (error == EACCES || error == EPERM) {
    return absl::PermissionDeniedError(message);
  }
  return absl::InternalError(message);
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return absl::InternalError(
      fmt::format("making folder {}: {}", path, error.message()));
}

absl::Status SyncFolder(const std::string& folder) {
  const FileDescriptor fd(
      open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open()) return ErrnoStatus("opening folder", folder);
  if (fsync(fd.get()) != 0) return ErrnoStatus("syncing folder", folder);
  return absl::OkStatus();
}

absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoStatus("writing", path);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const FileDescriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return ErrnoStatus("opening", path);
  std::string content;
  char buffer[64 * 1024];
  while (true) {
    const ssize_t count = read(fd.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus("reading", path);
    if (count == 0) return content;
    content.append(buffer, count);
  }
}

absl::Status ReplaceFile(const std::string& path, std::string_view content,
                         mode_t mode) {
  const std::string temporary = path + ".new";
  unlink(temporary.c_str());  // Left by a crash.
  const FileDescriptor fd(
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!fd.is_open()) return ErrnoStatus("creating", temporary);
  if (absl::Status status = WriteAll(fd.get(), content, temporary);
      !status.ok()) {
    return status;
  }
  if (fsync(fd.get()) != 0) return ErrnoStatus("syncing", temporary);
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    return ErrnoStatus("renaming", temporary);
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return SyncFolder(folder.empty() ? "." : folder);
}

}  // namespace comptoir::hardware
