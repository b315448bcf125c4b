// Small files that are either there as a whole or not at all.
#ifndef COMPTOIR_SERVER_BASE_FILES_DURABLE_FILE_H_
#define COMPTOIR_SERVER_BASE_FILES_DURABLE_FILE_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir {

// Owns a file descriptor.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

// The status for the current errno: "DOING PATH: why". NOT_FOUND,
// ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED for a full disk,
// FAILED_PRECONDITION for what is of another kind than a file or a folder, else
// INTERNAL.
absl::Status ErrnoStatus(std::string_view doing, const std::string& path);

// The folder that holds `path`; "." for a plain name.
std::string FolderOf(const std::string& path);

// Creates `path` and its parents, those that are missing for their owner alone.
absl::Status MakeFolder(const std::string& path);

// Makes the names of the files in `folder` durable.
absl::Status SyncFolder(const std::string& folder);

// All of `bytes`, after interruptions and short writes.
absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path);

// All that is left to read from `fd`. FAILED_PRECONDITION when it is more than
// `bytes_max`.
absl::StatusOr<std::string> ReadAll(int fd, const std::string& path,
                                    size_t bytes_max = std::string::npos);

// NOT_FOUND when absent.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// What to do about a file that is there already.
enum class Existing { kRefuse, kReplace };

// A file that is being made: it has a name of its own, in the folder of `path`,
// until Commit() gives it `path`. Without that it is removed. Its folder is
// looked up once: what happens to the path meanwhile leads nowhere else.
class FileDraft {
 public:
  // Fails where Commit() could be foretold to fail. ALREADY_EXISTS when there
  // is something at `path` and `existing` is kRefuse; FAILED_PRECONDITION when
  // it is a folder or a device. A symbolic link is replaced itself, never what
  // it names.
  static absl::StatusOr<FileDraft> Create(const std::string& path,
                                          Existing existing,
                                          mode_t mode = 0600);
  FileDraft(FileDraft&& other) noexcept;
  FileDraft& operator=(FileDraft&&) = delete;
  ~FileDraft();

  // Durable when it returns OK. Once at most.
  absl::Status Commit(std::string_view content);

 private:
  FileDraft(std::string path, Existing existing, FileDescriptor folder);
  // In `folder_`.
  std::string Name() const;

  std::string path_;
  Existing existing_;
  FileDescriptor folder_;
  // Empty when there is nothing to remove.
  std::string draft_;
  FileDescriptor file_;
};

// Replaces `path` at once and durably: readers see the old or the new content.
absl::Status ReplaceFile(const std::string& path, std::string_view content,
                         mode_t mode = 0600);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_FILES_DURABLE_FILE_H_
