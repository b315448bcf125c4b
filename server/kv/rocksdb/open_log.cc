#include "server/kv/rocksdb/open_log.h"

#include <cstddef>
#include <cstdio>
#include <utility>

namespace comptoir::kv {
namespace {

constexpr size_t kLineBytesMax = 1024;

}  // namespace

void OpenLog::Logv(const char* format, va_list arguments) {
  char line[kLineBytesMax];
  va_list copy;
  va_copy(copy, arguments);
  (void)std::vsnprintf(line, sizeof(line), format, copy);
  va_end(copy);
  std::string text = line;
  if (text.find("orruption") != std::string::npos) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (damage_.empty()) damage_ = std::move(text);
  }
  if (to_) to_->Logv(format, arguments);
}

size_t OpenLog::GetLogFileSize() const {
  return to_ ? to_->GetLogFileSize() : 0;
}

void OpenLog::Flush() {
  if (to_) to_->Flush();
}

std::string OpenLog::damage() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return damage_;
}

rocksdb::Status OpenLog::CloseImpl() {
  return to_ ? to_->Close() : rocksdb::Status::OK();
}

}  // namespace comptoir::kv
