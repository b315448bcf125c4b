#include "server/ops/backup/folder_draft.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;
constexpr size_t kBlockBytes = size_t{1} << 20;
constexpr size_t kNameBytes = 8;

// Whether a name in a folder could be given to something else by others.
absl::Status CheckParent(int folder, const std::string& path) {
  struct stat facts {};
  if (fstat(folder, &facts) != 0) return ErrnoStatus("looking at", path);
  const bool is_ours = facts.st_uid == geteuid() || facts.st_uid == 0;
  const bool may_be_written = (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  const bool keeps_names = (facts.st_mode & S_ISVTX) != 0;
  if (is_ours && (!may_be_written || keeps_names)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} (mode {:04o}, owner {}) is another user's or open to "
                  "others, who could put something else in place of a folder "
                  "in it: choose a folder that only you or root can write to",
                  path, facts.st_mode & 07777, facts.st_uid));
}

bool IsEmpty(int parent, const std::string& name) {
  const FileDescriptor folder(openat(
      parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  std::error_code error;
  return folder.is_open() &&
         std::filesystem::is_empty(
             fmt::format("/proc/self/fd/{}", folder.get()), error) &&
         !error;
}

// Up to a block, after interruptions.
absl::StatusOr<std::string_view> ReadBlock(int fd, const std::string& path,
                                           std::string& block) {
  size_t size = 0;
  while (size < kBlockBytes) {
    const ssize_t count = read(fd, block.data() + size, kBlockBytes - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus("reading", path);
    if (count == 0) break;
    size += static_cast<size_t>(count);
  }
  return std::string_view(block).substr(0, size);
}

absl::Status CopyBytes(int from, const std::string& from_path, int to,
                       const std::string& to_path) {
  // Where the file system can share blocks until one of them is written to.
  if (ioctl(to, FICLONE, from) == 0) return absl::OkStatus();
  std::string block(kBlockBytes, '\0');
  for (;;) {
    ASSIGN_OR_RETURN(const std::string_view bytes,
                     ReadBlock(from, from_path, block));
    if (bytes.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(WriteAll(to, bytes, to_path));
  }
}

absl::Status CompareBytes(int one, const std::string& one_path, int other,
                          const std::string& other_path) {
  std::string one_block(kBlockBytes, '\0');
  std::string other_block(kBlockBytes, '\0');
  for (;;) {
    ASSIGN_OR_RETURN(const std::string_view a,
                     ReadBlock(one, one_path, one_block));
    ASSIGN_OR_RETURN(const std::string_view b,
                     ReadBlock(other, other_path, other_block));
    if (a != b) {
      return absl::DataLossError(
          fmt::format("{} is not what was read from {}: the disk, or its "
                      "connection, loses data",
                      other_path, one_path));
    }
    if (a.empty()) return absl::OkStatus();
  }
}

}  // namespace

FolderDraft::FolderDraft(FolderDraft&& other) noexcept
    : path_(std::move(other.path_)),
      name_(std::move(other.name_)),
      draft_(std::exchange(other.draft_, "")),
      parent_(std::move(other.parent_)),
      folder_(std::move(other.folder_)),
      replaces_(other.replaces_),
      owner_(other.owner_),
      group_(other.group_),
      folders_(std::move(other.folders_)),
      files_(std::move(other.files_)) {}

FolderDraft::~FolderDraft() {
  if (draft_.empty()) return;
  for (const std::string& file : files_) {
    unlinkat(folder_.get(), file.c_str(), 0);
  }
  for (const std::string& folder : folders_) {
    unlinkat(folder_.get(), folder.c_str(), AT_REMOVEDIR);
  }
  unlinkat(parent_.get(), draft_.c_str(), AT_REMOVEDIR);
}

absl::StatusOr<FolderDraft> FolderDraft::Create(const std::string& path,
                                                Place place,
                                                const SourceFolder& from) {
  std::string clean = path;
  while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  const std::string parent_path = FolderOf(clean);
  FileDescriptor parent(
      open(parent_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!parent.is_open()) return ErrnoStatus("opening folder", parent_path);
  RETURN_IF_ERROR(CheckParent(parent.get(), parent_path));
  ASSIGN_OR_RETURN(const bool is_within, from.Contains(parent.get()));
  if (is_within) {
    return absl::InvalidArgumentError(
        fmt::format("{} is in {}, which is to be copied: choose a place "
                    "outside of it",
                    clean, from.path()));
  }
  FolderDraft draft(clean, std::move(parent));
  draft.name_ = std::filesystem::path(clean).filename().string();
  draft.owner_ = geteuid();
  draft.group_ = getegid();
  RETURN_IF_ERROR(draft.CheckPlace(place));
  RETURN_IF_ERROR(draft.Make());
  return draft;
}

absl::Status FolderDraft::CheckPlace(Place place) {
  if (name_.empty() || name_ == "." || name_ == "..") {
    return absl::InvalidArgumentError(
        fmt::format("{} names no folder that can be made", path_));
  }
  struct stat facts {};
  if (fstatat(parent_.get(), name_.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? absl::OkStatus()
                           : ErrnoStatus("looking at", path_);
  }
  if (S_ISLNK(facts.st_mode)) {
    return absl::AlreadyExistsError(fmt::format(
        "{} is a symbolic link: name a folder that does not exist", path_));
  }
  if (place == Place::kFree || !S_ISDIR(facts.st_mode) ||
      !IsEmpty(parent_.get(), name_)) {
    return absl::AlreadyExistsError(fmt::format("{} exists already", path_));
  }
  replaces_ = true;
  if (geteuid() == 0) {
    owner_ = facts.st_uid;
    group_ = facts.st_gid;
  }
  return absl::OkStatus();
}

absl::Status FolderDraft::Make() {
  const std::string random = RandomBytes(kNameBytes);
  std::string hex;
  for (const char byte : random) {
    hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  const std::string own = fmt::format("{}.{}.unfinished", name_, hex);
  if (mkdirat(parent_.get(), own.c_str(), kFolderMode) != 0) {
    return ErrnoStatus("making a folder beside", path_);
  }
  draft_ = own;
  folder_ =
      FileDescriptor(openat(parent_.get(), own.c_str(),
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder_.is_open()) return ErrnoStatus("opening the draft of", path_);
  struct stat facts {};
  if (fstat(folder_.get(), &facts) != 0 || facts.st_uid != geteuid() ||
      (facts.st_mode & 0777) != kFolderMode) {
    return absl::FailedPreconditionError(
        fmt::format("the draft of {} is not what was made", path_));
  }
  return absl::OkStatus();
}

std::string FolderDraft::path() const {
  return fmt::format("/proc/self/fd/{}", folder_.get());
}

absl::Status FolderDraft::GiveAway(int fd, const std::string& path) const {
  if (owner_ == geteuid() && group_ == getegid()) return absl::OkStatus();
  if (fchown(fd, owner_, group_) == 0) return absl::OkStatus();
  return ErrnoStatus("changing the owner of", path);
}

absl::Status FolderDraft::AddFolder(const std::string& name) {
  const std::string path = fmt::format("{}/{}", path_, name);
  if (mkdirat(folder_.get(), name.c_str(), kFolderMode) != 0) {
    return ErrnoStatus("making folder", path);
  }
  folders_.push_back(name);
  const FileDescriptor folder(
      openat(folder_.get(), name.c_str(),
             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.is_open()) return ErrnoStatus("opening folder", path);
  return GiveAway(folder.get(), path);
}

absl::Status FolderDraft::CopyFile(const SourceFolder& from,
                                   const std::string& name,
                                   const std::string& place) {
  const std::string path = fmt::format("{}/{}", path_, place);
  ASSIGN_OR_RETURN(const FileDescriptor source, from.File(name));
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const FileDescriptor file(
      openat(folder_.get(), place.c_str(), kFlags, kFileMode));
  if (!file.is_open()) return ErrnoStatus("creating", path);
  files_.push_back(place);
  RETURN_IF_ERROR(CopyBytes(
      source.get(), fmt::format("{}/{}", from.path(), name), file.get(), path));
  return GiveAway(file.get(), path);
}

absl::Status FolderDraft::Copy(const SourceFolder& from,
                               const std::vector<std::string>& names,
                               const std::string& folder) {
  for (const std::string& name : names) {
    RETURN_IF_ERROR(
        CopyFile(from, name,
                 folder.empty() ? name : fmt::format("{}/{}", folder, name)));
  }
  return absl::OkStatus();
}

absl::Status FolderDraft::Sync() {
  if (syncfs(folder_.get()) != 0) return ErrnoStatus("syncing", path_);
  return absl::OkStatus();
}

absl::Status FolderDraft::Compare(const SourceFolder& from,
                                  const std::vector<std::string>& names,
                                  const std::string& folder) const {
  for (const std::string& name : names) {
    const std::string place =
        folder.empty() ? name : fmt::format("{}/{}", folder, name);
    const std::string path = fmt::format("{}/{}", path_, place);
    ASSIGN_OR_RETURN(const FileDescriptor source, from.File(name));
    const FileDescriptor copy(openat(folder_.get(), place.c_str(),
                                     O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!copy.is_open()) return ErrnoStatus("opening", path);
    // From the disk, not from memory. What the system does not do is no error.
    (void)posix_fadvise(copy.get(), 0, 0, POSIX_FADV_DONTNEED);
    RETURN_IF_ERROR(CompareBytes(source.get(),
                                 fmt::format("{}/{}", from.path(), name),
                                 copy.get(), path));
  }
  return absl::OkStatus();
}

absl::Status FolderDraft::Commit() {
  RETURN_IF_ERROR(GiveAway(folder_.get(), path_));
  RETURN_IF_ERROR(Sync());
  // An empty folder is replaced in one step; one with anything in it is not.
  const unsigned flags = replaces_ ? 0 : RENAME_NOREPLACE;
  if (renameat2(parent_.get(), draft_.c_str(), parent_.get(), name_.c_str(),
                flags) != 0) {
    return ErrnoStatus("naming", path_);
  }
  draft_.clear();
  if (fsync(parent_.get()) != 0) {
    return ErrnoStatus("syncing the folder of", path_);
  }
  struct stat named {};
  struct stat made {};
  if (fstatat(parent_.get(), name_.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0 ||
      fstat(folder_.get(), &made) != 0 || named.st_ino != made.st_ino ||
      named.st_dev != made.st_dev) {
    return absl::FailedPreconditionError(
        fmt::format("{} is not the folder that was made", path_));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::ops
