#include "server/base/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/strings.h"

namespace comptoir {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr off_t kFileBytesMax = 4096;

// Closes what it holds.
class File {
 public:
  File(const std::string& path, int flags)
      : descriptor_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool ok() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status SystemError(std::string_view verb, const std::string& path) {
  return absl::UnavailableError(
      ToAbsl(fmt::format("cannot {} {}: {}", verb, path, strerror(errno))));
}

bool WriteAll(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadSecretFile(
    const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.ok() && errno == ENOENT) return std::optional<std::string>();
  struct stat facts {};
  if (!file.ok() || fstat(file.descriptor(), &facts) != 0) {
    return SystemError("read", path);
  }
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::FailedPreconditionError(ToAbsl(fmt::format(
        "{} may be read by others than its owner: chmod 600 it", path)));
  }
  if (facts.st_size > kFileBytesMax) {
    return absl::FailedPreconditionError(
        ToAbsl(fmt::format("{} is larger than {} bytes", path, kFileBytesMax)));
  }
  std::string content(static_cast<size_t>(facts.st_size), '\0');
  const ssize_t got = read(file.descriptor(), content.data(), content.size());
  if (got != facts.st_size) return SystemError("read", path);
  return std::optional<std::string>(std::move(content));
}

absl::Status WriteSecretFile(const std::string& path,
                             std::string_view content) {
  const std::string draft = path + ".new";
  {
    unlink(draft.c_str());  // Left by a crash.
    const File file(draft, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.ok() || !WriteAll(file.descriptor(), content) ||
        fsync(file.descriptor()) != 0) {
      return SystemError("write", draft);
    }
  }
  if (rename(draft.c_str(), path.c_str()) != 0) {
    return SystemError("write", path);
  }
  const File folder(FolderOf(path), O_RDONLY | O_DIRECTORY);
  if (!folder.ok() || fsync(folder.descriptor()) != 0) {
    return SystemError("sync the folder of", path);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> LoadOrMakeSecret(const std::string& path) {
  absl::StatusOr<std::optional<std::string>> kept = ReadSecretFile(path);
  if (!kept.ok()) return kept.status();
  if (*kept) {
    if ((*kept)->size() == kSecretBytes) return **kept;
    return absl::FailedPreconditionError(
        ToAbsl(fmt::format("{} does not hold {} bytes: restore it from a "
                           "backup",
                           path, kSecretBytes)));
  }
  std::string secret = RandomBytes(kSecretBytes);
  absl::Status written = WriteSecretFile(path, secret);
  if (!written.ok()) return written;
  return secret;
}

}  // namespace comptoir
