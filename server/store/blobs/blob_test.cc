// Reading and deleting blobs.
#include "server/store/blobs/blob.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/blobs/blob_reader.h"
#include "server/store/blobs/testing/test_blobs.h"
#include "server/store/blobs/usage.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");
const std::string kBytes = std::string(kChunkBytes, 'a') +
                           std::string(kChunkBytes, 'b') + std::string(7, 'c');

class BlobTest : public testing::Test {
 protected:
  void TearDown() override {
    const auto report = VerifyStore(*store_.Read(), {});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->ok())
        << report->problems()[0].space << ": " << report->problems()[0].text;
  }

  std::string Put(std::string_view bytes,
                  const std::string& merchant = kMerchant) {
    const auto blob = PutBlob(store_, merchant, UploadId(++uploads_), bytes);
    EXPECT_TRUE(blob.ok()) << blob.status();
    return blob.ok() ? blob->id : "";
  }
  absl::Status Delete(const std::string& id,
                      const std::string& merchant = kMerchant) {
    return store_.Write(merchant,
                        [&](Transaction& txn) { return DeleteBlob(txn, id); });
  }
  std::string Bytes(const std::string& id, ByteRange range = {}) {
    const auto bytes = BytesOf(store_, kMerchant, id, range);
    return bytes.ok() ? *bytes : bytes.status().ToString();
  }
  int Rows(Space space) {
    const auto snapshot = store_.Read();
    auto walk = snapshot->Scan(
        kv::Range::Prefix(std::string(1, static_cast<char>(space))));
    int rows = 0;
    for (; walk->Valid(); walk->Next()) ++rows;
    return rows;
  }

  TestStore store_;
  int uploads_ = 0;
};

TEST_F(BlobTest, ReadsAnyRange) {
  const std::string id = Put(kBytes);

  for (const uint64_t offset :
       {uint64_t{0}, uint64_t{kChunkBytes - 1}, uint64_t{kChunkBytes},
        uint64_t{kBytes.size() - 1}, uint64_t{kBytes.size()}}) {
    for (const uint64_t size :
         {uint64_t{0}, uint64_t{1}, uint64_t{kChunkBytes + 2}, ~uint64_t{0}}) {
      EXPECT_EQ(Bytes(id, {.offset = offset, .size = size}),
                kBytes.substr(offset, size))
          << offset << " " << size;
    }
  }
  EXPECT_EQ(
      ReasonOf(BytesOf(store_, kMerchant, id, {.offset = kBytes.size() + 1})
                   .status()),
      "RANGE_OUTSIDE");
}

TEST_F(BlobTest, IsItsMerchantsAlone) {
  const std::string id = Put(kBytes);

  EXPECT_TRUE(absl::IsNotFound(GetBlob(*store_.Read(), kOther, id).status()));
  EXPECT_TRUE(absl::IsNotFound(Delete(id, kOther)));
  EXPECT_TRUE(absl::IsNotFound(BytesOf(store_, kOther, id).status()));
  EXPECT_EQ(Bytes(id), kBytes);
}

TEST_F(BlobTest, EqualChunksAreKeptOnceForAMerchant) {
  Put(kBytes);
  Put(kBytes + "more");
  EXPECT_EQ(Rows(Space::kBlobChunks), 4);

  Put(kBytes, kOther);

  EXPECT_EQ(Rows(Space::kBlobChunks), 7);
}

TEST_F(BlobTest, TheLastReferenceTakesTheChunks) {
  const std::string first = Put(kBytes);
  const std::string second = Put(kBytes);
  const std::string repeated = Put(std::string(3 * kChunkBytes, 'a'));

  ASSERT_TRUE(Delete(first).ok());
  store_.RunDueJobs();
  EXPECT_EQ(Bytes(second), kBytes);
  ASSERT_TRUE(Delete(second).ok());
  store_.RunDueJobs();
  EXPECT_EQ(Rows(Space::kBlobChunks), 1);
  EXPECT_EQ(Bytes(repeated), std::string(3 * kChunkBytes, 'a'));
  ASSERT_TRUE(Delete(repeated).ok());
  store_.RunDueJobs();

  EXPECT_EQ(Rows(Space::kBlobChunks), 0);
  EXPECT_EQ(Rows(Space::kBlobChunkCounts), 0);
  EXPECT_EQ(Rows(Space::kBlobs), 0);
  EXPECT_EQ(ReadBlobUsage(*store_.Read(), kMerchant)->bytes(), 0u);
}

TEST_F(BlobTest, IsGoneAtOnceWhenDeleted) {
  const std::string id = Put(kBytes);

  ASSERT_TRUE(Delete(id).ok());

  EXPECT_TRUE(
      absl::IsNotFound(GetBlob(*store_.Read(), kMerchant, id).status()));
  EXPECT_TRUE(absl::IsNotFound(Delete(id)));
}

// It has no snapshot that would keep them.
TEST_F(BlobTest, AReaderIsToldWhenTheChunksAreGone) {
  const std::string id = Put(kBytes);
  auto reader = BlobReader::Open(store_.store(), *store_.Read(), kMerchant, id);
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE((*reader)->Next(10).ok());

  ASSERT_TRUE(Delete(id).ok());
  store_.RunDueJobs();
  ASSERT_EQ(Rows(Space::kBlobChunks), 0);

  EXPECT_EQ((*reader)->Next(kChunkBytes)->size(), kChunkBytes - 10);
  EXPECT_EQ(ReasonOf((*reader)->Next(10).status()), "BLOB_DELETED");
}

TEST_F(BlobTest, AReaderOfAnUploadIsToldWhenItIsGivenUp) {
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), kBytes, 2).ok());
  auto reader = BlobReader::OpenUpload(store_.store(), kMerchant, UploadId(1));
  ASSERT_TRUE(reader.ok()) << reader.status();

  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [](Transaction& txn) {
                           return AbandonUpload(txn, UploadId(1));
                         })
                  .ok());
  store_.RunDueJobs();

  EXPECT_EQ(ReasonOf((*reader)->Next(10).status()), "BLOB_DELETED");
}

TEST_F(BlobTest, AReaderGoesOnWhenTheChunksAreKeptByAnother) {
  const std::string id = Put(kBytes);
  auto reader = BlobReader::Open(store_.store(), *store_.Read(), kMerchant, id);
  ASSERT_TRUE(reader.ok()) << reader.status();
  Put(kBytes);

  ASSERT_TRUE(Delete(id).ok());
  store_.RunDueJobs();

  EXPECT_EQ(*Drain(**reader), kBytes);
}

TEST_F(BlobTest, AChunkThatIsNotAsItShouldBeIsDataLoss) {
  const std::string id = Put(kBytes);
  const std::string key =
      Key(Space::kBlobChunks, kMerchant).Raw(ChunksOf(kBytes)[0].sha256).Take();
  const auto read_with = [&](std::optional<std::string> chunk) {
    EXPECT_TRUE(store_.engine().Commit(kv::Batch({{key, chunk}})).ok());
    store_.Reopen();
    return BytesOf(store_, kMerchant, id).status();
  };

  EXPECT_TRUE(absl::IsDataLoss(read_with(std::nullopt)));
  EXPECT_TRUE(absl::IsDataLoss(read_with(kBytes.substr(0, 9))));
  EXPECT_TRUE(read_with(kBytes.substr(0, kChunkBytes)).ok());
}

// So that no lane is held for long, whatever the size of the blob.
TEST_F(BlobTest, ChunksAreReleasedABoundedNumberAtATime) {
  const std::string one = Put(std::string(kChunksPerRun * kChunkBytes, 'a'));
  const std::string two =
      Put(std::string((kChunksPerRun + 1) * kChunkBytes, 'a'));
  const auto run = [this](const std::string& id) {
    return store_.Write(
        kMerchant, [&](Transaction& txn) { return RunBlobRelease(txn, id); });
  };
  ASSERT_TRUE(Delete(one).ok());
  ASSERT_TRUE(Delete(two).ok());

  ASSERT_TRUE(run(one).ok());
  ASSERT_TRUE(run(two).ok());
  EXPECT_EQ(Rows(Space::kBlobs), 1);
  ASSERT_TRUE(run(two).ok());
  EXPECT_EQ(Rows(Space::kBlobs), 0);

  store_.RunDueJobs();
}

TEST_F(BlobTest, AJobDoesNothingToABlobThatIsNotDeleted) {
  const std::string id = Put(kBytes);

  ASSERT_TRUE(
      store_
          .Write(kMerchant,
                 [&](Transaction& txn) { return RunBlobRelease(txn, id); })
          .ok());

  EXPECT_EQ(Bytes(id), kBytes);
}

}  // namespace
}  // namespace comptoir::store
