#include "server/events/webhooks/rules/webhook_secrets.h"

#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"

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

  void Set(std::string_view secret, absl::Duration after = {}) {
    const absl::Status set = secrets_.Set(secret, now_ + after, &stored_);
    ASSERT_TRUE(set.ok()) << set;
  }

  const absl::Time now_ = absl::FromUnixSeconds(1'000'000);
  const WebhookSecrets secrets_{std::string(32, 'k')};
  storage::v1::StoredWebhook stored_;
};

TEST_F(WebhookSecretsTest, AreSealedInTheRecord) {
  Set("a secret");

  EXPECT_THAT(*secrets_.InUse(stored_, now_), ElementsAre("a secret"));
  EXPECT_THAT(stored_.SerializeAsString(), Not(HasSubstr("a secret")));
  EXPECT_FALSE(stored_.webhook().has_former_secret_end_time());
}

TEST_F(WebhookSecretsTest, TheFormerOneIsInUseForADay) {
  Set("first");
  Set("second");

  EXPECT_THAT(
      *secrets_.InUse(stored_, now_ + absl::Hours(24) - absl::Microseconds(1)),
      ElementsAre("second", "first"));
  EXPECT_THAT(*secrets_.InUse(stored_, now_ + absl::Hours(24)),
              ElementsAre("second"));
}

// Each was promised its day when it was replaced.
TEST_F(WebhookSecretsTest, ASecondRotationEndsNoDay) {
  Set("first");
  Set("second", absl::Hours(1));
  Set("third", absl::Hours(2));
  Set("fourth", absl::Hours(3));
  const auto at = [this](absl::Duration after) {
    return *secrets_.InUse(stored_, now_ + after);
  };
  const absl::Duration moment = absl::Microseconds(1);

  EXPECT_THAT(at(absl::Hours(25) - moment),
              ElementsAre("fourth", "third", "second", "first"));
  EXPECT_THAT(at(absl::Hours(25)), ElementsAre("fourth", "third", "second"));
  EXPECT_THAT(at(absl::Hours(27) - moment), ElementsAre("fourth", "third"));
  EXPECT_THAT(at(absl::Hours(27)), ElementsAre("fourth"));
  EXPECT_EQ(ToTime(stored_.webhook().former_secret_end_time()),
            now_ + absl::Hours(27));

  // What is out of use is not kept.
  Set("fifth", absl::Hours(26));
  EXPECT_THAT(at(absl::Hours(26)), ElementsAre("fifth", "fourth", "third"));
  EXPECT_EQ(stored_.older_secrets_size(), 1);
}

TEST_F(WebhookSecretsTest, SoManyAreInUseAtOnce) {
  const absl::Duration apart = absl::Milliseconds(1500);
  for (int i = 0; i < kSecretsMax; ++i) Set("a secret", i * apart);
  const absl::Time now = now_ + absl::Hours(1);
  ASSERT_EQ(secrets_.InUse(stored_, now)->size(), size_t{kSecretsMax});
  const std::string before = stored_.SerializeAsString();

  const absl::Status refused = secrets_.Set("one more", now, &stored_);

  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "TOO_MANY_SECRETS");
  EXPECT_EQ(stored_.SerializeAsString(), before);
  // When the day of the first is over, in whole seconds.
  const absl::Time possible = now_ + absl::Hours(24) + absl::Seconds(2);
  EXPECT_EQ(
      MetadataOf(refused, "rotate_time"),
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", possible, absl::UTCTimeZone()));
  EXPECT_FALSE(secrets_
                   .Set("one more",
                        now_ + absl::Hours(24) + apart - absl::Microseconds(1),
                        &stored_)
                   .ok());
  Set("one more", possible - now_);
  EXPECT_EQ(secrets_.InUse(stored_, possible)->size(), size_t{kSecretsMax});
}

// As a server left it that knew of one former secret.
TEST_F(WebhookSecretsTest, ThoseOfAnOlderServerStayInUse) {
  Set("first");
  Set("second");
  ASSERT_EQ(stored_.older_secrets_size(), 0);

  Set("third", absl::Hours(1));

  EXPECT_THAT(*secrets_.InUse(stored_, now_ + absl::Hours(1)),
              ElementsAre("third", "second", "first"));
}

TEST_F(WebhookSecretsTest, AreOfOneWebhookOfOneInstallation) {
  Set("a secret");
  const WebhookSecrets elsewhere(std::string(32, 'e'));

  EXPECT_EQ(ReasonOf(elsewhere.InUse(stored_, now_).status()),
            "SECRET_UNREADABLE");
  EXPECT_TRUE(absl::IsUnavailable(elsewhere.InUse(stored_, now_).status()));
  stored_.mutable_webhook()->set_id("whk_2");
  EXPECT_EQ(ReasonOf(secrets_.InUse(stored_, now_).status()),
            "SECRET_UNREADABLE");
}

TEST_F(WebhookSecretsTest, ANewOneHelpsWhereTheKeyWasLost) {
  ASSERT_TRUE(
      WebhookSecrets(std::string(32, 'e')).Set("lost", now_, &stored_).ok());
  Set("new");

  EXPECT_THAT(*secrets_.InUse(stored_, now_), ElementsAre("new"));
  EXPECT_FALSE(stored_.webhook().has_former_secret_end_time());
  EXPECT_TRUE(stored_.former_secret_box().empty());
}

TEST_F(WebhookSecretsTest, OnesThatNobodyCanReadAreNotShownAsUsed) {
  Set("first");
  Set("second");
  v1::Webhook shown = stored_.webhook();
  secrets_.Describe(stored_, &shown);
  EXPECT_FALSE(shown.is_secret_unreadable());
  EXPECT_TRUE(shown.has_former_secret_end_time());

  const WebhookSecrets elsewhere(std::string(32, 'e'));
  elsewhere.Describe(stored_, &shown);
  EXPECT_TRUE(shown.is_secret_unreadable());
  EXPECT_FALSE(shown.has_former_secret_end_time());

  // Nor is the former one alone, such as after a key was lost twice.
  ASSERT_TRUE(elsewhere.Set("third", now_, &stored_).ok());
  stored_.set_former_secret_box(stored_.secret_box());
  Set("fourth");
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
