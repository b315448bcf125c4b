#include "server/events/webhooks/rules/webhook_rules.h"

#include <string>

#include "comptoir/sales/v1/sale_events.pb.h"
#include "gmock/gmock.h"
#include "server/base/status.h"

namespace comptoir::events {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Named by their classes, which links them.
std::string SaleOpened() {
  return sales::v1::SaleOpened::descriptor()->full_name();
}
std::string SaleCanceled() {
  return sales::v1::SaleCanceled::descriptor()->full_name();
}

absl::Status CheckUrl(const std::string& url, bool allow_private = false) {
  v1::Webhook webhook;
  webhook.set_url(url);
  return CheckAndClean(allow_private, &webhook);
}

TEST(WebhookRulesTest, TakesUrlsOfWebServers) {
  for (const char* url :
       {"https://shop.example/", "https://shop.example:8443/hook?a=b",
        "https://8.8.8.8/", "https://[2606:4700:4700::1111]/",
        "https://localhost.example/", "https://münchen.example/hook",
        "https://日本.jp/"}) {
    EXPECT_TRUE(CheckUrl(url).ok()) << url << CheckUrl(url);
  }
}

TEST(WebhookRulesTest, RefusesOtherUrls) {
  for (const char* url :
       {"", "nonsense", "ftp://shop.example/", "http://shop.example/",
        "https://ann:secret@shop.example/", "https://ann@shop.example/",
        "https://shop.example/#part", "javascript:alert(1)", "http://10.0.0.1/",
        "https://0.0.0.0/", "https://[ff02::1]/", "http://é.example/",
        "https://é..example/", "https://x:0/", "https://127.0.0.1:/",
        "http://127.0.0.1:/"}) {
    for (const bool allow_private : {false, true}) {
      const absl::Status refused = CheckUrl(url, allow_private);
      EXPECT_EQ(ReasonOf(refused), "INVALID_FIELDS") << url;
      EXPECT_THAT(refused.ToString(), HasSubstr("webhook.url")) << url;
    }
  }
}

TEST(WebhookRulesTest, PrivateUrlsNeedTheOperator) {
  for (const char* url :
       {"https://127.0.0.1/", "http://127.0.0.1:8080/", "http://[::1]/",
        "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data",
        "https://0x7f.1/", "https://[::ffff:192.168.0.1]/",
        "https://１２７.０.０.１/", "http://localhost:80/",
        "https://localhost/", "http://till.localhost:8080/"}) {
    EXPECT_THAT(CheckUrl(url).ToString(), HasSubstr("--webhooks_allow_private"))
        << url;
    EXPECT_TRUE(CheckUrl(url, /*allow_private=*/true).ok()) << url;
  }
}

TEST(WebhookRulesTest, NamesTheEventTypesThatDoNotExist) {
  v1::Webhook webhook;
  webhook.set_url("https://shop.example/");
  webhook.add_event_types(SaleOpened());
  webhook.add_event_types("comptoir.sales.v1.SaleLost");

  const absl::Status refused = CheckAndClean(false, &webhook);

  EXPECT_EQ(ReasonOf(refused), "INVALID_FIELDS");
  EXPECT_THAT(std::string(refused.message()),
              AllOf(HasSubstr("webhook.event_types[1]: must be the full name"),
                    Not(HasSubstr("webhook.event_types[0]"))));
}

TEST(WebhookRulesTest, PutsEventTypesInOrder) {
  v1::Webhook webhook;
  webhook.set_url("https://shop.example/");
  for (const std::string& type : {SaleOpened(), SaleCanceled(), SaleOpened()}) {
    webhook.add_event_types(type);
  }

  EXPECT_TRUE(CheckAndClean(false, &webhook).ok());

  EXPECT_THAT(webhook.event_types(), ElementsAre(SaleCanceled(), SaleOpened()));
  EXPECT_EQ(webhook.state(), v1::WEBHOOK_STATE_ENABLED);
}

TEST(WebhookRulesTest, RefusesStatesThatAreNone) {
  v1::Webhook webhook;
  webhook.set_url("https://shop.example/");
  webhook.set_state(static_cast<v1::WebhookState>(77));

  EXPECT_EQ(ReasonOf(CheckAndClean(false, &webhook)), "INVALID_FIELDS");
}

TEST(ResultOfTest, OnlyAnswersOf2xxAreDeliveries) {
  for (const int status : {200, 201, 204, 299}) {
    EXPECT_TRUE(ResultOf(HttpResponse{.status = status}).ok()) << status;
  }
  for (const int status : {199, 300, 307, 400, 404, 408, 429, 500, 503}) {
    const absl::Status result = ResultOf(HttpResponse{.status = status});
    EXPECT_TRUE(absl::IsUnavailable(result)) << status;
    EXPECT_EQ(ReasonOf(result), "HTTP_" + std::to_string(status));
  }
}

TEST(ResultOfTest, AReceiverThatIsGoneIsFinal) {
  const absl::Status result = ResultOf(HttpResponse{.status = 410});

  EXPECT_TRUE(absl::IsFailedPrecondition(result));
  EXPECT_EQ(ReasonOf(result), kWebhookGone);
}

TEST(ResultOfTest, AUrlThatCannotBeSentToMayBeChanged) {
  const absl::Status result =
      ResultOf(Error(absl::StatusCode::kInvalidArgument, "INVALID_URL", "no"));

  EXPECT_TRUE(absl::IsUnavailable(result));
  EXPECT_EQ(ReasonOf(result), "INVALID_URL");
}

TEST(ResultOfTest, PassesFailuresOn) {
  const absl::Status failure = absl::DeadlineExceededError("late");
  EXPECT_EQ(ResultOf(failure), failure);
}

}  // namespace
}  // namespace comptoir::events
