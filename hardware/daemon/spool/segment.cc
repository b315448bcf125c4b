#include "hardware/daemon/spool/segment.h"

#include <zlib.h>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace comptoir::hardware {
namespace {

constexpr std::string_view kMagic = "CMPSPOL1";

void PutNumber(std::string& out, uint64_t number, int width) {
  for (int i = 0; i < width; ++i) {
    out.push_back(static_cast<char>(number >> (8 * i)));
  }
}

uint64_t GetNumber(std::string_view bytes, size_t at, int width) {
  uint64_t number = 0;
  for (int i = 0; i < width; ++i) {
    number |= uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return number;
}

uint32_t Checksum(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
            static_cast<uInt>(bytes.size())));
}

bool IsZeros(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

absl::Status Damage(size_t at, std::string_view what) {
  return absl::DataLossError(fmt::format("{} at byte {}", what, at));
}

// The end of the record that begins at `at`; nullopt for a torn tail.
absl::StatusOr<std::optional<size_t>> RecordEnd(std::string_view bytes,
                                                size_t at) {
  const std::string_view rest = bytes.substr(at);
  // A file system may have grown the file without its data.
  if (IsZeros(rest)) return std::nullopt;
  if (rest.size() < kRecordHeaderBytes) return std::nullopt;
  const uint64_t length = GetNumber(rest, 0, 4);
  if (GetNumber(rest, 4, 4) != Checksum(rest.substr(0, 4)) || length == 0 ||
      length > kRecordBytesMax) {
    return Damage(at, "damaged record header");
  }
  if (rest.size() < kRecordHeaderBytes + length) return std::nullopt;
  const std::string_view payload = rest.substr(kRecordHeaderBytes, length);
  if (GetNumber(rest, 8, 4) != Checksum(payload)) {
    return Damage(at, "damaged record");
  }
  return at + kRecordHeaderBytes + length;
}

}  // namespace

std::string EncodeSegmentHeader(uint64_t epoch, uint64_t first_seq) {
  std::string header(kMagic);
  PutNumber(header, epoch, 8);
  PutNumber(header, first_seq, 8);
  PutNumber(header, Checksum(header), 4);
  return header;
}

std::string EncodeRecord(std::string_view payload) {
  std::string record;
  record.reserve(kRecordHeaderBytes + payload.size());
  PutNumber(record, payload.size(), 4);
  PutNumber(record, Checksum(record), 4);
  PutNumber(record, Checksum(payload), 4);
  record.append(payload);
  return record;
}

absl::StatusOr<SegmentContent> DecodeSegment(std::string_view bytes) {
  SegmentContent content;
  if (bytes.size() < kSegmentHeaderBytes || IsZeros(bytes)) return content;
  constexpr size_t kChecked = kSegmentHeaderBytes - 4;
  if (bytes.substr(0, kMagic.size()) != kMagic ||
      GetNumber(bytes, kChecked, 4) != Checksum(bytes.substr(0, kChecked))) {
    return Damage(0, "damaged segment header");
  }
  content.epoch = GetNumber(bytes, kMagic.size(), 8);
  content.first_seq = GetNumber(bytes, kMagic.size() + 8, 8);
  content.whole_bytes = kSegmentHeaderBytes;
  while (content.whole_bytes < bytes.size()) {
    const size_t at = content.whole_bytes;
    absl::StatusOr<std::optional<size_t>> end = RecordEnd(bytes, at);
    if (!end.ok()) return end.status();
    if (!end->has_value()) break;
    content.payloads.emplace_back(
        bytes.substr(at + kRecordHeaderBytes, **end - at - kRecordHeaderBytes));
    content.whole_bytes = **end;
  }
  return content;
}

}  // namespace comptoir::hardware
