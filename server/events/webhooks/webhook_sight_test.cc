// Who may make a webhook tell what.
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/events/webhooks/testing/webhooks_fixture.h"

namespace comptoir::events {
namespace {

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

}  // namespace
}  // namespace comptoir::events
