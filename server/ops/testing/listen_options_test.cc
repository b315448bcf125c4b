#include "server/ops/listen_options.h"

#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/ops/testing/self_signed.h"

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

TEST_F(TlsOptionsTest, TakesAPair) { EXPECT_TRUE(IsGood(options_)); }

TEST_F(TlsOptionsTest, WantsBothOfThePair) {
  options_.tls_key_file.clear();

  EXPECT_FALSE(IsGood(options_));
}

TEST_F(TlsOptionsTest, WantsTheKeyOfTheCertificate) {
  WriteSelfSigned(testing::TempDir() + "/other.pem", options_.tls_key_file);

  EXPECT_FALSE(IsGood(options_));
}

TEST_F(TlsOptionsTest, WantsFilesThatHoldWhatTheyShould) {
  std::ofstream(options_.tls_cert_file) << "no certificate";
  EXPECT_FALSE(IsGood(options_));
  options_.tls_cert_file += ".absent";
  EXPECT_FALSE(IsGood(options_));
}

}  // namespace
}  // namespace comptoir::ops
