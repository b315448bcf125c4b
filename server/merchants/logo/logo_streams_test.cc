// A merchant's logo, from upload to deletion, as the handlers see it.
#include "server/merchants/logo/logo_streams.h"

#include <string>
#include <utility>

#include "comptoir/merchants/v1/merchant_events.pb.h"
#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/merchants/logo/logo_rules.h"
#include "server/merchants/logo/testing/logo_fixture.h"
#include "server/values/images/example_images.h"

namespace comptoir::merchants {
namespace {

using v1::UploadLogoRequest;

class LogoTest : public LogoFixture {};

TEST_F(LogoTest, IsShownAndDownloadedAsItWasUploaded) {
  const std::string bytes = ExamplePng(300, 200, kLongBytes);

  const auto uploaded = Upload(bytes);

  ASSERT_TRUE(uploaded.ok()) << uploaded.status();
  const v1::Logo& logo = uploaded->merchant().logo();
  EXPECT_EQ(logo.content_type(), kPng);
  EXPECT_EQ(logo.size(), static_cast<int64_t>(bytes.size()));
  EXPECT_EQ(logo.sha256(), HexSha256(bytes));
  EXPECT_EQ(logo.width(), 300);
  EXPECT_EQ(logo.height(), 200);
  EXPECT_EQ(Merchant().SerializeAsString(),
            uploaded->merchant().SerializeAsString());
  const auto downloaded = Download();
  ASSERT_TRUE(downloaded.ok()) << downloaded.status();
  EXPECT_EQ(downloaded->first.SerializeAsString(), logo.SerializeAsString());
  EXPECT_TRUE(downloaded->second == bytes);
}

TEST_F(LogoTest, MayBeOfEachType) {
  const std::pair<std::string, std::string> examples[] = {
      {"image/jpeg", ExampleJpeg(3, 2)},
      {"image/webp", ExampleWebp(3, 2)},
      {"image/png", ExamplePng(3, 2)},
  };
  for (const auto& [type, bytes] : examples) {
    const auto uploaded = Upload(UploadOf(bytes, type.substr(6), type), bytes);

    ASSERT_TRUE(uploaded.ok()) << type << " " << uploaded.status();
    EXPECT_EQ(Download()->second, bytes);
  }
}

TEST_F(LogoTest, TakesThePlaceOfTheOneBefore) {
  ASSERT_TRUE(Upload(ExamplePng(3, 2, kLongBytes)).ok());
  const std::string etag = Merchant().etag();
  const std::string bytes = ExamplePng(4, 2);

  ASSERT_TRUE(Upload(UploadOf(bytes, "two"), bytes).ok());

  EXPECT_EQ(Download()->second, bytes);
  EXPECT_NE(Merchant().etag(), etag);
  EXPECT_EQ(StoredBytes(), bytes.size());
}

TEST_F(LogoTest, OfTheSameFileChangesNothing) {
  const std::string bytes = ExamplePng(3, 2);
  ASSERT_TRUE(Upload(bytes).ok());
  const v1::Merchant before = Merchant();
  const size_t log = world_.store.Log(shop_.id).size();

  const auto again = Upload(bytes);

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->merchant().SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(world_.store.Log(shop_.id).size(), log);
}

TEST_F(LogoTest, IsAnnouncedInTheLog) {
  ASSERT_TRUE(Upload(ExamplePng(3, 2)).ok());

  const auto log = world_.store.Log(shop_.id);

  EXPECT_EQ(log.back().method(),
            "comptoir.merchants.v1.MerchantService/UploadLogo");
  EXPECT_EQ(log.back().actor(), call_->principal().id);
  v1::MerchantUpdated event;
  ASSERT_TRUE(log.back().events(0).data().UnpackTo(&event));
  EXPECT_THAT(event.changed_fields().paths(), testing::ElementsAre("logo"));
}

TEST_F(LogoTest, CanBeDeleted) {
  ASSERT_TRUE(Upload(ExamplePng(3, 2)).ok());

  const auto deleted = Delete();

  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_FALSE(deleted->merchant().has_logo());
  EXPECT_FALSE(Merchant().has_logo());
  EXPECT_TRUE(absl::IsNotFound(Download().status()));
  EXPECT_EQ(StoredBytes(), 0u);
  EXPECT_TRUE(absl::IsNotFound(Delete().status()));
}

TEST_F(LogoTest, IsDownloadedInParts) {
  const std::string bytes = ExamplePng(3, 2, kLongBytes);
  ASSERT_TRUE(Upload(bytes).ok());
  const auto size = static_cast<int64_t>(bytes.size());
  v1::DownloadLogoRequest part;

  for (const int64_t offset : {int64_t{0}, int64_t{262'143}, size - 1, size}) {
    for (const int64_t limit : {0, 1, 300'000}) {
      part.set_offset(offset);
      part.set_limit(limit);
      const auto downloaded = Download(call_, part);
      ASSERT_TRUE(downloaded.ok()) << downloaded.status();
      EXPECT_EQ(downloaded->first.size(), size);
      EXPECT_TRUE(
          downloaded->second ==
          bytes.substr(static_cast<size_t>(offset),
                       limit == 0 ? bytes.size() : static_cast<size_t>(limit)))
          << offset << " " << limit;
    }
  }
  part.set_offset(size + 1);
  EXPECT_EQ(ReasonOf(Download(call_, part).status()), "RANGE_OUTSIDE");
}

TEST_F(LogoTest, IsGoneOnWithFromWhatIsDurable) {
  const std::string bytes = ExamplePng(3, 2, kLongBytes);
  auto intake = Open();
  ASSERT_TRUE(Begin(*intake, UploadOf(bytes)).ok());
  ASSERT_TRUE(Send(*intake, bytes.substr(0, 300'000)).ok());
  intake.reset();
  const auto progress = Progress();
  ASSERT_TRUE(progress.ok()) << progress.status();
  const int64_t durable = progress->durable_bytes();
  EXPECT_GT(durable, 0);
  EXPECT_LE(durable, 300'000);

  intake = Open();
  v1::LogoUpload rest = UploadOf(bytes);
  rest.set_offset(durable);
  ASSERT_TRUE(Begin(*intake, rest).ok());
  ASSERT_TRUE(Send(*intake, bytes.substr(static_cast<size_t>(durable))).ok());
  const auto uploaded = Finish(*intake);

  ASSERT_TRUE(uploaded.ok()) << uploaded.status();
  EXPECT_TRUE(Download()->second == bytes);
  EXPECT_TRUE(absl::IsNotFound(Progress().status()));
}

TEST_F(LogoTest, ThatIsIncompleteIsNotTakenAndCanBeGoneOnWith) {
  const std::string bytes = ExamplePng(3, 2, kLongBytes);

  const auto half = Upload(UploadOf(bytes), bytes.substr(0, bytes.size() - 1));

  EXPECT_EQ(ReasonOf(half.status()), "UPLOAD_INCOMPLETE");
  EXPECT_FALSE(Merchant().has_logo());
  EXPECT_TRUE(Progress().ok());
  EXPECT_TRUE(Upload(bytes).ok());
}

TEST_F(LogoTest, IsRefusedWhenItsHashIsAnother) {
  const std::string bytes = ExamplePng(3, 2);
  v1::LogoUpload upload = UploadOf(bytes);
  upload.set_sha256(HexSha256("something else"));

  EXPECT_EQ(ReasonOf(Upload(upload, bytes).status()), "CONTENT_MISMATCH");
  EXPECT_FALSE(Merchant().has_logo());
  EXPECT_EQ(StoredBytes(), 0u);
}

TEST_F(LogoTest, IsRefusedWhenMoreComesThanWasAnnounced) {
  const std::string bytes = ExamplePng(3, 2);

  EXPECT_EQ(ReasonOf(Upload(UploadOf(bytes), bytes + "x").status()),
            "UPLOAD_TOO_LONG");
}

TEST_F(LogoTest, IsRefusedWhenItIsNoPicture) {
  const std::pair<std::string, std::string> refused[] = {
      {"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
       "CONTENT_TYPE_MISMATCH"},
      {"<!DOCTYPE html><html><script>alert(1)</script></html>",
       "CONTENT_TYPE_MISMATCH"},
      {"MZ\x90 a program that calls itself logo.png", "CONTENT_TYPE_MISMATCH"},
      {ExampleJpeg(3, 2), "CONTENT_TYPE_MISMATCH"},
      {ExamplePng(3, 2) + "<script>alert(1)</script>", "IMAGE_DAMAGED"},
      {ExamplePng(3, 2).substr(0, 60), "IMAGE_DAMAGED"},
      {ExamplePng(kLogoSideMax + 1, 1), "IMAGE_TOO_LARGE"},
      {ExamplePng(1, kLogoSideMax + 1), "IMAGE_TOO_LARGE"},
  };
  for (const auto& [bytes, reason] : refused) {
    EXPECT_EQ(ReasonOf(Upload(bytes).status()), reason) << bytes.substr(0, 20);
    EXPECT_EQ(StoredBytes(), 0u);
  }
  EXPECT_TRUE(Upload(ExamplePng(kLogoSideMax, kLogoSideMax)).ok());
}

// A stream ends short while another one brings the rest: the file is looked at
// all the same before it becomes the logo.
TEST_F(LogoTest, IsLookedAtWhoeverBringsItToItsEnd) {
  const std::string bytes = "<html>" + std::string(kLongBytes, ' ');
  const auto ends_short = Open();
  ASSERT_TRUE(Begin(*ends_short, UploadOf(bytes)).ok());
  const auto brings_all = Open();
  ASSERT_TRUE(Begin(*brings_all, UploadOf(bytes)).ok());
  ASSERT_TRUE(Send(*brings_all, bytes).ok());

  EXPECT_EQ(ReasonOf(Finish(*ends_short).status()), "UPLOAD_MOVED");
  EXPECT_FALSE(Merchant().has_logo());
  EXPECT_EQ(ReasonOf(Finish(*brings_all).status()), "CONTENT_TYPE_MISMATCH");
  EXPECT_FALSE(Merchant().has_logo());
  EXPECT_EQ(StoredBytes(), 0u);
}

TEST_F(LogoTest, SaysFirstWhatWillCome) {
  EXPECT_EQ(ReasonOf(Take(*Open(), UploadLogoRequest())), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Send(*Open(), "data")), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Finish(*Open()).status()), "INVALID_FIELDS");
  const auto intake = Open();
  ASSERT_TRUE(Begin(*intake, UploadOf("bytes")).ok());
  EXPECT_EQ(ReasonOf(Begin(*intake, UploadOf("bytes"))), "INVALID_FIELDS");
}

TEST_F(LogoTest, IsAnnouncedWellFormed) {
  v1::LogoUpload svg = UploadOf("bytes", "one", "image/svg+xml");
  v1::LogoUpload upper = UploadOf("bytes");
  upper.set_sha256(std::string(64, 'A'));
  v1::LogoUpload nameless = UploadOf("bytes", "");
  nameless.set_offset(1);

  for (const v1::LogoUpload& upload : {svg, upper, nameless}) {
    EXPECT_EQ(ReasonOf(Begin(*Open(), upload)), "INVALID_FIELDS");
  }
  EXPECT_TRUE(Upload(UploadOf(ExamplePng(3, 2), ""), ExamplePng(3, 2)).ok());
}

}  // namespace
}  // namespace comptoir::merchants
