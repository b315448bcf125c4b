#include "server/values/email.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(Email, AcceptsRealAddresses) {
  EXPECT_TRUE(IsEmail("helene@example.com"));
  EXPECT_TRUE(IsEmail("o'neil+shop@mail.example.co.uk"));
  EXPECT_TRUE(IsEmail("a@b.fr"));
  EXPECT_TRUE(IsEmail("josé@correo.españa.es"));
  EXPECT_TRUE(IsEmail("उदाहरण@उदाहरण.भारत"));
  EXPECT_TRUE(IsEmail("ตัวอย่าง@ตัวอย่าง.ไทย"));
  EXPECT_TRUE(IsEmail("உதாரணம்@உதாரணம்.இந்தியா"));
  EXPECT_TRUE(IsEmail("نامه\u200cای@مثال.ایران"));
  EXPECT_TRUE(IsEmail("用户@例子.广告"));
  EXPECT_TRUE(IsEmail("taro..yamada@docomo.example.jp"));
  EXPECT_TRUE(IsEmail("taro.@docomo.example.jp"));
}

TEST(Email, RefusesWhatIsNotOneMailbox) {
  EXPECT_FALSE(IsEmail(""));
  EXPECT_FALSE(IsEmail("helene"));
  EXPECT_FALSE(IsEmail("helene@"));
  EXPECT_FALSE(IsEmail("@example.com"));
  EXPECT_FALSE(IsEmail("helene@localhost"));
  EXPECT_FALSE(IsEmail("helene@example..com"));
  EXPECT_FALSE(IsEmail("helene@-example.com"));
  EXPECT_FALSE(IsEmail("helene@example.com."));
  EXPECT_FALSE(IsEmail("helene@127.0.0.1"));
  EXPECT_FALSE(IsEmail(".helene@example.com"));
  EXPECT_FALSE(IsEmail("helene@exa\u200dmple.com"));
  EXPECT_FALSE(IsEmail("helene@\u0301xample.com "));
  EXPECT_FALSE(IsEmail("hel ene@example.com"));
  EXPECT_FALSE(IsEmail("a@example.com, b@example.com"));
  EXPECT_FALSE(IsEmail("Hélène <helene@example.com>"));
  EXPECT_FALSE(IsEmail("helene@exa\u00a0mple.com"));
  EXPECT_FALSE(IsEmail("helene\xff@example.com"));
}

TEST(Email, HoldsToTheLimits) {
  const std::string local(64, 'a');
  const std::string label(61, 'b');
  const std::string domain = label + "." + label + "." + label + ".fr";

  EXPECT_TRUE(IsEmail(local + "@" + domain));
  EXPECT_EQ((local + "@" + domain).size(), kEmailBytesMax - 1);
  EXPECT_TRUE(IsEmail(local + "@b" + domain));
  EXPECT_FALSE(IsEmail(local + "@bb" + domain));
  EXPECT_FALSE(IsEmail(local + "a@example.com"));
}

TEST(Email, IsFoundInAnyCase) {
  EXPECT_EQ(EmailKey(" Helene@EXAMPLE.com "), "helene@example.com");
  EXPECT_EQ(EmailKey("JOSE\u0301@example.com"), "josé@example.com");
}

}  // namespace
}  // namespace comptoir
