// The bytes of a spool segment; see spool.h for the layout.
//
// The length has a checksum of its own: a tail torn by a crash, which is
// dropped, is never confused with damage, which is refused.
#ifndef COMPTOIR_HARDWARE_DAEMON_SPOOL_SEGMENT_H_
#define COMPTOIR_HARDWARE_DAEMON_SPOOL_SEGMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace comptoir::hardware {

inline constexpr size_t kSegmentHeaderBytes = 28;
inline constexpr size_t kRecordHeaderBytes = 12;
// One event is far smaller; a longer record is damage.
inline constexpr size_t kRecordBytesMax = 64 * 1024;

std::string EncodeSegmentHeader(uint64_t epoch, uint64_t first_seq);
std::string EncodeRecord(std::string_view payload);

struct SegmentContent {
  uint64_t epoch = 0;
  uint64_t first_seq = 0;
  std::vector<std::string> payloads;
  // Where the last whole record ends; less than the size when the tail is
  // torn. 0 when even the header is.
  size_t whole_bytes = 0;
};

// DATA_LOSS for anything but whole records and perhaps a torn tail: a beginning
// of a header or record, or zeros.
absl::StatusOr<SegmentContent> DecodeSegment(std::string_view bytes);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_SPOOL_SEGMENT_H_
