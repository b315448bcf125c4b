#include "server/events/webhooks/rules/webhook_secrets.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "server/base/status.h"

namespace comptoir::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// The example of the reference libraries of Standard Webhooks.
TEST(WebhookSignatureTest, IsThatOfTheStandard) {
  std::string secret;
  ASSERT_TRUE(
      absl::Base64Unescape("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &secret));

  EXPECT_EQ(WebhookSignature({secret}, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                             absl::FromUnixSeconds(1614265330),
                             R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignatureTest, SignsWithEachSecret) {
  const absl::Time time = absl::FromUnixSeconds(1);
  const std::string one = WebhookSignature({"a"}, "id", time, "body");
  const std::string other = WebhookSignature({"b"}, "id", time, "body");

  EXPECT_NE(one, other);
  EXPECT_EQ(WebhookSignature({"a", "b"}, "id", time, "body"),
            one + " " + other);
}

class WebhookSecretsTest : public testing::Test {
 protected:
  WebhookSecretsTest() { stored_.mutable_webhook()->set_id("whk_1"); }

  const absl::Time now_ = absl::FromUnixSeconds(1'000'000);
  const WebhookSecrets secrets_{std::string(32, 'k')};
  storage::v1::StoredWebhook stored_;
};

TEST_F(WebhookSecretsTest, AreSealedInTheRecord) {
  secrets_.Set("a secret", now_, &stored_);

  EXPECT_THAT(*secrets_.InUse(stored_, now_), ElementsAre("a secret"));
  EXPECT_THAT(stored_.SerializeAsString(), Not(HasSubstr("a secret")));
  EXPECT_FALSE(stored_.webhook().has_former_secret_end_time());
}

TEST_F(WebhookSecretsTest, TheFormerOneIsInUseForADay) {
  secrets_.Set("first", now_, &stored_);
  secrets_.Set("second", now_, &stored_);

  EXPECT_THAT(
      *secrets_.InUse(stored_, now_ + absl::Hours(24) - absl::Microseconds(1)),
      ElementsAre("second", "first"));
  EXPECT_THAT(*secrets_.InUse(stored_, now_ + absl::Hours(24)),
              ElementsAre("second"));
}

TEST_F(WebhookSecretsTest, AreOfOneWebhookOfOneInstallation) {
  secrets_.Set("a secret", now_, &stored_);
  const WebhookSecrets elsewhere(std::string(32, 'e'));

  EXPECT_EQ(ReasonOf(elsewhere.InUse(stored_, now_).status()),
            "SECRET_UNREADABLE");
  EXPECT_TRUE(absl::IsUnavailable(elsewhere.InUse(stored_, now_).status()));
  stored_.mutable_webhook()->set_id("whk_2");
  EXPECT_EQ(ReasonOf(secrets_.InUse(stored_, now_).status()),
            "SECRET_UNREADABLE");
}

TEST_F(WebhookSecretsTest, ANewOneHelpsWhereTheKeyWasLost) {
  WebhookSecrets(std::string(32, 'e')).Set("lost", now_, &stored_);
  secrets_.Set("new", now_, &stored_);

  EXPECT_THAT(*secrets_.InUse(stored_, now_), ElementsAre("new"));
  EXPECT_FALSE(stored_.webhook().has_former_secret_end_time());
  EXPECT_TRUE(stored_.former_secret_box().empty());
}

TEST_F(WebhookSecretsTest, OnesThatNobodyCanReadAreNotShownAsUsed) {
  secrets_.Set("first", now_, &stored_);
  secrets_.Set("second", now_, &stored_);
  v1::Webhook shown = stored_.webhook();
  secrets_.Describe(stored_, &shown);
  EXPECT_FALSE(shown.is_secret_unreadable());
  EXPECT_TRUE(shown.has_former_secret_end_time());

  const WebhookSecrets elsewhere(std::string(32, 'e'));
  elsewhere.Describe(stored_, &shown);
  EXPECT_TRUE(shown.is_secret_unreadable());
  EXPECT_FALSE(shown.has_former_secret_end_time());

  // Nor is the former one alone, such as after a key was lost twice.
  elsewhere.Set("third", now_, &stored_);
  stored_.set_former_secret_box(stored_.secret_box());
  secrets_.Set("fourth", now_, &stored_);
  *stored_.mutable_webhook()->mutable_former_secret_end_time() =
      shown.create_time();
  shown = stored_.webhook();
  secrets_.Describe(stored_, &shown);
  EXPECT_FALSE(shown.is_secret_unreadable());
  EXPECT_FALSE(shown.has_former_secret_end_time());
}

TEST(WebhookSecretTextTest, IsWhatReceiversKnow) {
  EXPECT_EQ(WebhookSecretText("\x01\x02\x03"), "whsec_AQID");
}

}  // namespace
}  // namespace comptoir::events
