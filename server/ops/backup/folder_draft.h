// A folder that is there as a whole or not at all.
#ifndef COMPTOIR_SERVER_OPS_BACKUP_FOLDER_DRAFT_H_
#define COMPTOIR_SERVER_OPS_BACKUP_FOLDER_DRAFT_H_

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/files/durable_file.h"
#include "server/ops/backup/source_folder.h"

namespace comptoir::ops {

// A private folder of copied files that is being made: it has a name of its
// own, beside `path`, until Commit() gives it `path`. Without that, all that
// was put into it is removed; nothing else ever is.
//
// The folder that it stands in is opened once, and refused when others could
// change what stands in it: what is put in here is secret.
class FolderDraft {
 public:
  // What may be at `path` before: nothing, or an empty folder, whose owner the
  // new one then gets where this process is root.
  enum class Place { kFree, kFreeOrEmpty };

  // ALREADY_EXISTS when the place is taken; FAILED_PRECONDITION when it is not
  // a safe one; INVALID_ARGUMENT when it is in `from`, the folder that will be
  // copied: whoever owns that removes what is not its own, and a copy there
  // is lost with it.
  static absl::StatusOr<FolderDraft> Create(const std::string& path,
                                            Place place,
                                            const SourceFolder& from);
  FolderDraft(FolderDraft&& other) noexcept;
  FolderDraft& operator=(FolderDraft&&) = delete;
  ~FolderDraft();

  // Leads here as long as this lives, whatever the folder is called: for
  // libraries that take no descriptor.
  std::string path() const;

  // Makes a folder in it.
  absl::Status AddFolder(const std::string& name);

  // Copies files of `from` into its folder `folder`, "" for itself: bytes, or
  // blocks that the file system copies when either is written to. Never a link:
  // a copy outlives whatever becomes of the files.
  absl::Status Copy(const SourceFolder& from,
                    const std::vector<std::string>& names,
                    const std::string& folder);

  // Brings all that was copied to the disk.
  absl::Status Sync();

  // Reads what Copy() was given, and what Sync() brought to the disk, again.
  // DATA_LOSS when they differ.
  absl::Status Compare(const SourceFolder& from,
                       const std::vector<std::string>& names,
                       const std::string& folder) const;

  // Durable when it returns OK. Once at most.
  absl::Status Commit();

 private:
  FolderDraft(std::string path, FileDescriptor parent)
      : path_(std::move(path)), parent_(std::move(parent)) {}
  absl::Status CheckPlace(Place place);
  absl::Status Make();
  // Gives what was made to the owner that it shall have.
  absl::Status GiveAway(int fd, const std::string& path) const;
  absl::Status CopyFile(const SourceFolder& from, const std::string& name,
                        const std::string& place);

  std::string path_;
  std::string name_;   // The last part of path_.
  std::string draft_;  // In parent_; empty when there is nothing to remove.
  FileDescriptor parent_;
  FileDescriptor folder_;
  bool replaces_ = false;
  uid_t owner_ = 0;
  gid_t group_ = 0;
  // What was put in, relative to the draft.
  std::vector<std::string> folders_;
  std::vector<std::string> files_;
};

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_BACKUP_FOLDER_DRAFT_H_
