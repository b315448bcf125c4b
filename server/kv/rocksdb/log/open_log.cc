#include "server/kv/rocksdb/log/open_log.h"

#include <fcntl.h>

#include <cstdio>

#include "absl/time/time.h"
#include "server/base/clock.h"

namespace comptoir::kv {
namespace {

constexpr size_t kLineBytesMax = 1024;
constexpr size_t kFileBytesMax = size_t{4} << 20;

}  // namespace

OpenLog::OpenLog(const std::string& folder)
    : path_(folder.empty() ? "" : folder + "/LOG") {
  Begin();
}

void OpenLog::Begin() {
  if (path_.empty()) return;
  (void)std::rename(path_.c_str(), (path_ + ".old").c_str());
  file_ = FileDescriptor(
      open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  bytes_ = 0;
}

void OpenLog::Write(const std::string& line) {
  if (bytes_ + line.size() > kFileBytesMax) Begin();
  if (!file_.is_open()) return;
  bytes_ += line.size();
  (void)WriteAll(file_.get(), line, path_);
}

void OpenLog::Logv(const char* format, va_list arguments) {
  char text[kLineBytesMax];
  (void)std::vsnprintf(text, sizeof(text), format, arguments);
  const std::string line =
      absl::FormatTime(absl::RFC3339_sec, SystemClock().Now(),
                       absl::UTCTimeZone()) +
      " " + text + "\n";
  const std::lock_guard<std::mutex> lock(mutex_);
  Write(line);
  if (damage_.empty() && line.find("orruption") != std::string::npos) {
    damage_ = text;
  }
}

std::string OpenLog::damage() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return damage_;
}

rocksdb::Status OpenLog::CloseImpl() { return rocksdb::Status::OK(); }

}  // namespace comptoir::kv
