// The smallest pictures that are whole, for tests.
#ifndef COMPTOIR_SERVER_VALUES_IMAGES_EXAMPLE_IMAGES_H_
#define COMPTOIR_SERVER_VALUES_IMAGES_EXAMPLE_IMAGES_H_

#include <cstdint>
#include <string>

#include "zlib.h"

namespace comptoir {

inline std::string BigEndian(uint32_t number, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text += static_cast<char>(number >> shift);
  }
  return text;
}

inline std::string LittleEndian(uint32_t number, int bytes) {
  std::string text;
  for (int shift = 0; shift < 8 * bytes; shift += 8) {
    text += static_cast<char>(number >> shift);
  }
  return text;
}

inline std::string PngChunk(const std::string& type, const std::string& data) {
  const std::string summed = type + data;
  const auto sum = static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(summed.data()),
            static_cast<uInt>(summed.size())));
  return BigEndian(static_cast<uint32_t>(data.size()), 4) + summed +
         BigEndian(sum, 4);
}

// With `padding` bytes of text, to make it as long as a test likes; no two
// chunks of a blob that holds it are alike.
inline std::string ExamplePng(uint32_t width, uint32_t height,
                              size_t padding = 0) {
  std::string text(padding, 'a');
  for (size_t i = 0; i < padding; ++i) {
    text[i] = static_cast<char>('a' + i % 23);
  }
  return "\x89PNG\r\n\x1a\n" +
         PngChunk("IHDR", BigEndian(width, 4) + BigEndian(height, 4) +
                              std::string("\x08\x02\0\0\0", 5)) +
         PngChunk("tEXt", text) + PngChunk("IDAT", "pixels") +
         PngChunk("IEND", "");
}

inline std::string JpegSegment(char marker, const std::string& data) {
  return std::string("\xff") + marker +
         BigEndian(static_cast<uint32_t>(data.size()) + 2, 2) + data;
}

inline std::string JpegFrame(uint32_t width, uint32_t height) {
  return JpegSegment('\xc0', "\x08" + BigEndian(height, 2) +
                                 BigEndian(width, 2) + "\x01\x01\x11\x01");
}

inline std::string ExampleJpeg(uint32_t width, uint32_t height) {
  return "\xff\xd8" +
         JpegSegment('\xe0', std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14)) +
         JpegFrame(width, height) + JpegSegment('\xda', "scan") +
         std::string("data\xff\0more\xff\xd0more", 16) + "\xff\xd9";
}

inline std::string WebpChunk(const std::string& type, const std::string& data) {
  return type + LittleEndian(static_cast<uint32_t>(data.size()), 4) + data +
         std::string(data.size() % 2, '\0');
}

inline std::string WebpOf(const std::string& chunks) {
  return "RIFF" + LittleEndian(static_cast<uint32_t>(chunks.size()) + 4, 4) +
         "WEBP" + chunks;
}

// A chunk that gives the canvas, and one that is a picture.
inline std::string WebpCanvasChunk(uint32_t width, uint32_t height) {
  return WebpChunk("VP8X", std::string(4, '\0') + LittleEndian(width - 1, 3) +
                               LittleEndian(height - 1, 3));
}
inline std::string WebpPictureChunk(uint32_t width, uint32_t height) {
  return WebpChunk(
      "VP8L",
      "\x2f" + LittleEndian((width - 1) | (height - 1) << 14, 4) + "pixels");
}
// A frame of an animation.
inline std::string WebpFrameChunk(const std::string& chunks) {
  return WebpChunk("ANMF", std::string(16, '\0') + chunks);
}

inline std::string ExampleWebp(uint32_t width, uint32_t height) {
  return WebpOf(WebpPictureChunk(width, height));
}

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_IMAGES_EXAMPLE_IMAGES_H_
