// Tells when the spool lives on the room that it keeps for outcomes.
#ifndef COMPTOIR_HARDWARE_DAEMON_SPOOL_ROOM_WATCH_H_
#define COMPTOIR_HARDWARE_DAEMON_SPOOL_ROOM_WATCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "hardware/daemon/spool/segment.h"
#include "hardware/daemon/spool/spool.h"

namespace comptoir::hardware {

// Room for one more outcome: with less there is only what was reserved.
inline constexpr size_t kSpareBytesMin = kRecordHeaderBytes + kRecordBytesMax;
// A shortage is over when there is so much again: what comes and goes by a few
// bytes is told once.
inline constexpr size_t kSpareBytesAgain = 2 * kSpareBytesMin;

// What this process may still write to the disk of `folder`; nullopt when the
// file system does not say.
std::optional<uint64_t> FreeBytesOf(const std::string& folder);

// Not thread-safe.
class RoomWatch {
 public:
  // Told once that room is short and why, and once (OK) that it is not any
  // more.
  using OnChange = std::function<void(const absl::Status&)>;

  using FreeBytes =
      std::function<std::optional<uint64_t>(const std::string& folder)>;

  // `spool` must outlive it.
  RoomWatch(const Spool& spool, OnChange on_change,
            FreeBytes free_bytes = FreeBytesOf)
      : spool_(spool),
        on_change_(std::move(on_change)),
        free_bytes_(std::move(free_bytes)) {}

  // To be called every second or so.
  void Tick();

 private:
  absl::Status CheckRoom(size_t bytes) const;

  const Spool& spool_;
  const OnChange on_change_;
  const FreeBytes free_bytes_;
  bool is_short_ = false;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_SPOOL_ROOM_WATCH_H_
