#include "server/store/blobs/upkeep/blob_upkeep.h"

#include <string>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/blobs/blob.h"
#include "server/store/blobs/testing/test_blobs.h"
#include "server/store/blobs/upload.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");

class BlobUpkeepTest : public testing::Test {
 protected:
  // Damages every job of the merchant, so that nobody can say what it was.
  void DamageJobs() {
    kv::Batch batch;
    const auto snapshot = store_.engine().GetSnapshot();
    auto jobs = snapshot->Scan(Key(Space::kJobs, kMerchant).Prefix());
    for (; jobs->Valid(); jobs->Next()) {
      batch.Put(std::string(jobs->key()), "\xff");
    }
    ASSERT_TRUE(store_.engine().Commit(batch).ok());
    store_.Reopen();
  }

  bool HasRows(Space space) {
    return store_.Read()->Scan(Key(space, kMerchant).Prefix())->Valid();
  }

  void RunAfter(absl::Duration time) {
    store_.clock().Advance(time);
    store_.RunDueJobs();
  }

  TestStore store_;
};

TEST_F(BlobUpkeepTest, ADeletedBlobIsReleasedWhateverBecomesOfItsJob) {
  const auto blob = PutBlob(store_, kMerchant, UploadId(1), "a picture");
  ASSERT_TRUE(blob.ok()) << blob.status();
  ASSERT_TRUE(
      store_
          .Write(kMerchant,
                 [&](Transaction& txn) { return DeleteBlob(txn, blob->id); })
          .ok());
  DamageJobs();
  ASSERT_TRUE(HasRows(Space::kBlobChunks));

  RunAfter(absl::ZeroDuration());

  EXPECT_FALSE(HasRows(Space::kBlobs));
  EXPECT_FALSE(HasRows(Space::kBlobChunks));
  EXPECT_TRUE(HasRows(Space::kFailedJobs));
}

TEST_F(BlobUpkeepTest, AnUploadExpiresWhateverBecomesOfTheMerchantsJob) {
  ASSERT_TRUE(BeginUpload(store_, kMerchant, UploadId(1), "abc", 0).ok());
  DamageJobs();

  RunAfter(kUploadLifetime);

  EXPECT_FALSE(HasRows(Space::kBlobUploads));
  const auto report = VerifyStore(*store_.Read(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << report->problems()[0].text;
}

}  // namespace
}  // namespace comptoir::store
