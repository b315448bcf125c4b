// Small files that are either there as a whole or not at all.
#ifndef COMPTOIR_HARDWARE_BASE_DURABLE_FILE_H_
#define COMPTOIR_HARDWARE_BASE_DURABLE_FILE_H_

#include <sys/types.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::hardware {

// Owns a file descriptor.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int Release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }

  int fd_;
};

// The status for the current errno.
absl::Status ErrnoStatus(std::string_view what, const std::string& path);

// Creates `path` and its parents.
absl::Status MakeFolder(const std::string& path);

// Makes the names of the files in `folder` durable.
absl::Status SyncFolder(const std::string& folder);

// All of `bytes`, after interruptions and short writes.
absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path);

// NOT_FOUND when absent.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Replaces `path` at once and durably: readers see the old or the new content.
absl::Status ReplaceFile(const std::string& path, std::string_view content,
                         mode_t mode = 0600);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_BASE_DURABLE_FILE_H_
