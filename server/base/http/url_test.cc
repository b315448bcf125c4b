#include "server/base/http/url.h"

#include <string>

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

TEST(UrlTest, IsSentToInAscii) {
  const auto url = ParseUrl("https://münchen.example:8443/hook?a=é");

  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "xn--mnchen-3ya.example");
  EXPECT_EQ(url->text, "https://xn--mnchen-3ya.example:8443/hook?a=é");
  EXPECT_EQ(ParseUrl("https://shop.example/a?b")->text,
            "https://shop.example/a?b");
  EXPECT_EQ(ParseUrl("http://１２７.０.０.１:80/")->host, "127.0.0.1");
  EXPECT_EQ(ParseUrl("http://０ｘ７ｆ.１/")->host, "127.0.0.1");
  EXPECT_EQ(ParseUrl("https://m%C3%BCnchen.example/")->host,
            "xn--mnchen-3ya.example");
}

TEST(UrlTest, PortsAre1To65535) {
  for (const char* text : {"https://x:1/", "https://x:65535/",
                           "https://x/a:", "https://x?a:", "https://x/a:/"}) {
    EXPECT_TRUE(ParseUrl(text)) << text;
  }
  for (const char* text :
       {"https://x:0/", "https://x:00/", "https://x:65536/", "https://x:/",
        "https://x:", "https://x:?a", "https://x:#a", "https:/x:/",
        "http://127.0.0.1:/", "http://[::1]:/", "https://é.example:/"}) {
    EXPECT_FALSE(ParseUrl(text)) << text;
  }
}

TEST(UrlTest, RefusesNamesThatCannotBeLookedUp) {
  for (const std::string& host :
       {std::string("a..b"), std::string("."), std::string(64, 'a'),
        std::string("é..example"), std::string("a\u2100b.example"),
        std::string("x\0.example", 10)}) {
    EXPECT_FALSE(ParseUrl("https://" + host + "/")) << host;
  }
  EXPECT_TRUE(ParseUrl("https://" + std::string(63, 'a') + "/"));
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
