#include "server/ops/backup/source_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>

#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

struct CloseFolder {
  void operator()(DIR* folder) { closedir(folder); }
};

absl::Status CheckOwnerOf(const struct stat& facts, const std::string& path) {
  if (facts.st_uid == geteuid() || facts.st_uid == 0) return absl::OkStatus();
  return absl::PermissionDeniedError(
      fmt::format("{} belongs to another user ({}), who could have put "
                  "anything into it: run this as that user, or make it your "
                  "own",
                  path, facts.st_uid));
}

}  // namespace

absl::StatusOr<SourceFolder> SourceFolder::OpenAt(int parent,
                                                  const std::string& name,
                                                  const std::string& path,
                                                  int follow) {
  const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | follow;
  FileDescriptor fd(openat(parent, name.c_str(), flags));
  if (fd.is_open()) return SourceFolder(path, std::move(fd));
  struct stat facts {};
  const int why = errno;
  if (fstatat(parent, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISLNK(facts.st_mode) && follow == O_NOFOLLOW) {
    return absl::FailedPreconditionError(
        fmt::format("{} is a symbolic link: name what it leads to", path));
  }
  errno = why;
  return ErrnoStatus("opening folder", path);
}

absl::StatusOr<SourceFolder> SourceFolder::Open(const std::string& path) {
  // A slash at the end would follow a link.
  std::string name = path;
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  return OpenAt(AT_FDCWD, name, path, O_NOFOLLOW);
}

absl::StatusOr<SourceFolder> SourceFolder::OpenFollowing(
    const std::string& path) {
  return OpenAt(AT_FDCWD, path, path, 0);
}

absl::StatusOr<SourceFolder> SourceFolder::Folder(
    const std::string& name) const {
  return OpenAt(fd_.get(), name, fmt::format("{}/{}", path_, name), O_NOFOLLOW);
}

absl::StatusOr<std::vector<std::string>> SourceFolder::Files() const {
  // A descriptor of its own: reading moves its place.
  const int own = openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return ErrnoStatus("listing", path_);
  const std::unique_ptr<DIR, CloseFolder> folder(fdopendir(own));
  if (folder == nullptr) {
    absl::Status status = ErrnoStatus("listing", path_);
    close(own);
    return status;
  }
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string name = entry->d_name;
    struct stat facts {};
    if (fstatat(fd_.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
      return ErrnoStatus("looking at", fmt::format("{}/{}", path_, name));
    }
    if (S_ISREG(facts.st_mode)) {
      names.push_back(name);
    } else if (!S_ISDIR(facts.st_mode)) {
      return absl::FailedPreconditionError(
          fmt::format("{}/{} is neither a file nor a folder", path_, name));
    }
    errno = 0;
  }
  if (errno != 0) return ErrnoStatus("listing", path_);
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<FileDescriptor> SourceFolder::File(
    const std::string& name) const {
  const std::string path = fmt::format("{}/{}", path_, name);
  constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  FileDescriptor file(openat(fd_.get(), name.c_str(), kFlags));
  if (!file.is_open()) return ErrnoStatus("opening", path);
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0) return ErrnoStatus("looking at", path);
  if (!S_ISREG(facts.st_mode)) {
    return absl::FailedPreconditionError(fmt::format("{} is no file", path));
  }
  return file;
}

absl::Status SourceFolder::CheckOwner(
    const std::vector<std::string>& names) const {
  struct stat facts {};
  if (fstat(fd_.get(), &facts) != 0) return ErrnoStatus("looking at", path_);
  RETURN_IF_ERROR(CheckOwnerOf(facts, path_));
  for (const std::string& name : names) {
    const std::string path = fmt::format("{}/{}", path_, name);
    if (fstatat(fd_.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
      return ErrnoStatus("looking at", path);
    }
    RETURN_IF_ERROR(CheckOwnerOf(facts, path));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> SourceFolder::Contains(int inner) const {
  struct stat own {};
  if (fstat(fd_.get(), &own) != 0) return ErrnoStatus("looking at", path_);
  FileDescriptor folder(openat(inner, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::optional<struct stat> below;
  for (;;) {
    struct stat facts {};
    if (!folder.is_open() || fstat(folder.get(), &facts) != 0) {
      return ErrnoStatus("looking for the folders above a place in", path_);
    }
    if (IsSameFile(facts, own)) return true;
    // The root is above itself.
    if (below.has_value() && IsSameFile(facts, *below)) return false;
    below = facts;
    folder = FileDescriptor(
        openat(folder.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
}

}  // namespace comptoir::ops
