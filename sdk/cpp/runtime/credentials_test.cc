#include "comptoir/sdk/credentials.h"

#include <cstdlib>
#include <fstream>

#include "comptoir/sdk/errors.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

std::string TokenPath() {
  return std::string(std::getenv("TEST_TMPDIR")) + "/till.token";
}

void WriteToken(const std::string& text) { std::ofstream(TokenPath()) << text; }

TEST(Credentials, AreEmptyByDefault) { EXPECT_EQ(*Credentials().Get(), ""); }

TEST(Credentials, HoldAToken) {
  EXPECT_EQ(*Credentials::Token("cmp_key").Get(), "cmp_key");
}

TEST(Credentials, ReadTheFirstLineOfAFile) {
  WriteToken("cmp_first \r\nmore\n");

  EXPECT_EQ(*Credentials::TokenFile(TokenPath()).Get(), "cmp_first");
}

TEST(Credentials, ReadAFileWithAByteOrderMark) {
  WriteToken("\ufeffcmp_first\r\n");

  EXPECT_EQ(*Credentials::TokenFile(TokenPath()).Get(), "cmp_first");
}

TEST(Credentials, ReadAFileAgainWhenItChanges) {
  WriteToken("cmp_first");
  const Credentials credentials = Credentials::TokenFile(TokenPath());
  ASSERT_EQ(*credentials.Get(), "cmp_first");

  WriteToken("cmp_the_second");

  EXPECT_EQ(*credentials.Get(), "cmp_the_second");
}

TEST(Credentials, FailWithoutTheirFile) {
  const absl::Status status =
      Credentials::TokenFile("/nowhere/token").Get().status();

  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), "TOKEN_UNREADABLE");
}

TEST(Credentials, AskTheirSourceEachTime) {
  int asked = 0;
  const Credentials credentials =
      Credentials::From([&] { return std::to_string(++asked); });

  EXPECT_EQ(*credentials.Get(), "1");
  EXPECT_EQ(*credentials.Get(), "2");
}

}  // namespace
}  // namespace comptoir::sdk
