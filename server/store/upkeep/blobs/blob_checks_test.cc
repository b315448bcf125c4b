#include <optional>
#include <string>
#include <vector>

#include "comptoir/storage/v1/blob.pb.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/testing/test_blobs.h"
#include "server/store/blobs/usage.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/testing/problems.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const std::string kMerchant = FormatId("mer", "merchant-number1");

// A blob of two chunks, an upload that has one of them, and one that has none.
class BlobChecksTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto blob = PutBlob(store_, kMerchant, UploadId(1), bytes_);
    ASSERT_TRUE(blob.ok()) << blob.status();
    blob_ = blob->id;
    ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(2), bytes_, 1).ok());
    ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(3), "abc", 0).ok());
    ASSERT_THAT(Problems(), IsEmpty());
  }

  // Changes rows behind the store's back.
  void Damage(const std::string& key, std::optional<std::string> value) {
    ASSERT_TRUE(
        store_.engine().Commit(kv::Batch({{key, std::move(value)}})).ok());
  }

  template <typename Message, typename Change>
  void Alter(const std::string& key, Change change) {
    Message message;
    ASSERT_TRUE(
        message.ParseFromString(**store_.engine().GetSnapshot()->Get(key)));
    change(message);
    Damage(key, message.SerializeAsString());
  }

  std::string RowOf(Space space, size_t chunk) {
    return Key(space, kMerchant).Raw(chunks_[chunk].sha256).Take();
  }

  // By the whole verification and, in steps, by that of the merchant.
  std::vector<std::string> Problems() {
    return ProblemsOf(*store_.engine().GetSnapshot(), kMerchant, {});
  }

  const std::string bytes_ = std::string(kChunkBytes, 'a') + "tail";
  const std::vector<Chunk> chunks_ = ChunksOf(bytes_);
  std::string blob_;
  TestStore store_;
};

TEST_F(BlobChecksTest, FindsAMissingChunk) {
  Damage(RowOf(Space::kBlobChunks, 1), std::nullopt);

  EXPECT_THAT(Problems(),
              ElementsAre("blobs: chunk 1 of " + blob_ + " is missing",
                          "blob_chunks: a chunk that is counted is missing"));
}

TEST_F(BlobChecksTest, FindsAChangedChunk) {
  Damage(RowOf(Space::kBlobChunks, 1), "liat");

  EXPECT_THAT(
      Problems(),
      ElementsAre("blobs: " + blob_ + " does not hold what its hash says",
                  "blob_chunks: a chunk that is not what its name says"));
}

TEST_F(BlobChecksTest, FindsAChunkThatNobodyNeeds) {
  Damage(
      Key(Space::kBlobChunks, kMerchant).Raw(MakeChunk("lost").sha256).Take(),
      "lost");

  EXPECT_THAT(Problems(),
              ElementsAre("blob_chunks: a chunk that is not counted"));
}

TEST_F(BlobChecksTest, FindsWrongCounts) {
  Alter<storage::v1::BlobChunkCount>(
      RowOf(Space::kBlobChunkCounts, 0),
      [](auto& count) { count.set_references(1); });
  Damage(RowOf(Space::kBlobChunkCounts, 1), std::nullopt);

  EXPECT_THAT(Problems(),
              ElementsAre("blob_chunks: a chunk that is not counted",
                          "blob_chunk_counts: a chunk is named 2 times and "
                          "counted 1 times",
                          "blob_chunk_counts: a chunk is named 1 times and "
                          "not counted"));
}

TEST_F(BlobChecksTest, FindsAManifestThatSaysSomethingElse) {
  Alter<storage::v1::BlobManifest>(
      BlobKey(kMerchant, blob_),
      [](auto& manifest) { manifest.mutable_sha256()->back() ^= 1; });

  EXPECT_THAT(Problems(), ElementsAre("blobs: " + blob_ +
                                      " does not hold what its hash says"));
}

TEST_F(BlobChecksTest, FindsDamagedRows) {
  Damage(BlobKey(kMerchant, blob_), "\xff");
  Damage(Key(Space::kBlobUploads, kMerchant).Id(UploadId(2)).Take(), "\xff");
  Damage(BlobUsageKey(kMerchant), "\xff");

  EXPECT_THAT(
      Problems(),
      UnorderedElementsAre(
          "blobs: damaged blob " + blob_,
          "blob_uploads: damaged upload " + UploadId(2),
          "blob_chunk_counts: a chunk is named 0 times and counted 2 times",
          "blob_chunk_counts: a chunk is named 0 times and counted 1 times",
          "meta: blob_usage says 0 bytes and 0 uploads, there are 3 bytes and "
          "1 uploads"));
}

TEST_F(BlobChecksTest, FindsAWrongUsage) {
  Damage(BlobUsageKey(kMerchant), std::nullopt);

  EXPECT_THAT(Problems(),
              ElementsAre("meta: blob_usage says 0 bytes and 0 uploads, there "
                          "are 524299 bytes and 2 uploads"));
}

TEST_F(BlobChecksTest, FindsWhatNoJobWillClearAway) {
  ASSERT_TRUE(
      store_
          .Write(kMerchant,
                 [this](Transaction& txn) { return DeleteBlob(txn, blob_); })
          .ok());
  ASSERT_THAT(Problems(), IsEmpty());
  const auto snapshot = store_.engine().GetSnapshot();
  auto jobs = snapshot->Scan(Key(Space::kJobs, kMerchant).Prefix());
  for (; jobs->Valid(); jobs->Next()) {
    Damage(std::string(jobs->key()), std::nullopt);
  }

  EXPECT_THAT(
      Problems(),
      ElementsAre("blobs: " + blob_ + " is deleted, and no job releases it",
                  "blob_uploads: uploads are open that no job will expire"));
}

}  // namespace
}  // namespace comptoir::store
