#include "hardware/daemon/spool/room_watch.h"

#include <sys/statvfs.h>

#include "fmt/format.h"

namespace comptoir::hardware {

std::optional<uint64_t> FreeBytesOf(const std::string& folder) {
  struct statvfs disk = {};
  if (statvfs(folder.c_str(), &disk) != 0) return std::nullopt;
  return uint64_t{disk.f_bavail} * disk.f_frsize;
}

void RoomWatch::Tick() {
  const absl::Status room =
      CheckRoom(is_short_ ? kSpareBytesAgain : kSpareBytesMin);
  if (room.ok() != is_short_) return;
  is_short_ = !room.ok();
  on_change_(room);
}

// What is reserved in the spool's file is not free any more.
absl::Status RoomWatch::CheckRoom(size_t bytes) const {
  const std::optional<uint64_t> free_bytes = free_bytes_(spool_.folder());
  if (free_bytes && *free_bytes < bytes) {
    return absl::ResourceExhaustedError(fmt::format(
        "{} bytes are free on the disk of {}", *free_bytes, spool_.folder()));
  }
  return spool_.CheckSpareRoom(bytes);
}

}  // namespace comptoir::hardware
