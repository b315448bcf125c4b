#include "server/store/blobs/writer/upload_writer.h"

#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/blobs/testing/test_blobs.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");
// Two chunks, and a short one whose bytes come with the second's last ones.
const std::string kBytes = std::string(kChunkBytes, 'a') +
                           std::string(kChunkBytes, 'b') + std::string(7, 'c');

class UploadWriterTest : public testing::Test {
 protected:
  // Starts over, as after a crash.
  void New(std::string_view bytes = kBytes) {
    writer_ = std::make_shared<UploadWriter>(
        store_.store(), UploadOf(UploadId(1), bytes),
        [this] { return store_.ContextFor(kMerchant); });
  }
  template <typename Call>
  absl::Status Wait(Call call) {
    std::promise<absl::Status> made;
    call([&made](absl::Status status) { made.set_value(std::move(status)); });
    return made.get_future().get();
  }
  absl::Status Open(uint64_t offset) {
    return Wait([&](auto done) { writer_->Open(offset, done); });
  }
  absl::Status Write(std::string_view bytes) {
    for (; !bytes.empty();
         bytes.remove_prefix(std::min(kPieceBytesMax, bytes.size()))) {
      const absl::Status status = Wait([&](auto done) {
        writer_->Write(bytes.substr(0, kPieceBytesMax), done);
      });
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }
  absl::Status Finish() {
    return Wait([&](auto done) {
      writer_->Finish(
          [this](Transaction&, const Blob& blob) {
            blob_ = blob.id;
            return absl::OkStatus();
          },
          done);
    });
  }
  uint64_t Durable() {
    return GetUpload(*store_.Read(), kMerchant, UploadId(1))->durable_bytes;
  }

  void SetUp() override { New(); }

  TestStore store_;
  std::shared_ptr<UploadWriter> writer_;
  std::string blob_;
};

TEST_F(UploadWriterTest, MakesABlobOfPieces) {
  ASSERT_TRUE(Open(0).ok());
  ASSERT_TRUE(Write(kBytes).ok());
  EXPECT_TRUE(writer_->is_as_announced());

  ASSERT_TRUE(Finish().ok());

  EXPECT_EQ(*BytesOf(store_, kMerchant, blob_), kBytes);
}

TEST_F(UploadWriterTest, GoesOnFromAnyOffsetThatIsDurable) {
  ASSERT_TRUE(Open(0).ok());
  ASSERT_TRUE(Write(kBytes.substr(0, 2 * kChunkBytes - 1)).ok());
  ASSERT_EQ(Durable(), kChunkBytes);

  for (const uint64_t offset :
       {uint64_t{0}, uint64_t{100'000}, uint64_t{kChunkBytes}}) {
    New();
    ASSERT_TRUE(Open(offset).ok());
    ASSERT_TRUE(Write(kBytes.substr(offset, 200'000)).ok());
  }
  New();
  ASSERT_TRUE(Open(5).ok());
  ASSERT_TRUE(Write(kBytes.substr(5)).ok());
  ASSERT_TRUE(Finish().ok());

  EXPECT_EQ(*BytesOf(store_, kMerchant, blob_), kBytes);
}

TEST_F(UploadWriterTest, LeavesNoHole) {
  ASSERT_TRUE(Open(0).ok());
  ASSERT_TRUE(Write(kBytes.substr(0, kChunkBytes)).ok());

  New();
  const absl::Status status = Open(kChunkBytes + 1);

  EXPECT_EQ(ReasonOf(status), "UPLOAD_OFFSET");
}

TEST_F(UploadWriterTest, TakesNoMoreThanWasAnnounced) {
  ASSERT_TRUE(Open(0).ok());
  ASSERT_TRUE(Write(kBytes.substr(0, 2 * kChunkBytes)).ok());

  EXPECT_EQ(ReasonOf(Write(std::string(8, 'c'))), "UPLOAD_TOO_LONG");
  EXPECT_TRUE(Write(std::string(7, 'c')).ok());
  EXPECT_EQ(ReasonOf(Write("c")), "UPLOAD_TOO_LONG");
}

TEST_F(UploadWriterTest, FinishesNothingThatIsIncomplete) {
  ASSERT_TRUE(Open(0).ok());
  ASSERT_TRUE(Write(kBytes.substr(0, kBytes.size() - 1)).ok());

  EXPECT_FALSE(writer_->is_as_announced());
  EXPECT_EQ(ReasonOf(Finish()), "UPLOAD_INCOMPLETE");
}

TEST_F(UploadWriterTest, OneOfTwoWritersGoesOn) {
  ASSERT_TRUE(Open(0).ok());
  const auto first = writer_;
  New();
  ASSERT_TRUE(Open(0).ok());
  ASSERT_TRUE(Write(kBytes).ok());

  writer_ = first;

  EXPECT_EQ(ReasonOf(Write(kBytes)), "UPLOAD_MOVED");
}

// Whoever finishes may have looked at what was brought; here nobody did.
TEST_F(UploadWriterTest, FinishesNothingThatAnotherOneBroughtToItsEnd) {
  ASSERT_TRUE(Open(0).ok());
  ASSERT_TRUE(Write(kBytes.substr(0, kChunkBytes)).ok());
  const auto first = writer_;
  New();
  ASSERT_TRUE(Open(kChunkBytes).ok());
  ASSERT_TRUE(Write(kBytes.substr(kChunkBytes)).ok());
  const auto second = std::exchange(writer_, first);

  EXPECT_EQ(ReasonOf(Finish()), "UPLOAD_MOVED");
  EXPECT_EQ(blob_, "");
  writer_ = second;
  EXPECT_TRUE(Finish().ok());
}

TEST_F(UploadWriterTest, AbandonsWhatItBegan) {
  ASSERT_TRUE(Open(0).ok());
  ASSERT_TRUE(Write(kBytes).ok());

  writer_->Abandon();
  // Behind it in the lane.
  ASSERT_TRUE(
      store_.Write(kMerchant, [](Transaction&) { return absl::OkStatus(); })
          .ok());

  EXPECT_TRUE(absl::IsNotFound(
      GetUpload(*store_.Read(), kMerchant, UploadId(1)).status()));
}

// What is in flight when everybody else has let go of it.
TEST_F(UploadWriterTest, LivesUntilItsLastCallIsDone) {
  std::promise<absl::Status> made;
  writer_->Open(0, [&made](absl::Status status) { made.set_value(status); });
  writer_.reset();

  EXPECT_TRUE(made.get_future().get().ok());
}

}  // namespace
}  // namespace comptoir::store
