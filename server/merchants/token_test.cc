#include "server/merchants/token.h"

#include <random>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "server/base/digest.h"
#include "server/base/ids.h"

namespace comptoir::merchants {
namespace {

using storage::v1::CREDENTIAL_KIND_API_KEY;
using storage::v1::CREDENTIAL_KIND_OPERATOR;

constexpr std::string_view kMerchant = "mer_01jd5m7y3k8q4v9w2x6z0b1c3d";

std::string ExampleToken() {
  return FormatToken(CREDENTIAL_KIND_API_KEY, kMerchant, std::string(32, '\1'));
}

std::string BytesOf(std::mt19937_64& random, size_t count) {
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(Token, HasTheDocumentedShape) {
  const std::string token = ExampleToken();

  EXPECT_EQ(token.substr(0, 35), "cmp_key_01jd5m7y3k8q4v9w2x6z0b1c3d_");
  EXPECT_EQ(token.size(), 35u + 43 + 1 + 6);
}

TEST(Token, ReadsBackWhatWasWrittenForAnyMerchantKindAndSecret) {
  std::mt19937_64 random(20260102);
  for (int i = 0; i < 2000; ++i) {
    const auto kind = static_cast<CredentialKind>(1 + random() % 5);
    const std::string merchant = FormatId("mer", BytesOf(random, 16));
    const std::string token = FormatToken(kind, merchant, BytesOf(random, 32));

    const auto claim = ParseToken(token);

    ASSERT_TRUE(claim.has_value()) << token;
    ASSERT_EQ(claim->kind, kind);
    ASSERT_EQ(claim->merchant_id, merchant);
  }
}

TEST(Token, IsRefusedWithAnyOneCharacterChanged) {
  const std::string token = ExampleToken();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'a' ? 'b' : 'a';

    EXPECT_FALSE(ParseToken(changed).has_value()) << i;
  }
}

TEST(Token, IsRefusedWhenCutOrExtended) {
  const std::string token = ExampleToken();
  for (size_t length = 0; length < token.size(); ++length) {
    EXPECT_FALSE(ParseToken(token.substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(ParseToken(token + "a").has_value());
}

TEST(Token, OfTheOperatorBelongsToTheInstallation) {
  const std::string token =
      FormatToken(CREDENTIAL_KIND_OPERATOR, "mer_00000000000000000000000000",
                  std::string(32, '\xff'));

  ASSERT_TRUE(ParseToken(token).has_value());
  EXPECT_EQ(ParseToken(token)->merchant_id, "mer_00000000000000000000000000");
}

TEST(CredentialId, FollowsFromTheWholeToken) {
  const std::string id = CredentialIdOf(Sha256(ExampleToken()));

  EXPECT_EQ(PrefixOf(id), "cred");
  EXPECT_NE(id, CredentialIdOf(Sha256(ExampleToken() + "x")));
}

}  // namespace
}  // namespace comptoir::merchants
