// Who may make a webhook tell what.
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/events/webhooks/testing/webhooks_fixture.h"

namespace comptoir::events {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kUrl[] = "https://shop.example/hook";

class WebhookSightTest : public WebhooksFixture {
 protected:
  // Of somebody who may manage webhooks and, beside that, do so much.
  Call CallOfManager(const std::vector<Permission>& others = {}) {
    Permissions permissions;
    permissions.Add(PERMISSION_WEBHOOKS_MANAGE);
    for (const Permission other : others) permissions.Add(other);
    return Call(Principal{.kind = Principal::Kind::kMember,
                          .merchant_id = merchant_,
                          .id = FormatId("mem", "the-manager-0001"),
                          .permissions = permissions},
                store_.clock().Now(), RandomBytes(kIdSeedBytes));
  }
};

TEST_F(WebhookSightTest, NobodyGetsEventsThatTheyMayNotSee) {
  v1::CreateWebhookRequest create;
  create.mutable_webhook()->set_url(kUrl);
  create.mutable_webhook()->add_event_types("comptoir.sales.v1.SaleCompleted");
  const auto missing = [&](const Call& call) {
    return MetadataOf(
        DoAs(call, &WebhookService::CreateWebhook, create).status(),
        "permission");
  };
  EXPECT_EQ(missing(CallOfManager()), "PERMISSION_EVENTS_VIEW");
  EXPECT_EQ(missing(CallOfManager({PERMISSION_EVENTS_VIEW})),
            "PERMISSION_SALES_VIEW");
  EXPECT_EQ(
      missing(CallOfManager({PERMISSION_EVENTS_VIEW, PERMISSION_SALES_VIEW})),
      "");
  // One for all events needs all, whatever later versions tell.
  create.mutable_webhook()->clear_event_types();
  EXPECT_EQ(
      missing(CallOfManager({PERMISSION_EVENTS_VIEW, PERMISSION_SALES_VIEW})),
      "PERMISSION_MERCHANT_VIEW");
}

// Else whoever asks is told one after the other, for dozens of times.
TEST_F(WebhookSightTest, TellsAllThatIsMissingAndWhy) {
  v1::CreateWebhookRequest create;
  create.mutable_webhook()->set_url(kUrl);
  create.mutable_webhook()->add_event_types("comptoir.sales.v1.SaleCompleted");
  const absl::Status of_sales =
      DoAs(CallOfManager(), &WebhookService::CreateWebhook, create).status();
  EXPECT_EQ(of_sales.message(),
            "a webhook is made by who may see what it sends: needs "
            "PERMISSION_EVENTS_VIEW, PERMISSION_SALES_VIEW");
  EXPECT_EQ(MetadataOf(of_sales, "permissions"),
            "PERMISSION_EVENTS_VIEW, PERMISSION_SALES_VIEW");

  create.mutable_webhook()->clear_event_types();
  const absl::Status of_all =
      DoAs(CallOfManager(), &WebhookService::CreateWebhook, create).status();
  EXPECT_THAT(std::string(of_all.message()),
              AllOf(StartsWith("a webhook for all events is made by who holds "
                               "every permission"),
                    HasSubstr("PERMISSION_MERCHANT_VIEW"),
                    Not(HasSubstr("PERMISSION_COUPONS_MANAGE"))));
  EXPECT_THAT(MetadataOf(of_all, "permissions"),
              AllOf(HasSubstr("PERMISSION_MERCHANT_VIEW, "),
                    HasSubstr(" PERMISSION_COUPONS_MANAGE,"),
                    Not(HasSubstr("PERMISSION_WEBHOOKS_MANAGE"))));
}

TEST_F(WebhookSightTest, NobodyPointsEventsThatTheyMayNotSeeElsewhere) {
  const Call call =
      CallOfManager({PERMISSION_EVENTS_VIEW, PERMISSION_SALES_VIEW});
  v1::UpdateWebhookRequest update;
  *update.mutable_webhook() =
      Create(kUrl, {"comptoir.events.v1.WebhookUpdated"}).webhook();
  update.mutable_webhook()->set_url("https://elsewhere.example/");
  const auto refused = [&] {
    return ReasonOf(
        DoAs(call, &WebhookService::UpdateWebhook, update).status());
  };
  EXPECT_EQ(refused(), "PERMISSION_DENIED");
  // Neither with other types from now on: some may be on their way.
  update.mutable_webhook()->clear_event_types();
  update.mutable_webhook()->add_event_types("comptoir.sales.v1.SaleCompleted");
  EXPECT_EQ(refused(), "PERMISSION_DENIED");

  *update.mutable_webhook() =
      Create(kUrl, {"comptoir.sales.v1.SaleCompleted"}).webhook();
  update.mutable_webhook()->set_url("https://elsewhere.example/");
  EXPECT_EQ(refused(), "");
  update.mutable_webhook()->clear_etag();
  update.mutable_webhook()->add_event_types(
      "comptoir.events.v1.WebhookUpdated");
  EXPECT_EQ(refused(), "PERMISSION_DENIED");
}

TEST_F(WebhookSightTest, NobodyGetsTheSecretOfEventsThatTheyMayNotSee) {
  v1::RotateWebhookSecretRequest rotate;
  rotate.set_webhook_id(
      Create(kUrl, {"comptoir.sales.v1.SaleCompleted"}).webhook().id());
  const auto missing = [&](const Call& call) {
    return ReasonOf(
        DoAs(call, &WebhookService::RotateWebhookSecret, rotate).status());
  };
  EXPECT_EQ(missing(CallOfManager()), "PERMISSION_DENIED");
  EXPECT_EQ(missing(CallOfManager({PERMISSION_EVENTS_VIEW})),
            "PERMISSION_DENIED");
  EXPECT_EQ(
      missing(CallOfManager({PERMISSION_EVENTS_VIEW, PERMISSION_SALES_VIEW})),
      "");

  rotate.set_webhook_id(Create(kUrl).webhook().id());
  EXPECT_EQ(
      missing(CallOfManager({PERMISSION_EVENTS_VIEW, PERMISSION_SALES_VIEW})),
      "PERMISSION_DENIED");
}

// Whoever chose where it sends, so that it is found when they are gone.
TEST_F(WebhookSightTest, KnowsItsMaker) {
  const std::string manager = CallOfManager().principal().id;
  const auto sending = [this](const std::string& maker) {
    return *webhooks_->tables().SendingOf(*store_.Read(), merchant_, maker);
  };
  v1::Webhook webhook =
      Create(kUrl, {"comptoir.sales.v1.SaleCompleted"}).webhook();
  const std::string owner = webhook.maker_id();
  EXPECT_EQ(owner, NewCall().principal().id);
  EXPECT_NE(owner, manager);
  EXPECT_THAT(sending(owner), ElementsAre(webhook.id()));

  // Another name sends nothing elsewhere.
  v1::UpdateWebhookRequest update;
  update.mutable_webhook()->set_id(webhook.id());
  update.mutable_webhook()->set_display_name("Book-keeping");
  const auto change = [&] {
    const auto updated =
        DoAs(CallOfManager({PERMISSION_EVENTS_VIEW, PERMISSION_SALES_VIEW}),
             &WebhookService::UpdateWebhook, update);
    EXPECT_TRUE(updated.ok()) << updated.status();
    return updated.ok() ? updated->webhook().maker_id() : "";
  };
  EXPECT_EQ(change(), owner);
  update.mutable_webhook()->set_url("https://elsewhere.example/");
  EXPECT_EQ(change(), manager);
  EXPECT_THAT(sending(owner), IsEmpty());
  EXPECT_THAT(sending(manager), ElementsAre(webhook.id()));

  ASSERT_TRUE(SetState(webhook.id(), v1::WEBHOOK_STATE_DISABLED).ok());
  EXPECT_THAT(sending(manager), IsEmpty());
}

}  // namespace
}  // namespace comptoir::events
