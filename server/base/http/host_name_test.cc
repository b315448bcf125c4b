#include "server/base/http/host_name.h"

#include <string>

#include "gmock/gmock.h"

namespace comptoir {
namespace {

using ::testing::Optional;

std::string Repeat(const std::string& text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(ToAsciiHostTest, LeavesAsciiAsItIs) {
  for (const char* host : {"shop.example", "SHOP.example", "_x.example",
                           "xn--mnchen-3ya.example", "r3---sn.example"}) {
    EXPECT_THAT(ToAsciiHost(host), Optional(std::string(host)));
  }
}

TEST(ToAsciiHostTest, WritesOtherLettersAsNamesAreLookedUp) {
  EXPECT_THAT(ToAsciiHost("münchen.example"),
              Optional(std::string("xn--mnchen-3ya.example")));
  EXPECT_THAT(ToAsciiHost("MÜNCHEN.Example"),
              Optional(std::string("xn--mnchen-3ya.example")));
  EXPECT_THAT(ToAsciiHost("日本.jp"), Optional(std::string("xn--wgv71a.jp")));
  EXPECT_THAT(ToAsciiHost("日本。jp"), Optional(std::string("xn--wgv71a.jp")));
  // Not "fass.example", which is somebody else's.
  EXPECT_THAT(ToAsciiHost("faß.example"),
              Optional(std::string("xn--fa-hia.example")));
  EXPECT_THAT(ToAsciiHost("r3---é.example"),
              Optional(std::string("xn--r3----fsa.example")));
}

TEST(ToAsciiHostTest, SeesThroughDisguises) {
  EXPECT_THAT(ToAsciiHost("１２７.０.０.１"),
              Optional(std::string("127.0.0.1")));
  EXPECT_THAT(ToAsciiHost("ｌｏｃａｌｈｏｓｔ"),
              Optional(std::string("localhost")));
}

TEST(ToAsciiHostTest, RefusesWhatIsNoName) {
  for (const char* host :
       {"\xff.example", "a\u2100b.example", "\u00ad", "é..example",
        "\u200dé.example", "xn--é.example", "é\uff0fx.example"}) {
    EXPECT_EQ(ToAsciiHost(host), std::nullopt) << host;
  }
}

TEST(CanBeLookedUpTest, LabelsAndNamesAreBounded) {
  EXPECT_TRUE(CanBeLookedUp(std::string(kHostLabelBytesMax, 'a')));
  EXPECT_FALSE(CanBeLookedUp(std::string(kHostLabelBytesMax + 1, 'a')));

  const std::string fits = Repeat("a.", kHostNameBytesMax / 2) + "a";
  ASSERT_EQ(fits.size(), kHostNameBytesMax);
  EXPECT_TRUE(CanBeLookedUp(fits));
  EXPECT_TRUE(CanBeLookedUp(fits + "."));
  EXPECT_FALSE(CanBeLookedUp(fits + "a"));
}

TEST(CanBeLookedUpTest, NoLabelIsEmpty) {
  EXPECT_TRUE(CanBeLookedUp("shop.example."));
  EXPECT_TRUE(CanBeLookedUp("127.0.0.1"));
  for (const char* host : {"", ".", "..", ".example", "a..b", "a.."}) {
    EXPECT_FALSE(CanBeLookedUp(host)) << host;
  }
}

}  // namespace
}  // namespace comptoir
