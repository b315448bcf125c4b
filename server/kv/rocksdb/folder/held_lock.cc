#include "server/kv/rocksdb/folder/held_lock.h"

#include <sys/stat.h>

#include <cerrno>

namespace comptoir::kv {

HeldLock::HeldLock(const std::string& folder)
    : path_(folder + "/LOCK"), held_([this]() -> std::optional<File> {
        struct stat facts {};
        if (stat(path_.c_str(), &facts) != 0) return std::nullopt;
        return File{.device = facts.st_dev, .number = facts.st_ino};
      }()) {}

bool HeldLock::IsInPlace() const {
  if (!held_) return false;
  struct stat facts {};
  if (stat(path_.c_str(), &facts) != 0) {
    return errno != ENOENT && errno != ENOTDIR;
  }
  return facts.st_dev == held_->device && facts.st_ino == held_->number;
}

}  // namespace comptoir::kv
