#include "server/base/http/url.h"

#include "gmock/gmock.h"

namespace comptoir {
namespace {

TEST(UrlTest, HasItsParts) {
  const auto url = ParseUrl("HTTPS://shop.example:8443/hook?a=b");

  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "shop.example");
  EXPECT_FALSE(url->has_user);
  EXPECT_FALSE(url->has_fragment);
  EXPECT_TRUE(ParseUrl("https://shop.example/#x")->has_fragment);
  EXPECT_TRUE(ParseUrl("https://ann@shop.example/")->has_user);
  EXPECT_TRUE(ParseUrl("https://ann:secret@shop.example/")->has_user);
}

TEST(UrlTest, SeesThroughDisguises) {
  EXPECT_EQ(ParseUrl("http://0x7f.1/")->host, "127.0.0.1");
  EXPECT_EQ(ParseUrl("http://2130706433/")->host, "127.0.0.1");
  EXPECT_EQ(ParseUrl("http://[::1]/")->host, "[::1]");
  // The host is what comes last.
  EXPECT_EQ(ParseUrl("https://good.example@evil.example/")->host,
            "evil.example");
}

TEST(UrlTest, RefusesWhatIsNone) {
  for (const char* text :
       {"", "nonsense", "https://", "https:// /", "https://a b/",
        "shop.example/hook", "javascript:alert(1)", "https://exa\nmple/"}) {
    EXPECT_FALSE(ParseUrl(text)) << text;
  }
}

}  // namespace
}  // namespace comptoir
