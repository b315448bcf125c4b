// How blobs come in.
#include "server/store/blobs/upload.h"

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

class UploadTest : public testing::Test {
 protected:
  void TearDown() override {
    const auto report = VerifyStore(*store_.Read(), {});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->ok())
        << report->problems()[0].space << ": " << report->problems()[0].text;
  }

  absl::StatusOr<Upload> Start(const NewUpload& wanted,
                               const std::string& merchant = kMerchant) {
    return store_.Write(
        merchant, [&](Transaction& txn) { return StartUpload(txn, wanted); });
  }
  absl::Status Append(std::string bytes) {
    return store::Append(store_, kMerchant, UploadId(1), std::move(bytes));
  }
  absl::Status AppendTo(const Upload& upload, std::string bytes) {
    const UploadChunk next = NextChunk(upload, std::move(bytes));
    return store_.Write(kMerchant, [&](Transaction& txn) {
      return AppendChunk(txn, UploadId(1), next);
    });
  }
  absl::StatusOr<Blob> End() {
    return EndUpload(store_, kMerchant, UploadId(1));
  }
  absl::Status Abandon() {
    return store_.Write(kMerchant, [](Transaction& txn) {
      return AbandonUpload(txn, UploadId(1));
    });
  }
  absl::StatusOr<Upload> Get(const std::string& merchant = kMerchant) {
    return GetUpload(*store_.Read(), merchant, UploadId(1));
  }
  storage::v1::BlobUsage Usage() {
    return *ReadBlobUsage(*store_.Read(), kMerchant);
  }
  int Rows(Space space) {
    const auto snapshot = store_.Read();
    auto walk = snapshot->Scan(Key(space, kMerchant).Prefix());
    int rows = 0;
    for (; walk->Valid(); walk->Next()) ++rows;
    return rows;
  }

  TestStore store_;
};

TEST_F(UploadTest, MakesABlobOfItsChunks) {
  const auto blob = PutBlob(store_, kMerchant, UploadId(1), kBytes);

  ASSERT_TRUE(blob.ok()) << blob.status();
  EXPECT_EQ(blob->content, ContentOf(kBytes));
  EXPECT_EQ(blob->purpose, "test");
  EXPECT_EQ(*BytesOf(store_, kMerchant, blob->id), kBytes);
  EXPECT_TRUE(absl::IsNotFound(Get().status()));
  EXPECT_EQ(Usage().bytes(), kBytes.size());
  EXPECT_EQ(Usage().uploads(), 0);
}

TEST_F(UploadTest, MayBeEmpty) {
  const auto blob = PutBlob(store_, kMerchant, UploadId(1), "");

  ASSERT_TRUE(blob.ok()) << blob.status();
  EXPECT_EQ(*BytesOf(store_, kMerchant, blob->id), "");
}

TEST_F(UploadTest, GoesOnFromWhatIsDurable) {
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), kBytes, 2).ok());

  const auto again = Start(UploadOf(UploadId(1), kBytes));

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->durable_bytes, 2 * kChunkBytes);
  EXPECT_EQ(Get()->durable_bytes, 2 * kChunkBytes);
  ASSERT_TRUE(AppendTo(*again, std::string(7, 'c')).ok());
  EXPECT_EQ(Get()->durable_bytes, kBytes.size());
  EXPECT_TRUE(End().ok());
}

TEST_F(UploadTest, IsOfOneThing) {
  const NewUpload first = UploadOf(UploadId(1), kBytes);
  ASSERT_TRUE(Start(first).ok());
  NewUpload other_hash = first;
  other_hash.content.sha256[0] ^= 1;
  NewUpload other_size = first;
  ++other_size.content.size;
  NewUpload other_purpose = first;
  other_purpose.purpose = "else";

  for (const NewUpload& other : {other_hash, other_size, other_purpose}) {
    EXPECT_EQ(ReasonOf(Start(other).status()), "UPLOAD_ID_REUSED");
  }
  EXPECT_TRUE(Start(first).ok());
}

TEST_F(UploadTest, IsItsMerchantsAlone) {
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), kBytes, 1).ok());

  EXPECT_TRUE(absl::IsNotFound(Get(kOther).status()));
  const auto other = Start(UploadOf(UploadId(1), kBytes), kOther);
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(other->durable_bytes, 0u);
}

TEST_F(UploadTest, TakesAChunkOnlyWhereItEnds) {
  const auto before = OpenUpload(store_, kMerchant, UploadId(1), kBytes);
  ASSERT_TRUE(before.ok()) << before.status();
  ASSERT_TRUE(AppendTo(*before, std::string(kChunkBytes, 'a')).ok());

  EXPECT_EQ(ReasonOf(AppendTo(*before, std::string(kChunkBytes, 'a'))),
            "UPLOAD_MOVED");
  EXPECT_EQ(Get()->durable_bytes, kChunkBytes);
}

// A writer that slept while its upload was given up and begun again by another
// one, who is as far now: their bytes must not become one blob.
TEST_F(UploadTest, TakesAChunkOnlyBehindWhatItsWriterHashed) {
  const auto start = OpenUpload(store_, kMerchant, UploadId(1), kBytes);
  ASSERT_TRUE(start.ok()) << start.status();
  ASSERT_TRUE(AppendTo(*start, std::string(kChunkBytes, 'a')).ok());
  const auto sleeper = Get();
  ASSERT_TRUE(Abandon().ok());
  ASSERT_TRUE(OpenUpload(store_, kMerchant, UploadId(1), kBytes).ok());
  ASSERT_TRUE(Append(std::string(kChunkBytes, 'z')).ok());

  EXPECT_EQ(ReasonOf(AppendTo(*sleeper, std::string(kChunkBytes, 'b'))),
            "UPLOAD_MOVED");
  store_.RunDueJobs();
}

TEST_F(UploadTest, TakesNoMoreThanWasAnnounced) {
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), kBytes, 2).ok());

  EXPECT_EQ(ReasonOf(Append(std::string(8, 'c'))), "UPLOAD_TOO_LONG");
  EXPECT_EQ(Append(std::string(6, 'c')).code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(Append(std::string(7, 'c')).ok());
  EXPECT_EQ(ReasonOf(Append("c")), "UPLOAD_TOO_LONG");
}

TEST_F(UploadTest, FinishesOnlyWhatIsComplete) {
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), kBytes, 2).ok());

  EXPECT_EQ(ReasonOf(End().status()), "UPLOAD_INCOMPLETE");
}

TEST_F(UploadTest, FinishesOnlyWhatWasAnnounced) {
  ASSERT_TRUE(OpenUpload(store_, kMerchant, UploadId(1), "good").ok());
  ASSERT_TRUE(Append("evil").ok());

  EXPECT_EQ(ReasonOf(End().status()), "CONTENT_MISMATCH");
}

TEST_F(UploadTest, IsGivenUpWhenNothingComesForItsLifetime) {
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), kBytes, 1).ok());
  store_.clock().Advance(absl::Hours(1));
  ASSERT_TRUE(Append(std::string(kChunkBytes, 'b')).ok());

  store_.clock().Advance(kUploadLifetime - absl::Microseconds(1));
  store_.RunDueJobs();
  EXPECT_TRUE(Get().ok());
  store_.clock().Advance(absl::Microseconds(1));
  store_.RunDueJobs();

  EXPECT_TRUE(absl::IsNotFound(Get().status()));
  EXPECT_EQ(Usage().bytes(), 0u);
  EXPECT_EQ(Rows(Space::kBlobChunks), 0);
  EXPECT_EQ(Rows(Space::kBlobs), 0);
  EXPECT_EQ(Rows(Space::kJobs), 0);
}

TEST_F(UploadTest, LastsForItsLifetimeOfTheRightClockAfterItWasSetBack) {
  const absl::Duration ahead = absl::Hours(40 * 24);
  store_.clock().Advance(ahead);
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), kBytes, 1).ok());
  store_.clock().Advance(-ahead);
  store_.RunDueJobs();
  EXPECT_TRUE(Get().ok());
  for (int i = 0; i < 2; ++i) {  // Its time, then the one that began anew.
    store_.clock().Advance(kUploadLifetime);
    store_.RunDueJobs();
  }

  EXPECT_TRUE(absl::IsNotFound(Get().status()));
  EXPECT_EQ(Rows(Space::kJobs), 0);
}

TEST_F(UploadTest, OneJobWatchesAllUploads) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(Start(UploadOf(UploadId(i), kBytes)).ok());
    store_.clock().Advance(absl::Hours(1));
  }
  EXPECT_EQ(Rows(Space::kJobs), 1);

  for (int left : {2, 1, 0}) {
    store_.clock().Advance(left == 2 ? kUploadLifetime - absl::Hours(3)
                                     : absl::Hours(1));
    store_.RunDueJobs();
    EXPECT_EQ(Usage().uploads(), left);
    EXPECT_EQ(Rows(Space::kJobs), left == 0 ? 0 : 1);
  }
  ASSERT_TRUE(Start(UploadOf(UploadId(1), kBytes)).ok());
  EXPECT_EQ(Rows(Space::kJobs), 1);
}

TEST_F(UploadTest, LeavesNothingWhenAbandoned) {
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), kBytes, 2).ok());

  ASSERT_TRUE(Abandon().ok());
  EXPECT_EQ(Usage().uploads(), 0);
  EXPECT_EQ(Usage().bytes(), kBytes.size()) << "until the chunks are released";
  store_.RunDueJobs();

  EXPECT_EQ(Usage().bytes(), 0u);
  EXPECT_EQ(Rows(Space::kBlobChunks), 0);
  EXPECT_EQ(Rows(Space::kBlobChunkCounts), 0);
  EXPECT_TRUE(absl::IsNotFound(Abandon()));
}

TEST_F(UploadTest, BlobsHaveALimit) {
  NewUpload large = UploadOf(UploadId(1), "");
  large.content.size = kBlobBytesMax + 1;

  EXPECT_EQ(ReasonOf(Start(large).status()), "BLOB_TOO_LARGE");
  large.content.size = kBlobBytesMax;
  EXPECT_TRUE(Start(large).ok());
}

TEST_F(UploadTest, MerchantsHaveALimitOfUploads) {
  for (int i = 0; i < kUploadsMax; ++i) {
    ASSERT_TRUE(Start(UploadOf(UploadId(i), "a")).ok());
  }

  EXPECT_EQ(ReasonOf(Start(UploadOf(UploadId(kUploadsMax), "a")).status()),
            "TOO_MANY_UPLOADS");
  EXPECT_TRUE(Start(UploadOf(UploadId(1), "a")).ok()) << "one of them";
  EXPECT_TRUE(Start(UploadOf(UploadId(1), "a"), kOther).ok());
  ASSERT_TRUE(Abandon().ok());
  EXPECT_TRUE(Start(UploadOf(UploadId(kUploadsMax), "a")).ok());
}

TEST_F(UploadTest, MerchantsHaveALimitOfBytes) {
  storage::v1::BlobUsage usage;
  usage.set_bytes(kMerchantBlobBytesMax - 10);

  EXPECT_EQ(ReasonOf(AddUpload(usage, 11)), "BLOB_SPACE_FULL");
  EXPECT_TRUE(AddUpload(usage, 10).ok());
  EXPECT_EQ(usage.bytes(), kMerchantBlobBytesMax);
  EXPECT_EQ(ReasonOf(AddUpload(usage, 1)), "BLOB_SPACE_FULL");
}

// What is announced is set aside: an upload that has begun has its room.
TEST_F(UploadTest, CountsWhatWillCome) {
  NewUpload large = UploadOf(UploadId(1), "");
  large.content.size = kBlobBytesMax;
  ASSERT_TRUE(Start(large).ok());

  EXPECT_EQ(Usage().bytes(), kBlobBytesMax);
}

}  // namespace
}  // namespace comptoir::store
