#include "server/merchants/logo/verify_logos.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "server/merchants/logo/logo_changes.h"
#include "server/merchants/logo/logo_rules.h"
#include "server/merchants/testing/test_merchants.h"
#include "server/store/blobs/testing/test_blobs.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::merchants {
namespace {

using store::Key;
using store::Space;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class VerifyLogosTest : public testing::Test {
 protected:
  void SetUp() override {
    shop_ = world_.AddMerchant().id;
    blob_ = PutFile("picture", 1);
    v1::Logo logo;
    logo.set_size(7);
    logo.set_sha256(absl::BytesToHexString(store::ContentOf("picture").sha256));
    ASSERT_TRUE(
        world_.store
            .Write(shop_,
                   [&](store::Transaction& txn) {
                     return SetLogo(txn, world_.tables, logo, blob_).status();
                   })
            .ok());
    ASSERT_THAT(Problems(), IsEmpty());
  }

  // A blob that says it is a logo.
  std::string PutFile(const std::string& bytes, int upload) {
    const std::string id = store::UploadId(upload);
    store::NewUpload wanted = store::UploadOf(id, bytes);
    wanted.purpose = std::string(kLogoPurpose);
    EXPECT_TRUE(world_.store
                    .Write(shop_,
                           [&](store::Transaction& txn) {
                             return StartUpload(txn, wanted).status();
                           })
                    .ok());
    EXPECT_TRUE(store::Append(world_.store, shop_, id, bytes).ok());
    return store::EndUpload(world_.store, shop_, id)->id;
  }

  void Damage(const std::string& key, std::optional<std::string> value) {
    ASSERT_TRUE(world_.store.engine()
                    .Commit(kv::Batch({{key, std::move(value)}}))
                    .ok());
  }

  std::vector<std::string> Problems() {
    const auto snapshot = world_.store.engine().GetSnapshot();
    store::VerifyReport report;
    store::Checks checks(*snapshot, report);
    AddLogoChecks(world_.tables, checks);
    EXPECT_TRUE(checks.CheckAll().ok());
    std::vector<std::string> problems;
    for (const auto& problem : report.problems()) {
      problems.push_back(problem.space + ": " + problem.text);
    }
    return problems;
  }

  std::string LogoKey() {
    return Key(Space::kMerchantLogos, shop_).Id(shop_).Take();
  }

  TestMerchants world_;
  std::string shop_;
  std::string blob_;
};

TEST_F(VerifyLogosTest, FindsAFileThatNobodyShows) {
  const std::string second = PutFile("another", 2);

  EXPECT_THAT(Problems(),
              ElementsAre("blobs: " + second + " is the logo of nobody"));
}

TEST_F(VerifyLogosTest, FindsALogoWithoutItsRow) {
  Damage(LogoKey(), std::nullopt);

  EXPECT_THAT(
      Problems(),
      UnorderedElementsAre("merchant_logos: a logo that is shown has no file",
                           "blobs: " + blob_ + " is the logo of nobody"));
}

TEST_F(VerifyLogosTest, FindsALogoWithoutItsFile) {
  Damage(store::BlobKey(shop_, blob_), std::nullopt);

  EXPECT_THAT(Problems(), ElementsAre("merchant_logos: the logo's file " +
                                      blob_ + " is missing"));
}

TEST_F(VerifyLogosTest, FindsAnotherFile) {
  storage::v1::StoredLogo stored;
  stored.set_merchant_id(shop_);
  stored.set_blob_id(PutFile("another", 2));
  Damage(LogoKey(), stored.SerializeAsString());

  EXPECT_THAT(Problems(), UnorderedElementsAre(
                              "merchant_logos: " + stored.blob_id() +
                                  " is not the file that is shown",
                              "blobs: " + blob_ + " is the logo of nobody"));
}

}  // namespace
}  // namespace comptoir::merchants
