// What becomes of webhooks that nothing arrives at.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/events/webhooks/delivery/webhook_deliveries.h"
#include "server/events/webhooks/testing/webhooks_fixture.h"
#include "server/store/outbox/verify_outbox.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::events {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kCanceled[] = "comptoir.sales.v1.SaleCanceled";

class WebhookFailuresTest : public WebhooksFixture {
 protected:
  Receiver receiver_;
};

TEST_F(WebhookFailuresTest, AnAnswerOf410DisablesIt) {
  const std::string id = Create(receiver_.url()).webhook().id();
  receiver_.SetStatus(410);
  Log({sale_, sale_});
  Run();

  EXPECT_EQ(Get(id).state(), v1::WEBHOOK_STATE_DISABLED);
  EXPECT_EQ(Get(id).disable_reason(), v1::WEBHOOK_DISABLE_REASON_GONE);
  EXPECT_THAT(AllEvents(), Contains("WebhookDisabled").Times(1));
  receiver_.Take();
  Log({sale_});
  Run(absl::Hours(100));
  EXPECT_THAT(receiver_.Take(), IsEmpty());
}

TEST_F(WebhookFailuresTest, WhatWaitsWhenItIsDisabledIsKeptAsDead) {
  const std::string id = Create(receiver_.url()).webhook().id();
  receiver_.SetStatus(503);
  Log({sale_});
  Run();
  ASSERT_TRUE(SetState(id, v1::WEBHOOK_STATE_DISABLED).ok());
  receiver_.Take();
  Run(absl::Hours(1));

  EXPECT_THAT(receiver_.Take(), IsEmpty());
  const auto dead = Deliveries(id);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].state(), v1::WEBHOOK_DELIVERY_STATE_DEAD);
  EXPECT_EQ(dead[0].last_error().reason(), "WEBHOOK_DISABLED");
}

TEST_F(WebhookFailuresTest, WhatIsNoLongerWantedIsKeptAsDead) {
  const std::string id = Create(receiver_.url()).webhook().id();
  receiver_.SetStatus(503);
  Log({sale_});
  Run();
  v1::UpdateWebhookRequest other;
  other.mutable_webhook()->set_id(id);
  other.mutable_webhook()->add_event_types("comptoir.sales.v1.SaleOpened");
  ASSERT_TRUE(Do(&WebhookService::UpdateWebhook, other).ok());
  receiver_.SetStatus(200);
  receiver_.Take();
  Run(absl::Hours(1));

  EXPECT_THAT(receiver_.Take(), IsEmpty());
  const auto dead = Deliveries(id);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].state(), v1::WEBHOOK_DELIVERY_STATE_DEAD);
  EXPECT_EQ(dead[0].last_error().reason(), "EVENT_TYPE_NOT_WANTED");
  EXPECT_EQ(Get(id).state(), v1::WEBHOOK_STATE_ENABLED);
  // It would only be given up again, until it is wanted again.
  v1::RetryWebhookDeliveryRequest retry;
  retry.set_webhook_id(id);
  retry.set_effect_id(dead[0].effect_id());
  EXPECT_EQ(ReasonOf(Do(&WebhookService::RetryWebhookDelivery, retry).status()),
            "EVENT_TYPE_NOT_WANTED");
  other.mutable_webhook()->add_event_types(kCanceled);
  ASSERT_TRUE(Do(&WebhookService::UpdateWebhook, other).ok());
  ASSERT_TRUE(Do(&WebhookService::RetryWebhookDelivery, retry).ok());
  Run();
  EXPECT_THAT(receiver_.Take(), SizeIs(1));
}

// Whatever it sends, somebody asks whether it arrives.
TEST_F(WebhookFailuresTest, ATestIsAlwaysWanted) {
  const std::string id =
      Create(receiver_.url(), {"comptoir.sales.v1.SaleOpened"}).webhook().id();
  v1::TestWebhookRequest test;
  test.set_webhook_id(id);
  ASSERT_TRUE(Do(&WebhookService::TestWebhook, test).ok());
  Run();

  EXPECT_THAT(receiver_.Take(), SizeIs(1));
}

// As a folder that was restored, beside the one that it is a copy of.
TEST_F(WebhookFailuresTest, WhatIsHeldWaits) {
  hold_file_ = ::testing::TempDir() + "/webhooks.held";
  std::ofstream(hold_file_) << "held";
  Restart();
  const std::string id = Create(receiver_.url()).webhook().id();
  Log({sale_});
  Run();

  EXPECT_THAT(receiver_.Take(), IsEmpty());
  const auto waiting = Deliveries(id);
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(waiting[0].state(), v1::WEBHOOK_DELIVERY_STATE_PENDING);
  EXPECT_EQ(waiting[0].last_error().reason(), "WEBHOOKS_HELD");

  std::filesystem::remove(hold_file_);
  Run(absl::Hours(1));
  EXPECT_THAT(receiver_.Take(), SizeIs(1));
}

TEST_F(WebhookFailuresTest, ThreeDaysWithoutADeliveryDisableIt) {
  const std::string id = Create(receiver_.url()).webhook().id();
  receiver_.SetStatus(404);
  Log({sale_});
  Run();
  // The longest wait is four hours.
  for (int hours = 4; hours < 72; hours += 4) Run(absl::Hours(4));
  Run(absl::Hours(4) - absl::Microseconds(1));
  EXPECT_EQ(Get(id).state(), v1::WEBHOOK_STATE_ENABLED);
  EXPECT_EQ(Deliveries(id)[0].state(), v1::WEBHOOK_DELIVERY_STATE_PENDING);
  Run(absl::Microseconds(1));

  EXPECT_EQ(Get(id).disable_reason(), v1::WEBHOOK_DISABLE_REASON_FAILING);
  EXPECT_EQ(Deliveries(id)[0].state(), v1::WEBHOOK_DELIVERY_STATE_DEAD);
  EXPECT_EQ(AllEvents().back(), "WebhookDisabled");
}

TEST_F(WebhookFailuresTest, WhatNobodyCanSignWaitsForANewSecret) {
  const std::string id = Create(receiver_.url(), {kCanceled}).webhook().id();
  EXPECT_FALSE(Get(id).is_secret_unreadable());
  secret_ = "of new keys";
  Restart();
  Log({sale_});
  Run();
  EXPECT_TRUE(Get(id).is_secret_unreadable());
  const v1::WebhookDelivery waiting = Deliveries(id).at(0);
  EXPECT_EQ(waiting.state(), v1::WEBHOOK_DELIVERY_STATE_PENDING);
  EXPECT_EQ(waiting.last_error().reason(), "SECRET_UNREADABLE");

  v1::RotateWebhookSecretRequest request;
  request.set_webhook_id(id);
  const auto rotated = Do(&WebhookService::RotateWebhookSecret, request);
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  EXPECT_FALSE(rotated->webhook().is_secret_unreadable());
  EXPECT_FALSE(rotated->webhook().has_former_secret_end_time());
  Run(store::RetryPolicy().delay_min);
  EXPECT_THAT(receiver_.Take(), SizeIs(1));
}

TEST_F(WebhookFailuresTest, WhatCannotBeSentWaitsForAnotherUrl) {
  const std::string id = Create(receiver_.url(), {kCanceled}).webhook().id();
  // As of a server that took such URLs.
  const absl::Status put =
      store_.Write(merchant_, [&](store::Transaction& txn) -> absl::Status {
        const auto& webhooks = webhooks_->tables().webhooks;
        ASSIGN_OR_RETURN(storage::v1::StoredWebhook stored,
                         webhooks.Get(txn, merchant_, id));
        stored.mutable_webhook()->set_url("https://shop.example:0/");
        return webhooks.Put(txn, stored);
      });
  ASSERT_TRUE(put.ok()) << put;
  Log({sale_});
  Run();
  const v1::WebhookDelivery waiting = Deliveries(id).at(0);
  EXPECT_EQ(waiting.state(), v1::WEBHOOK_DELIVERY_STATE_PENDING);
  EXPECT_EQ(waiting.last_error().reason(), "INVALID_URL");

  v1::UpdateWebhookRequest request;
  request.mutable_webhook()->set_id(id);
  request.mutable_webhook()->set_url(receiver_.url());
  ASSERT_TRUE(Do(&WebhookService::UpdateWebhook, request).ok());
  Run(store::RetryPolicy().delay_min);
  EXPECT_THAT(receiver_.Take(), SizeIs(1));
}

TEST_F(WebhookFailuresTest, SaysWhatIsLostWithADelivery) {
  EXPECT_THAT(outbox_->FindKind(kWebhookKind)->loss,
              HasSubstr("stays in the history"));
}

TEST_F(WebhookFailuresTest, OneThatArrivesKeepsItEnabled) {
  const std::string id = Create(receiver_.url()).webhook().id();
  Log({sale_});
  ASSERT_TRUE(reactions_->RunPending().ok());
  const std::string refused = Deliveries(id).at(0).effect_id();
  receiver_.Set([&](const Received& received, httplib::Response& response) {
    response.status = received.id == refused ? 503 : 200;
  });
  for (int hours = 0; hours < 76; hours += 4) {
    Log({sale_});
    Run(absl::Hours(4));
  }

  EXPECT_EQ(Get(id).state(), v1::WEBHOOK_STATE_ENABLED);
  EXPECT_EQ(Get(id).dead_count(), 1);
}

TEST_F(WebhookFailuresTest, EnablingItBeginsItsThreeDaysAnew) {
  const std::string id = Create(receiver_.url()).webhook().id();
  receiver_.SetStatus(503);
  Log({sale_});
  Run();
  store_.clock().Advance(absl::Microseconds(1));
  ASSERT_TRUE(SetState(id, v1::WEBHOOK_STATE_DISABLED).ok());
  ASSERT_TRUE(SetState(id, v1::WEBHOOK_STATE_ENABLED).ok());
  Run(kFailingMax);

  EXPECT_EQ(Get(id).dead_count(), 1);
  EXPECT_EQ(Get(id).state(), v1::WEBHOOK_STATE_ENABLED);
}

class FullQueueTest : public WebhookFailuresTest {
 protected:
  // Adds deliveries without trying any.
  void Add(int64_t count) {
    while (count > 0) {
      const int64_t part = std::min<int64_t>(count, 1000);
      Log(std::vector<std::string>(part, sale_));
      ASSERT_TRUE(reactions_->RunPending().ok());
      count -= part;
    }
  }

  const std::string id_ = Create(receiver_.url()).webhook().id();
};

TEST_F(FullQueueTest, GivesTheOldestUp) {
  Add(1);
  store_.clock().Advance(absl::Microseconds(1));
  Add(kPendingDeliveriesMax - 1);
  EXPECT_EQ(Get(id_).pending_count(), kPendingDeliveriesMax);
  EXPECT_EQ(Get(id_).dead_count(), 0);

  Add(1);
  EXPECT_EQ(Get(id_).pending_count(), kPendingDeliveriesMax);
  EXPECT_EQ(Get(id_).dead_count(), 1);
  const v1::WebhookDelivery dead = Deliveries(id_).back();
  EXPECT_EQ(dead.state(), v1::WEBHOOK_DELIVERY_STATE_DEAD);
  EXPECT_EQ(dead.revision(), 2);

  const auto report = store::VerifyStore(
      *store_.Read(),
      {.tables = {&outbox_->table().table(), &webhooks_->tables().webhooks},
       .add_checks = [this](store::Checks& checks) {
         AddOutboxChecks(outbox_->table(), checks);
       }});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok());
}

TEST_F(FullQueueTest, ThreeDaysOfItWithoutADeliveryDisableTheWebhook) {
  Add(kPendingDeliveriesMax + 1);
  store_.clock().Advance(kFailingMax - absl::Microseconds(1));
  Add(1);
  EXPECT_EQ(Get(id_).state(), v1::WEBHOOK_STATE_ENABLED);
  store_.clock().Advance(absl::Microseconds(1));
  Add(1);
  EXPECT_EQ(Get(id_).disable_reason(), v1::WEBHOOK_DISABLE_REASON_FAILING);
  EXPECT_EQ(AllEvents().back(), "WebhookDisabled");

  // Enabling it gives it three days again.
  ASSERT_TRUE(SetState(id_, v1::WEBHOOK_STATE_ENABLED).ok());
  store_.clock().Advance(absl::Seconds(1));
  Add(2);
  EXPECT_EQ(Get(id_).state(), v1::WEBHOOK_STATE_ENABLED);
}

}  // namespace
}  // namespace comptoir::events
