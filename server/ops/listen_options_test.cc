#include "server/ops/listen_options.h"

#include <sys/stat.h>

#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "server/base/http/testing/self_signed.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

bool IsGood(const ListenOptions& options) {
  return CheckListenOptions(options).ok();
}

class TlsOptionsTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteSelfSigned(options_.tls_cert_file, options_.tls_key_file);
  }

  ListenOptions options_{.address = "0.0.0.0:7780",
                         .tls_cert_file = testing::TempDir() + "/cert.pem",
                         .tls_key_file = testing::TempDir() + "/key.pem"};
};

TEST(CheckListenOptions, WantsTlsOrAWordThatThereIsNone) {
  EXPECT_EQ(ReasonOf(CheckListenOptions({.address = "127.0.0.1:0"})),
            "LISTEN_OPTIONS");
  EXPECT_TRUE(IsGood({.address = "127.0.0.1:0", .insecure_loopback = true}));
}

TEST(CheckListenOptions, GoesWithoutTlsOnLoopbackOnly) {
  EXPECT_TRUE(IsGood({.address = "[::1]:1", .insecure_loopback = true}));
  EXPECT_TRUE(IsGood({.address = "localhost:1", .insecure_loopback = true}));
  EXPECT_FALSE(IsGood({.address = "0.0.0.0:1", .insecure_loopback = true}));
  EXPECT_FALSE(IsGood({.address = "10.0.0.1:1", .insecure_loopback = true}));
  EXPECT_FALSE(
      IsGood({.address = "127.evil.example:1", .insecure_loopback = true}));
}

TEST(CheckListenOptions, WantsAPort) {
  EXPECT_FALSE(IsGood({.address = "localhost", .insecure_loopback = true}));
}

TEST(CheckListenOptions, WantsAPortThatExists) {
  EXPECT_TRUE(IsGood({.address = "localhost:0", .insecure_loopback = true}));
  EXPECT_TRUE(
      IsGood({.address = "localhost:65535", .insecure_loopback = true}));
  for (const char* port : {"65536", "99999", "-1", "", "http", "1x", " 1"}) {
    EXPECT_FALSE(IsGood({.address = std::string("localhost:") + port,
                         .insecure_loopback = true}))
        << port;
  }
}

TEST(CheckListenOptions, WantsBracketsAroundColons) {
  EXPECT_FALSE(IsGood({.address = "::1:7780", .insecure_loopback = true}));
}

TEST_F(TlsOptionsTest, TakesAPair) { EXPECT_TRUE(IsGood(options_)); }

TEST_F(TlsOptionsTest, WantsBothOfThePair) {
  options_.tls_key_file.clear();

  EXPECT_FALSE(IsGood(options_));
}

TEST_F(TlsOptionsTest, WantsTheKeyOfTheCertificate) {
  WriteSelfSigned(testing::TempDir() + "/other.pem", options_.tls_key_file);

  EXPECT_FALSE(IsGood(options_));
}

TEST_F(TlsOptionsTest, WantsAKeyThatIsPrivate) {
  ASSERT_EQ(chmod(options_.tls_key_file.c_str(), 0644), 0);

  const absl::Status status = CheckListenOptions(options_);

  EXPECT_EQ(ReasonOf(status), "LISTEN_OPTIONS");
  EXPECT_NE(status.message().find("key.pem is open to others (mode 0644"),
            absl::string_view::npos)
      << status;
}

TEST_F(TlsOptionsTest, WantsFilesThatHoldWhatTheyShould) {
  std::ofstream(options_.tls_cert_file) << "no certificate";
  EXPECT_FALSE(IsGood(options_));
  options_.tls_cert_file += ".absent";
  EXPECT_FALSE(IsGood(options_));
}

}  // namespace
}  // namespace comptoir::ops
