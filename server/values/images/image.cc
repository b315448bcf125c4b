#include "server/values/images/image.h"

#include <cstddef>
#include <optional>

#include "fmt/format.h"
#include "server/base/status.h"
#include "zlib.h"

namespace comptoir {
namespace {

// nullopt: not such a file.
using MaybeSize = std::optional<ImageSize>;

// Reads bytes from left to right; what is not there reads as 0 and makes it
// bad.
class Bytes {
 public:
  explicit Bytes(std::string_view rest) : rest_(rest) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::string_view Take(size_t count) {
    if (count > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  bool Skip(std::string_view expected) {
    return Take(expected.size()) == expected && ok_;
  }
  uint32_t BigEndian(size_t count) {
    uint32_t number = 0;
    for (const char byte : Take(count)) {
      number = number << 8 | static_cast<unsigned char>(byte);
    }
    return number;
  }
  uint32_t LittleEndian(size_t count) {
    uint32_t number = 0;
    int shift = 0;
    for (const char byte : Take(count)) {
      number |= uint32_t{static_cast<unsigned char>(byte)} << shift;
      shift += 8;
    }
    return number;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// What the checksum of a PNG's chunk covers.
uint32_t PngChecksum(std::string_view type, std::string_view data) {
  const auto add = [](uint32_t sum, std::string_view bytes) {
    return static_cast<uint32_t>(
        crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()),
              static_cast<uInt>(bytes.size())));
  };
  return add(add(0, type), data);
}

// png := signature chunk*    chunk := length:4 type:4 data:length crc:4
// The first chunk is IHDR, the last IEND, and there is an IDAT between them.
MaybeSize ReadPng(Bytes file) {
  constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
  constexpr size_t kHeaderBytes = 13;
  if (!file.Skip(kSignature)) return std::nullopt;
  MaybeSize size;
  bool has_pixels = false;
  while (true) {
    const uint32_t length = file.BigEndian(4);
    const std::string_view type = file.Take(4);
    const std::string_view data = file.Take(length);
    const uint32_t checksum = file.BigEndian(4);
    if (!file.ok() || checksum != PngChecksum(type, data)) return std::nullopt;
    const bool is_first = !size.has_value();
    if (is_first != (type == "IHDR")) return std::nullopt;
    if (is_first) {
      if (length != kHeaderBytes) return std::nullopt;
      Bytes header(data);
      size.emplace();
      size->width = header.BigEndian(4);
      size->height = header.BigEndian(4);
    }
    if (type == "IDAT") has_pixels = true;
    if (type != "IEND") continue;
    const bool is_end = length == 0 && file.AtEnd();
    return is_end && has_pixels ? size : std::nullopt;
  }
}

// What a JPEG's markers mean.
constexpr uint32_t kStartOfImage = 0xd8;
constexpr uint32_t kEndOfImage = 0xd9;
constexpr uint32_t kStartOfScan = 0xda;

// Markers that have no data: those of restarts, and two that stand in no file
// or at its beginning alone.
bool IsBare(uint32_t marker) {
  return (marker >= 0xd0 && marker <= 0xd7) || marker <= 0x01 ||
         marker == kStartOfImage;
}

// SOF0 to SOF15 give the size; three codes in between are something else.
bool IsFrame(uint32_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
         marker != 0xcc;
}

// The compressed data of a scan, up to the next marker. In it, 0xff is followed
// by 0, or by a restart marker (0xd0 to 0xd7).
void SkipScan(Bytes& file) {
  while (file.ok()) {
    const size_t next = file.rest().find('\xff');
    if (next == std::string_view::npos) {
      file.Take(file.rest().size() + 1);
      return;
    }
    file.Take(next);
    if (file.rest().size() < 2) {
      file.Take(2);
      return;
    }
    const auto code = static_cast<unsigned char>(file.rest()[1]);
    if (code != 0 && (code < 0xd0 || code > 0xd7)) return;
    file.Take(2);
  }
}

// jpeg := (0xff+ marker (length:2 data:(length-2) scan?)?)*
// One frame, so that all agree on the size, and a scan at least.
MaybeSize ReadJpeg(Bytes file) {
  constexpr size_t kPrecisionBytes = 1;
  if (file.BigEndian(1) != 0xff || file.BigEndian(1) != kStartOfImage) {
    return std::nullopt;
  }
  MaybeSize size;
  bool has_scan = false;
  while (file.ok()) {
    if (file.BigEndian(1) != 0xff) return std::nullopt;
    uint32_t marker = file.BigEndian(1);
    while (file.ok() && marker == 0xff) marker = file.BigEndian(1);
    if (marker == kEndOfImage) {
      return file.ok() && file.AtEnd() && has_scan ? size : std::nullopt;
    }
    if (IsBare(marker)) return std::nullopt;
    const uint32_t length = file.BigEndian(2);
    if (!file.ok() || length < 2) return std::nullopt;
    Bytes data(file.Take(length - 2));
    if (IsFrame(marker)) {
      if (size) return std::nullopt;
      data.Take(kPrecisionBytes);
      size.emplace();
      size->height = data.BigEndian(2);
      size->width = data.BigEndian(2);
      if (!data.ok()) return std::nullopt;
    }
    if (marker == kStartOfScan) {
      has_scan = true;
      SkipScan(file);
    }
  }
  return std::nullopt;
}

// The size that a chunk of a WebP file gives; nullopt when it gives none.
MaybeSize WebpSize(std::string_view type, Bytes data) {
  MaybeSize size(std::in_place);
  if (type == "VP8X") {  // flags:4 width-1:3 height-1:3
    data.Take(4);
    size->width = data.LittleEndian(3) + 1;
    size->height = data.LittleEndian(3) + 1;
  } else if (type == "VP8L") {  // 0x2f, then 14 bits each of what is one less.
    constexpr uint32_t kMask = (1u << 14) - 1;
    if (data.BigEndian(1) != 0x2f) return std::nullopt;
    const uint32_t bits = data.LittleEndian(4);
    size->width = (bits & kMask) + 1;
    size->height = (bits >> 14 & kMask) + 1;
  } else if (type == "VP8 ") {  // tag:3 start:3 width:2 height:2
    constexpr uint32_t kMask = (1u << 14) - 1;
    data.Take(3);
    if (!data.Skip("\x9d\x01\x2a")) return std::nullopt;
    size->width = data.LittleEndian(2) & kMask;
    size->height = data.LittleEndian(2) & kMask;
  } else {
    return std::nullopt;
  }
  return data.ok() ? size : std::nullopt;
}

struct WebpCanvas {
  MaybeSize size;
  bool has_picture = false;

  // False when it is larger than the canvas.
  bool Add(const MaybeSize& picture) {
    has_picture = true;
    return picture && picture->width <= size->width &&
           picture->height <= size->height;
  }
};

// chunk := type:4 length:4 data:length, and a byte when length is odd
// The first chunk of the file gives the canvas. Frames of an animation hold
// chunks themselves, but no frames.
bool ReadWebpChunks(Bytes chunks, bool in_frame, WebpCanvas& canvas) {
  constexpr size_t kFrameHeaderBytes = 16;
  while (!chunks.AtEnd()) {
    const std::string_view type = chunks.Take(4);
    const uint32_t length = chunks.LittleEndian(4);
    Bytes data(chunks.Take(length));
    if (length % 2 == 1) chunks.Take(1);
    if (!chunks.ok()) return false;
    const MaybeSize size = WebpSize(type, data);
    if (!canvas.size) canvas.size = size;
    if (!canvas.size) return false;
    const bool is_picture = type == "VP8 " || type == "VP8L";
    if (is_picture && !canvas.Add(size)) return false;
    if (type != "ANMF") continue;
    data.Take(kFrameHeaderBytes);
    if (in_frame || !data.ok()) return false;
    if (!ReadWebpChunks(data, /*in_frame=*/true, canvas)) return false;
  }
  return true;
}

// webp := "RIFF" size:4 "WEBP" chunk*
MaybeSize ReadWebp(Bytes file) {
  if (!file.Skip("RIFF")) return std::nullopt;
  const uint32_t length = file.LittleEndian(4);
  if (!file.ok() || length != file.rest().size() || !file.Skip("WEBP")) {
    return std::nullopt;
  }
  WebpCanvas canvas;
  const bool is_whole = ReadWebpChunks(file, /*in_frame=*/false, canvas);
  return is_whole && canvas.has_picture ? canvas.size : std::nullopt;
}

}  // namespace

absl::StatusOr<ImageSize> ReadImage(std::string_view content_type,
                                    std::string_view bytes) {
  MaybeSize size;
  if (content_type == "image/png") size = ReadPng(Bytes(bytes));
  if (content_type == "image/jpeg") size = ReadJpeg(Bytes(bytes));
  if (content_type == "image/webp") size = ReadWebp(Bytes(bytes));
  if (size && size->width > 0 && size->height > 0) return *size;
  return Error(absl::StatusCode::kInvalidArgument, "IMAGE_DAMAGED",
               fmt::format("the file is not a whole {} and nothing else: save "
                           "it anew from a picture editor",
                           content_type));
}

}  // namespace comptoir
