// A folder whose files are copied, by those who trust nobody with its path.
#ifndef COMPTOIR_SERVER_OPS_BACKUP_SOURCE_FOLDER_H_
#define COMPTOIR_SERVER_OPS_BACKUP_SOURCE_FOLDER_H_

#include <sys/stat.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/files/durable_file.h"

namespace comptoir::ops {

// Opened once, by descriptor: whatever becomes of its path, and of the names in
// it, leads nowhere else. Symbolic links in it are refused, not followed.
//
// Errors name paths. Used by one thread at a time.
class SourceFolder {
 public:
  // NOT_FOUND; FAILED_PRECONDITION when `path` is a symbolic link or no folder.
  static absl::StatusOr<SourceFolder> Open(const std::string& path);
  // As Open(), but a link to a folder is followed: for a path that the operator
  // gave for the server's own folder.
  static absl::StatusOr<SourceFolder> OpenFollowing(const std::string& path);

  // A folder in it.
  absl::StatusOr<SourceFolder> Folder(const std::string& name) const;

  // Names of its files, sorted. FAILED_PRECONDITION when it holds a symbolic
  // link or a device; folders are left out.
  absl::StatusOr<std::vector<std::string>> Files() const;

  // A file in it, for reading.
  absl::StatusOr<FileDescriptor> File(const std::string& name) const;

  // PERMISSION_DENIED when the folder, or one of `names`, belongs to neither
  // this process nor root: others could have put anything into it.
  absl::Status CheckOwner(const std::vector<std::string>& names) const;

  // Whether the open folder `inner` is this one or lies in it, however deep and
  // by whatever path it was opened.
  absl::StatusOr<bool> Contains(int inner) const;

  const std::string& path() const { return path_; }

 private:
  SourceFolder(std::string path, FileDescriptor fd)
      : path_(std::move(path)), fd_(std::move(fd)) {}
  static absl::StatusOr<SourceFolder> OpenAt(int parent,
                                             const std::string& name,
                                             const std::string& path,
                                             int follow);

  std::string path_;
  FileDescriptor fd_;
};

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_BACKUP_SOURCE_FOLDER_H_
