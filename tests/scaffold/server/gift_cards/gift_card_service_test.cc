#include "tests/scaffold/server/gift_cards/gift_card_service.h"

#include <string>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/store/testing/test_store.h"

namespace comptoir::gift_cards {
namespace {

constexpr char kMerchant[] = "mer_00000000000000000000000001";
constexpr char kOtherMerchant[] = "mer_00000000000000000000000002";

class GiftCardServiceTest : public testing::Test {
 protected:
  Call CallOf(const std::string& merchant_id) {
    return Call::ForTest(merchant_id, store_.clock().Now());
  }

  absl::StatusOr<v1::CreateGiftCardResponse> Create(const std::string& name) {
    v1::CreateGiftCardRequest request;
    request.mutable_gift_card()->set_display_name(name);
    const Call call = CallOf(kMerchant);
    return store_.Write(kMerchant, [&](store::Transaction& txn) {
      return service_.CreateGiftCard(call, txn, request);
    });
  }

  absl::StatusOr<v1::GetGiftCardResponse> Get(const std::string& merchant_id,
                                              const std::string& id) {
    v1::GetGiftCardRequest request;
    request.set_gift_card_id(id);
    return service_.GetGiftCard(CallOf(merchant_id), *store_.Read(), request);
  }

  absl::StatusOr<v1::UpdateGiftCardResponse> Update(
      const v1::UpdateGiftCardRequest& request) {
    const Call call = CallOf(kMerchant);
    return store_.Write(kMerchant, [&](store::Transaction& txn) {
      return service_.UpdateGiftCard(call, txn, request);
    });
  }

 private:
  store::TestStore store_;
  const GiftCardTables tables_;
  GiftCardService service_{tables_};
};

TEST_F(GiftCardServiceTest, KeepsWhatWasCreated) {
  const auto created = Create("Ten percent");
  ASSERT_TRUE(created.ok()) << created.status();

  const auto got = Get(kMerchant, created->gift_card().id());

  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->gift_card().display_name(), "Ten percent");
}

TEST_F(GiftCardServiceTest, RefusesAnEmptyName) {
  EXPECT_EQ(ReasonOf(Create("").status()), "INVALID_FIELDS");
}

TEST_F(GiftCardServiceTest, DoesNotShowAnotherMerchants) {
  const auto created = Create("Ten percent");
  ASSERT_TRUE(created.ok()) << created.status();

  EXPECT_EQ(ReasonOf(Get(kOtherMerchant, created->gift_card().id()).status()),
            "NOT_FOUND");
}

TEST_F(GiftCardServiceTest, ChangesWhatIsGivenAndSaysSo) {
  const auto created = Create("Ten percent");
  ASSERT_TRUE(created.ok()) << created.status();
  v1::UpdateGiftCardRequest request;
  *request.mutable_gift_card() = created->gift_card();
  request.mutable_gift_card()->set_display_name("Twenty percent");

  const auto updated = Update(request);

  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->gift_card().display_name(), "Twenty percent");
  // The etag that was sent is the one before this change.
  EXPECT_EQ(ReasonOf(Update(request).status()), "ETAG_MISMATCH");
}

}  // namespace
}  // namespace comptoir::gift_cards
