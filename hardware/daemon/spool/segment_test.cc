#include "hardware/daemon/spool/segment.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::hardware {
namespace {

using testing::ElementsAre;

std::string TwoRecords() {
  return EncodeSegmentHeader(7, 3) + EncodeRecord("one") + EncodeRecord("two");
}

TEST(Segment, HoldsItsRecords) {
  const SegmentContent content = DecodeSegment(TwoRecords()).value();

  EXPECT_EQ(content.epoch, 7u);
  EXPECT_EQ(content.first_seq, 3u);
  EXPECT_THAT(content.payloads, ElementsAre("one", "two"));
  EXPECT_EQ(content.whole_bytes, TwoRecords().size());
}

// A crash can cut a file anywhere: what was whole before is kept.
TEST(Segment, ToleratesACutAtEveryByte) {
  const std::string bytes = TwoRecords();
  const size_t first = kSegmentHeaderBytes + kRecordHeaderBytes + 3;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const absl::StatusOr<SegmentContent> content =
        DecodeSegment(bytes.substr(0, size));
    ASSERT_TRUE(content.ok()) << size << " " << content.status();
    EXPECT_EQ(content->payloads.size(), size < first ? 0u : 1u) << size;
    EXPECT_LE(content->whole_bytes, size);
  }
}

TEST(Segment, ToleratesZerosAtTheEnd) {
  const std::string bytes = TwoRecords() + std::string(100, '\0');

  const SegmentContent content = DecodeSegment(bytes).value();

  EXPECT_THAT(content.payloads, ElementsAre("one", "two"));
  EXPECT_EQ(content.whole_bytes, TwoRecords().size());
}

// Damage is never taken for a torn tail, not even in the last record: that
// would drop a payment in silence.
TEST(Segment, RefusesEveryFlippedBit) {
  const std::string bytes = TwoRecords();
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] ^= static_cast<char>(1 << (bit % 8));
    EXPECT_EQ(DecodeSegment(damaged).status().code(),
              absl::StatusCode::kDataLoss)
        << "bit " << bit;
  }
}

}  // namespace
}  // namespace comptoir::hardware
