#include "server/ops/tls/certificate_keeper.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "server/base/clock.h"
#include "server/base/files/durable_file.h"
#include "server/base/http/testing/self_signed.h"
#include "server/base/log/log.h"

namespace comptoir::ops {
namespace {

class CertificateKeeperTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteSelfSigned(cert_file_, key_file_);
    auto opened = CertificateKeeper::Open(cert_file_, key_file_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    keeper_ = *std::move(opened);
    first_ = keeper_->current();
  }

  // Whether a look finds the first pair good enough to stay.
  bool FirstStays() {
    keeper_->Look(now_);
    return keeper_->current() == first_;
  }
  static void Write(const std::string& file, const std::string& content) {
    ASSERT_TRUE(ReplaceFile(file, content).ok());
  }

  const absl::Time now_ = SystemClock().Now();
  const std::string cert_file_ = testing::TempDir() + "/keeper_cert.pem";
  const std::string key_file_ = testing::TempDir() + "/keeper_key.pem";
  std::unique_ptr<CertificateKeeper> keeper_;
  std::shared_ptr<const KeyPair> first_;
};

TEST_F(CertificateKeeperTest, OpensNothingUnsound) {
  Write(cert_file_, "");

  EXPECT_FALSE(CertificateKeeper::Open(cert_file_, key_file_).ok());
}

TEST_F(CertificateKeeperTest, KeepsThePairWhileNothingChanges) {
  EXPECT_TRUE(FirstStays());
}

TEST_F(CertificateKeeperTest, TakesANewPair) {
  WriteSelfSigned(cert_file_, key_file_);

  keeper_->Look(now_);

  EXPECT_EQ(keeper_->current()->chain, ReadFile(cert_file_).value());
  EXPECT_EQ(keeper_->current()->key, ReadFile(key_file_).value());
}

TEST_F(CertificateKeeperTest, KeepsThePairThroughWhateverTheFilesHold) {
  const std::string cert = ReadFile(cert_file_).value();
  const std::string key = ReadFile(key_file_).value();
  for (const std::string& file : {cert_file_, key_file_}) {
    const std::string whole = ReadFile(file).value();
    for (const std::string& content :
         {std::string(), whole.substr(0, whole.size() / 2),
          std::string("garbage\n"), std::string(100, '\0')}) {
      Write(file, content);
      EXPECT_TRUE(FirstStays()) << file << ": " << content;
    }
    std::filesystem::remove(file);
    EXPECT_TRUE(FirstStays()) << file << ": absent";
    std::filesystem::create_directory(file);
    EXPECT_TRUE(FirstStays()) << file << ": a folder";
    std::filesystem::remove(file);
    Write(file, whole);
  }
  EXPECT_EQ(ReadFile(cert_file_).value(), cert);
  EXPECT_EQ(ReadFile(key_file_).value(), key);
}

TEST_F(CertificateKeeperTest, WaitsForTheSecondFileOfAPair) {
  const std::string other_cert = testing::TempDir() + "/keeper_other.pem";
  const std::string other_key = testing::TempDir() + "/keeper_other_key.pem";
  WriteSelfSigned(other_cert, other_key);

  Write(cert_file_, ReadFile(other_cert).value());
  EXPECT_TRUE(FirstStays());

  Write(key_file_, ReadFile(other_key).value());
  EXPECT_FALSE(FirstStays());
}

TEST_F(CertificateKeeperTest, TakesNoKeyThatOthersMayRead) {
  WriteSelfSigned(cert_file_, key_file_);
  ASSERT_EQ(chmod(key_file_.c_str(), 0644), 0);
  EXPECT_TRUE(FirstStays());

  ASSERT_EQ(chmod(key_file_.c_str(), 0600), 0);
  EXPECT_FALSE(FirstStays());
}

TEST_F(CertificateKeeperTest, WarnsOnceInTimeAndOnceItIsTooLate) {
  const absl::Time end = first_->expire_time;
  const auto logged = [this](absl::Time now) {
    testing::internal::CaptureStderr();
    keeper_->Look(now);
    FlushLog();
    return testing::internal::GetCapturedStderr();
  };

  EXPECT_EQ(logged(end - kExpiryNotice - absl::Seconds(1)), "");
  const std::string soon = logged(end - kExpiryNotice);
  EXPECT_NE(
      soon.find(R"("level":"warning","event":"certificate expires soon")"),
      std::string::npos)
      << soon;
  EXPECT_NE(soon.find(cert_file_), std::string::npos) << soon;
  EXPECT_EQ(logged(end - absl::Seconds(1)), "");
  EXPECT_NE(logged(end).find(R"("event":"certificate expired")"),
            std::string::npos);
  EXPECT_EQ(logged(end + absl::Hours(1)), "");

  // As a server begins with it; what is new is warned of anew.
  WriteSelfSigned(cert_file_, key_file_, absl::Hours(48));
  EXPECT_NE(logged(now_).find("certificate expires soon"), std::string::npos);
}

TEST_F(CertificateKeeperTest, PrefersAGoodPairToAnExpiredOne) {
  WriteSelfSigned(cert_file_, key_file_, absl::Hours(-1));
  EXPECT_TRUE(FirstStays());

  // Both have expired: the newer one is as good.
  keeper_->Look(now_ + absl::Hours(48));
  EXPECT_NE(keeper_->current(), first_);
}

}  // namespace
}  // namespace comptoir::ops
