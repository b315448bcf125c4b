// Whether the lock of an open database still keeps others out of its folder.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_HELD_LOCK_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_HELD_LOCK_H_

#include <sys/types.h>

#include <optional>
#include <string>

namespace comptoir::kv {

// A lock is of a file, not of its name: when the file is moved or removed,
// another process makes a new one and opens the same database, and RocksDB
// shows neither of them what the other writes. Immutable, so thread-safe.
class HeldLock {
 public:
  // The lock file of the database in `folder`, which this process has open for
  // writing. It stays open, so no other file gets its number meanwhile.
  explicit HeldLock(const std::string& folder);

  // Whether the file is still where others look for it; a file system that
  // cannot say counts as yes.
  bool IsInPlace() const;

 private:
  struct File {
    dev_t device;
    ino_t number;
  };

  const std::string path_;
  const std::optional<File> held_;
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_HELD_LOCK_H_
