#include "server/ops/tls/key_pair.h"

#include <sys/stat.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/files/durable_file.h"
#include "server/base/http/testing/self_signed.h"

namespace comptoir::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

class KeyPairTest : public testing::Test {
 protected:
  void SetUp() override { WriteSelfSigned(cert_file_, key_file_); }

  std::string Refusal() const {
    const auto pair = ReadKeyPair(cert_file_, key_file_);
    return std::string(pair.status().message());
  }
  static std::string Content(const std::string& file) {
    return ReadFile(file).value();
  }
  static void Write(const std::string& file, const std::string& content) {
    ASSERT_TRUE(ReplaceFile(file, content).ok());
  }

  const std::string cert_file_ = testing::TempDir() + "/pair_cert.pem";
  const std::string key_file_ = testing::TempDir() + "/pair_key.pem";
};

TEST_F(KeyPairTest, TakesAPair) {
  const auto pair = ReadKeyPair(cert_file_, key_file_);

  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_EQ(pair->chain, Content(cert_file_));
  EXPECT_EQ(pair->key, Content(key_file_));
  // Of self_signed.h: a day from now.
  EXPECT_GT(pair->expire_time, absl::Now() + absl::Hours(23));
  EXPECT_LT(pair->expire_time, absl::Now() + absl::Hours(25));
}

TEST_F(KeyPairTest, TakesAChainAndBothInOneFile) {
  const std::string leaf = Content(cert_file_);
  WriteSelfSigned(testing::TempDir() + "/other_cert.pem",
                  testing::TempDir() + "/other_key.pem");
  Write(cert_file_, leaf + Content(testing::TempDir() + "/other_cert.pem"));
  EXPECT_EQ(Refusal(), "");

  Write(key_file_, Content(key_file_) + leaf);
  EXPECT_TRUE(ReadKeyPair(key_file_, key_file_).ok());
}

TEST_F(KeyPairTest, RefusesEveryBeginningOfAFile) {
  for (const std::string& file : {cert_file_, key_file_}) {
    const std::string whole = Content(file);
    // What comes after the last line's dashes changes nothing.
    const size_t end = whole.rfind("-----");
    for (size_t size = 0; size < end; ++size) {
      Write(file, whole.substr(0, size));
      EXPECT_THAT(Refusal(), HasSubstr(file)) << size << " bytes";
    }
    Write(file, whole);
  }
  EXPECT_EQ(Refusal(), "");
}

TEST_F(KeyPairTest, RefusesAChainThatIsCutOff) {
  const std::string leaf = Content(cert_file_);
  for (const size_t size : {size_t{20}, leaf.size() / 2}) {
    Write(cert_file_, leaf + leaf.substr(0, size));
    EXPECT_THAT(Refusal(), HasSubstr("is cut off")) << size << " bytes";
  }
}

TEST_F(KeyPairTest, RefusesADamagedCertificateOfTheChain) {
  const std::string leaf = Content(cert_file_);
  std::string damaged = leaf;
  damaged[damaged.size() / 2] = '!';
  Write(cert_file_, leaf + damaged);

  EXPECT_THAT(Refusal(), HasSubstr("holds a damaged certificate"));
}

TEST_F(KeyPairTest, RefusesTheKeyOfAnother) {
  WriteSelfSigned(testing::TempDir() + "/other_cert.pem", key_file_);

  EXPECT_THAT(Refusal(), HasSubstr("is not the key of"));
}

TEST_F(KeyPairTest, AsksForNoPassphrase) {
  Write(key_file_,
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHsMFcGCSqGSIb3DQEFDTBKMCkG\n"
        "-----END ENCRYPTED PRIVATE KEY-----\n");

  EXPECT_THAT(Refusal(), HasSubstr("without a passphrase"));
}

TEST_F(KeyPairTest, RefusesAKeyThatOthersMayRead) {
  ASSERT_EQ(chmod(key_file_.c_str(), 0644), 0);

  EXPECT_THAT(Refusal(), HasSubstr("is open to others"));
}

TEST_F(KeyPairTest, RefusesWhatIsTooLargeAndSaysNothingOfIt) {
  Write(cert_file_, std::string(kChainBytesMax + 1, 'x'));

  EXPECT_THAT(Refusal(), HasSubstr("is larger than"));
  EXPECT_THAT(Refusal(), Not(HasSubstr("xx")));
}

}  // namespace
}  // namespace comptoir::ops
