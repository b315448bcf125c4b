// Uploads of a logo that break, race, expire or are somebody else's.
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/kv/testing/faulty_engine.h"
#include "server/merchants/logo/logo_streams.h"
#include "server/merchants/logo/testing/logo_fixture.h"
#include "server/store/blobs/upload.h"
#include "server/store/blobs/usage.h"
#include "server/store/testing/held_lane.h"
#include "server/values/images/example_images.h"

namespace comptoir::merchants {
namespace {

class LogoUploadTest : public LogoFixture {
 protected:
  // A stream that has brought more than one chunk of bytes_.
  std::unique_ptr<Intake> OpenHalf(const v1::LogoUpload& upload) {
    auto intake = Open();
    EXPECT_TRUE(Begin(*intake, upload).ok());
    EXPECT_TRUE(Send(*intake, bytes_.substr(0, kHalf)).ok());
    return intake;
  }
  std::string Rest() const { return bytes_.substr(kHalf); }
  uint64_t OpenUploads() {
    return store::ReadBlobUsage(*world_.store.Read(), shop_.id)->uploads();
  }

  static constexpr size_t kHalf = 300'000;
  const std::string bytes_ = ExamplePng(3, 2, kLongBytes);
};

TEST_F(LogoUploadTest, OfAnotherMerchantIsOutOfReach) {
  const auto intake = OpenHalf(UploadOf(bytes_));
  const CallPtr stranger = Stranger();

  EXPECT_TRUE(absl::IsNotFound(Progress(stranger).status()));
  v1::LogoUpload theirs = UploadOf(bytes_);
  theirs.set_offset(262'144);
  EXPECT_EQ(ReasonOf(Begin(*Open(stranger), theirs)), "UPLOAD_OFFSET");
  ASSERT_TRUE(Send(*intake, Rest()).ok());
  ASSERT_TRUE(Finish(*intake).ok());
  EXPECT_TRUE(absl::IsNotFound(Download(stranger).status()));
}

TEST_F(LogoUploadTest, OfAnotherMemberIsAnotherOne) {
  const TestTill till = world_.AddTill(shop_);
  const auto intake = OpenHalf(UploadOf(bytes_));
  const std::string member = world_.AddMember(shop_, v1::TEAM_ROLE_FULL_ACCESS);
  const auto other =
      std::make_shared<Call>(world_.CallWith(world_.SignIn(till, member)));

  EXPECT_TRUE(absl::IsNotFound(Progress(other).status()));
}

TEST_F(LogoUploadTest, IsOfOneFile) {
  ASSERT_TRUE(Begin(*Open(), UploadOf(bytes_)).ok());

  EXPECT_EQ(ReasonOf(Begin(*Open(), UploadOf("another"))), "UPLOAD_ID_REUSED");
}

TEST_F(LogoUploadTest, OneOfTwoStreamsGoesOn) {
  const auto first = OpenHalf(UploadOf(bytes_));
  const auto second = OpenHalf(UploadOf(bytes_));
  ASSERT_TRUE(Send(*first, Rest()).ok());

  EXPECT_EQ(ReasonOf(Send(*second, Rest())), "UPLOAD_MOVED");
  EXPECT_TRUE(Finish(*first).ok());
}

TEST_F(LogoUploadTest, IsFinishedOnceForTwoStreams) {
  const auto first = Open();
  const auto second = Open();
  ASSERT_TRUE(Begin(*first, UploadOf(bytes_)).ok());
  ASSERT_TRUE(Send(*first, bytes_).ok());
  ASSERT_TRUE(Begin(*second, UploadOf(bytes_)).ok());
  ASSERT_TRUE(Send(*second, bytes_).ok());

  ASSERT_TRUE(Finish(*first).ok());
  const size_t log = world_.store.Log(shop_.id).size();
  const auto again = Finish(*second);

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->merchant().SerializeAsString(),
            Merchant().SerializeAsString());
  EXPECT_EQ(world_.store.Log(shop_.id).size(), log);
}

// Both have looked at the whole picture before either finishes it.
TEST_F(LogoUploadTest, IsFinishedOnceForTwoStreamsAtOnce) {
  const auto first = OpenHalf(UploadOf(bytes_));
  ASSERT_TRUE(Send(*first, Rest()).ok());
  const auto second = Open();
  ASSERT_TRUE(Begin(*second, UploadOf(bytes_)).ok());
  store::HeldLane lane(world_.store);
  auto one = FinishLater(*first);
  auto other = FinishLater(*second);
  lane.Release();

  EXPECT_TRUE(one.get().ok());
  EXPECT_TRUE(other.get().ok());
  EXPECT_TRUE(Download()->second == bytes_);
  EXPECT_EQ(StoredBytes(), bytes_.size());
}

TEST_F(LogoUploadTest, IsToldWhenAnotherStreamGaveItUp) {
  const auto good = Open();
  ASSERT_TRUE(Begin(*good, UploadOf(bytes_)).ok());
  ASSERT_TRUE(Send(*good, bytes_).ok());
  const auto wrong = UploadOf(bytes_, "one", "image/webp");

  EXPECT_EQ(ReasonOf(Upload(wrong, bytes_).status()), "CONTENT_TYPE_MISMATCH");
  EXPECT_EQ(StoredBytes(), 0u);
  EXPECT_TRUE(absl::IsNotFound(Finish(*good).status()));
  EXPECT_FALSE(Merchant().has_logo());
}

TEST_F(LogoUploadTest, OfTwoLogosTheLastThatIsCompleteStays) {
  const std::string other = ExamplePng(5, 5, kLongBytes);
  const auto first = Open();
  ASSERT_TRUE(Begin(*first, UploadOf(other, "two")).ok());
  ASSERT_TRUE(Send(*first, other).ok());
  const auto second = OpenHalf(UploadOf(bytes_));
  ASSERT_TRUE(Send(*second, Rest()).ok());

  ASSERT_TRUE(Finish(*second).ok());
  ASSERT_TRUE(Finish(*first).ok());

  EXPECT_TRUE(Download()->second == other);
  EXPECT_EQ(StoredBytes(), other.size());
}

TEST_F(LogoUploadTest, ThatIsNeedlessBringsNoMoreThanItSaid) {
  ASSERT_TRUE(Upload(bytes_).ok());
  const auto intake = Open();
  ASSERT_TRUE(Begin(*intake, UploadOf(bytes_)).ok());
  ASSERT_TRUE(Send(*intake, bytes_).ok());

  EXPECT_EQ(ReasonOf(Send(*intake, "x")), "UPLOAD_TOO_LONG");
}

TEST_F(LogoUploadTest, ThatWasNeedlessIsToldWhenTheLogoWentMeanwhile) {
  ASSERT_TRUE(Upload(bytes_).ok());
  const auto intake = Open();
  ASSERT_TRUE(Begin(*intake, UploadOf(bytes_)).ok());
  ASSERT_TRUE(Delete().ok());

  EXPECT_EQ(ReasonOf(Finish(*intake).status()), "LOGO_CHANGED");
}

TEST_F(LogoUploadTest, ExpiresWhenNobodyGoesOn) {
  OpenHalf(UploadOf(bytes_));
  EXPECT_EQ(StoredBytes(), bytes_.size());
  ASSERT_TRUE(Progress().ok());

  world_.store.clock().Advance(store::kUploadLifetime);

  EXPECT_EQ(StoredBytes(), 0u);
  EXPECT_TRUE(absl::IsNotFound(Progress().status()));
  EXPECT_TRUE(Upload(bytes_).ok());
}

// The stream may be open for that long while nothing comes.
TEST_F(LogoUploadTest, ThatExpiredUnderAStreamIsToldSo) {
  const auto intake = OpenHalf(UploadOf(bytes_));
  world_.store.clock().Advance(store::kUploadLifetime);
  world_.store.RunDueJobs();

  EXPECT_TRUE(absl::IsNotFound(Send(*intake, Rest())));
}

TEST_F(LogoUploadTest, WithoutANameLeavesNothingWhenItsStreamBreaks) {
  OpenHalf(UploadOf(bytes_, ""));
  EXPECT_EQ(StoredBytes(), 0u);
  EXPECT_EQ(OpenUploads(), 0u);

  EXPECT_EQ(ReasonOf(Upload(UploadOf(bytes_, ""), bytes_.substr(1)).status()),
            "UPLOAD_INCOMPLETE");

  EXPECT_EQ(StoredBytes(), 0u);
  EXPECT_EQ(OpenUploads(), 0u);
}

TEST_F(LogoUploadTest, HasALimitOfThoseThatAreOpen) {
  for (int i = 0; i < store::kUploadsMax; ++i) {
    ASSERT_TRUE(Begin(*Open(), UploadOf(bytes_, std::to_string(i))).ok());
  }

  EXPECT_EQ(ReasonOf(Begin(*Open(), UploadOf(bytes_, "more"))),
            "TOO_MANY_UPLOADS");
  EXPECT_TRUE(Begin(*Open(), UploadOf(bytes_, "0")).ok()) << "one of them";
}

// As when the disk is full: the server ends, and its next run goes on.
TEST_F(LogoUploadTest, GoesOnAfterTheStoreFailed) {
  for (const bool is_kept : {false, true}) {
    const std::string name = is_kept ? "kept" : "lost";
    const auto intake = Open();
    ASSERT_TRUE(Begin(*intake, UploadOf(bytes_, name)).ok());
    world_.store.engine().LoseTrackOfCommit(
        2, is_kept ? kv::FaultyEngine::Batches::kKept
                   : kv::FaultyEngine::Batches::kLost);

    const absl::Status status = Send(*intake, bytes_);

    EXPECT_EQ(ReasonOf(status), "OUTCOME_UNKNOWN") << status;
    world_.Restart();
    const auto uploaded = Upload(UploadOf(bytes_, name), bytes_);
    ASSERT_TRUE(uploaded.ok()) << uploaded.status();
    EXPECT_TRUE(Download()->second == bytes_);
    ASSERT_TRUE(Delete().ok());
  }
}

}  // namespace
}  // namespace comptoir::merchants
