// How far a database was committed, kept beside its log.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_COMMIT_MARK_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_COMMIT_MARK_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "server/base/files/durable_file.h"

namespace comptoir::kv {

// The number of the last change that was committed, in a file of its own. It is
// written once the commit is durable, and never synced: after a kill it is
// exact, after a power failure it may be older, and it is never newer than the
// log. So a log that ends before it was cut, and a torn record behind it was
// never acknowledged.
//
// Thread-safe.
class CommitMark {
 public:
  // What `folder` was committed up to; 0 when that is not known.
  static uint64_t Read(const std::string& folder);

  // Goes on from what the folder has. Its file stays open.
  static absl::StatusOr<std::unique_ptr<CommitMark>> Open(
      const std::string& folder);

  // Change `number` is durable, and so are those before it.
  void Raise(uint64_t number);

 private:
  CommitMark(FileDescriptor file, uint64_t number)
      : file_(std::move(file)), number_(number) {}

  const FileDescriptor file_;
  std::mutex mutex_;
  uint64_t number_;  // As written. Guarded by mutex_.
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_COMMIT_MARK_H_
