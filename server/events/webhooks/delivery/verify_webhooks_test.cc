#include "server/events/webhooks/delivery/verify_webhooks.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/events/webhooks/testing/webhooks_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/upkeep/testing/problems.h"

namespace comptoir::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

class VerifyWebhooksTest : public WebhooksFixture {
 protected:
  VerifyWebhooksTest() {
    Log({sale_});
    EXPECT_TRUE(reactions_->RunPending().ok());
  }

  std::vector<std::string> Problems() {
    return store::ProblemsOf(
        *store_.Read(), merchant_,
        {.tables = {&outbox_->table().table(), &webhooks_->tables().webhooks},
         .add_checks = [this](store::Checks& checks) {
           AddWebhookChecks(webhooks_->tables(), checks);
         }});
  }

  void Put(std::string key, std::string value) {
    ASSERT_TRUE(store_
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             txn.Put(key, value);
                             return absl::OkStatus();
                           })
                    .ok());
  }

  const std::string id_ = Create("https://shop.example/").webhook().id();
};

TEST_F(VerifyWebhooksTest, FindsDeliveriesToNobody) {
  EXPECT_THAT(Problems(), IsEmpty());

  const absl::Status deleted =
      store_.Write(merchant_, [&](store::Transaction& txn) {
        return webhooks_->tables().webhooks.Delete(txn, id_).status();
      });

  ASSERT_TRUE(deleted.ok()) << deleted;
  EXPECT_THAT(Problems(),
              ElementsAre(MatchesRegex("outbox_queues: delivery .* is to " +
                                       id_ + ", which does not exist")));
}

// The checks of their own rows do.
TEST_F(VerifyWebhooksTest, NamesNoDeliveryWhereTheWebhookIsDamaged) {
  Put(store::Key(store::Space::kWebhooks, merchant_).Id(id_).Take(), "\xff");

  EXPECT_THAT(Problems(), ElementsAre("webhooks: damaged record " + id_));
}

TEST_F(VerifyWebhooksTest, NamesNoDeliveryWhereTheCountsAreDamaged) {
  v1::DeleteWebhookRequest request;
  request.set_webhook_id(id_);
  ASSERT_TRUE(Do(&WebhookService::DeleteWebhook, request).ok());
  Put(store::Key(store::Space::kMeta, merchant_)
          .Text("outbox")
          .Text(kWebhookKind)
          .Text(id_)
          .Take(),
      "\xff");

  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(VerifyWebhooksTest, LetsDeletedWebhooksGo) {
  v1::DeleteWebhookRequest request;
  request.set_webhook_id(id_);
  ASSERT_TRUE(Do(&WebhookService::DeleteWebhook, request).ok());

  EXPECT_THAT(Problems(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::events
