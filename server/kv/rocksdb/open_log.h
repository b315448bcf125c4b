// What RocksDB says while it opens a database.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_OPEN_LOG_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_OPEN_LOG_H_

#include <cstdarg>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "rocksdb/env.h"

namespace comptoir::kv {

// Passes lines on, and keeps the first one that tells of damage: RocksDB names
// the file of a damaged log there, and neither in later lines nor in its error.
//
// Thread-safe.
class OpenLog final : public rocksdb::Logger {
 public:
  // `to` may be null.
  explicit OpenLog(std::shared_ptr<rocksdb::Logger> to) : to_(std::move(to)) {}
  ~OpenLog() override { (void)Close(); }

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override;
  size_t GetLogFileSize() const override;
  void Flush() override;

  // Empty when there was none.
  std::string damage() const;

 protected:
  rocksdb::Status CloseImpl() override;

 private:
  const std::shared_ptr<rocksdb::Logger> to_;
  mutable std::mutex mutex_;
  std::string damage_;  // Guarded by mutex_.
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_OPEN_LOG_H_
