#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/values/images/content_type.h"
#include "server/values/images/example_images.h"
#include "server/values/images/image.h"

namespace comptoir {
namespace {

constexpr char kPng[] = "image/png";
constexpr char kJpeg[] = "image/jpeg";
constexpr char kWebp[] = "image/webp";

const std::vector<std::pair<std::string, std::string>>& Examples() {
  static const auto* const examples =
      new std::vector<std::pair<std::string, std::string>>{
          {kPng, ExamplePng(300, 200)},
          {kJpeg, ExampleJpeg(300, 200)},
          {kWebp, ExampleWebp(300, 200)},
      };
  return *examples;
}

std::string Problem(const std::string& type, const std::string& bytes) {
  return ReasonOf(ReadImage(type, bytes).status());
}

TEST(ContentType, IsWhatTheFileHolds) {
  for (const auto& [type, bytes] : Examples()) {
    const auto found = ContentTypeOf(bytes);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(*found, type);
  }
  EXPECT_EQ(*ContentTypeOf("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            "image/svg+xml");
  EXPECT_EQ(*ContentTypeOf("<!DOCTYPE html><html><script>alert(1)</script>"),
            "text/html");
  EXPECT_NE(*ContentTypeOf(""), kPng);
}

TEST(Image, GivesItsSize) {
  for (const auto& [type, bytes] : Examples()) {
    const auto size = ReadImage(type, bytes);
    ASSERT_TRUE(size.ok()) << size.status();
    EXPECT_EQ(*size, (ImageSize{300, 200})) << type;
  }
  const std::string lossy = WebpChunk(
      "VP8 ", "tag\x9d\x01\x2a" + LittleEndian(300, 2) + LittleEndian(200, 2));
  const std::string canvas = WebpCanvasChunk(300, 200);
  const std::string frame = WebpFrameChunk(WebpPictureChunk(100, 200));
  for (const std::string& chunks :
       {lossy, canvas + lossy, canvas + frame + frame}) {
    const auto size = ReadImage(kWebp, WebpOf(chunks));
    ASSERT_TRUE(size.ok()) << size.status();
    EXPECT_EQ(*size, (ImageSize{300, 200}));
  }
}

TEST(Image, IsOfTheTypeThatItSays) {
  for (const auto& [type, bytes] : Examples()) {
    for (const auto& [other, unused] : Examples()) {
      EXPECT_EQ(Problem(other, bytes), type == other ? "" : "IMAGE_DAMAGED");
    }
  }
  EXPECT_EQ(Problem("image/gif", "GIF89a"), "IMAGE_DAMAGED");
}

// As polyglots do: a picture for one program, a page for another.
TEST(Image, HasNothingBehindItsEnd) {
  for (const auto& [type, bytes] : Examples()) {
    EXPECT_EQ(Problem(type, bytes + "<script>"), "IMAGE_DAMAGED") << type;
    EXPECT_EQ(Problem(type, bytes + '\0'), "IMAGE_DAMAGED") << type;
  }
}

TEST(Image, IsThereToItsEnd) {
  for (const auto& [type, bytes] : Examples()) {
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_EQ(Problem(type, bytes.substr(0, size)), "IMAGE_DAMAGED")
          << type << " " << size;
    }
  }
}

// Nobody who reads it may find more pixels than it says.
TEST(Image, HasOneSize) {
  const std::string jpeg = ExampleJpeg(3, 2);
  EXPECT_EQ(Problem(kJpeg,
                    jpeg.substr(0, 2) + JpegFrame(9000, 9000) + jpeg.substr(2)),
            "IMAGE_DAMAGED");
  const std::string png = ExamplePng(3, 2);
  EXPECT_EQ(Problem(kPng, png.substr(0, 33) + png.substr(8)), "IMAGE_DAMAGED");
  for (const std::string& picture :
       {WebpPictureChunk(301, 200), WebpPictureChunk(300, 201)}) {
    const std::string canvas = WebpCanvasChunk(300, 200);
    EXPECT_EQ(Problem(kWebp, WebpOf(canvas + picture)), "IMAGE_DAMAGED");
    EXPECT_EQ(Problem(kWebp, WebpOf(canvas + WebpFrameChunk(picture))),
              "IMAGE_DAMAGED");
  }
}

// A megabyte could nest so deep that reading it needs more stack than there is.
TEST(Image, HasNoFramesInFrames) {
  const std::string frame = WebpFrameChunk(WebpPictureChunk(3, 2));

  EXPECT_EQ(
      Problem(kWebp, WebpOf(WebpCanvasChunk(3, 2) + WebpFrameChunk(frame))),
      "IMAGE_DAMAGED");
}

TEST(Image, HasTheChecksumsOfItsType) {
  std::string png = ExamplePng(3, 2, 100);
  png[50] = '!';

  EXPECT_EQ(Problem(kPng, png), "IMAGE_DAMAGED");
}

TEST(Image, HasPixels) {
  EXPECT_EQ(Problem(kPng, "\x89PNG\r\n\x1a\n" + ExamplePng(3, 2).substr(8, 25) +
                              PngChunk("IEND", "")),
            "IMAGE_DAMAGED");
  EXPECT_EQ(Problem(kJpeg, "\xff\xd8" + JpegFrame(3, 2) + "\xff\xd9"),
            "IMAGE_DAMAGED");
  EXPECT_EQ(Problem(kWebp, WebpOf(WebpCanvasChunk(3, 2))), "IMAGE_DAMAGED");
  EXPECT_EQ(Problem(kPng, ExamplePng(0, 1)), "IMAGE_DAMAGED");
  EXPECT_EQ(Problem(kJpeg, ExampleJpeg(1, 0)), "IMAGE_DAMAGED");
}

// Whatever the bytes are, they are read within their bounds.
TEST(Image, BearsAnyBytes) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const auto& [type, sound] = Examples()[random() % Examples().size()];
    std::string bytes = sound;
    for (auto flips = 1 + random() % 4; flips > 0; --flips) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    (void)ReadImage(type, bytes);
  }
}

}  // namespace
}  // namespace comptoir
