// What RocksDB says, in the file LOG beside its database.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_LOG_OPEN_LOG_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_LOG_OPEN_LOG_H_

#include <cstdarg>
#include <cstddef>
#include <mutex>
#include <string>

#include "rocksdb/env.h"
#include "server/base/files/durable_file.h"

namespace comptoir::kv {

// Writes lines, and keeps the first one that tells of damage: RocksDB names the
// file of a damaged log there, and neither in later lines nor in its error.
//
// RocksDB's own writer of such files aborts the process at the first line after
// one that found the disk full. This one drops what cannot be written.
//
// Thread-safe.
class OpenLog final : public rocksdb::Logger {
 public:
  // Writes nowhere when `folder` is empty, or when the file cannot be made.
  explicit OpenLog(const std::string& folder);
  ~OpenLog() override { (void)Close(); }

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override;

  // Empty when there was none.
  std::string damage() const;

 protected:
  rocksdb::Status CloseImpl() override;

 private:
  // Begins a new file; the one before is LOG.old.
  void Begin();
  void Write(const std::string& line);

  const std::string path_;  // Empty when lines are written nowhere.
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  FileDescriptor file_;
  size_t bytes_ = 0;  // In the file.
  std::string damage_;
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_LOG_OPEN_LOG_H_
