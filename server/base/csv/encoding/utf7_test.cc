#include "server/base/csv/encoding/utf7.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(IsUtf7, IsToldByOneAccent) {
  EXPECT_TRUE(IsUtf7("name\nZo+AOk-\n"));
  EXPECT_TRUE(IsUtf7("name\nZo+AOk"));
  EXPECT_TRUE(IsUtf7("name,town\nJ+APw-rgen,M+APw-nchen\n"));
  EXPECT_TRUE(IsUtf7("price\n50 +IKw-\n"));
  EXPECT_TRUE(IsUtf7("phone,name\n+33612345678,Zo+AOk-\n"));
}

TEST(IsUtf7, IsToldByThreeWordsOfOtherScripts) {
  EXPECT_TRUE(IsUtf7("+BBgEMgQwBD0EPgQy-,+BBAEPQQ9BDA-,+BBwEPgRBBDoEMgQw-\n"));
  EXPECT_FALSE(IsUtf7("+BBgEMgQwBD0EPgQy-,+BBAEPQQ9BDA-\n"));
}

TEST(IsUtf7, IsNoPhoneNumberTagOrSum) {
  EXPECT_FALSE(IsUtf7(""));
  EXPECT_FALSE(IsUtf7("name,phone\nAwa,+33612345678\nLi,+15551234567\n"));
  EXPECT_FALSE(IsUtf7("anna+shop@example.com,bob+news-letter@example.com\n"));
  EXPECT_FALSE(IsUtf7("1+1=2, C++, A+B, a+, +-, O+ve, +abc, +49-151-23456789"));
  EXPECT_FALSE(IsUtf7("+"));
}

}  // namespace
}  // namespace comptoir
