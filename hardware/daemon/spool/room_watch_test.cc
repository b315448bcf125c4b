#include "hardware/daemon/spool/room_watch.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::hardware {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RoomWatchTest : public ::testing::Test {
 protected:
  void Open(SpoolOptions options = {}) {
    const std::string folder = fmt::format(
        "{}/room_{}", ::testing::TempDir(),
        ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder);
    absl::StatusOr<std::unique_ptr<Spool>> spool = Spool::Open(folder, options);
    ASSERT_TRUE(spool.ok()) << spool.status();
    spool_ = *std::move(spool);
    watch_.emplace(
        *spool_, [this](const absl::Status& room) { told_.push_back(room); },
        [this](const std::string&) { return free_bytes_; });
  }

  // What is told after so many bytes are free on the disk.
  std::vector<absl::StatusCode> ToldWith(std::optional<uint64_t> free_bytes) {
    free_bytes_ = free_bytes;
    for (int i = 0; i < 3; ++i) watch_->Tick();
    std::vector<absl::StatusCode> codes;
    for (const absl::Status& room : told_) codes.push_back(room.code());
    if (!told_.empty()) last_ = told_.back();
    told_.clear();
    return codes;
  }

  std::optional<uint64_t> free_bytes_ = 1 << 30;
  std::unique_ptr<Spool> spool_;
  std::optional<RoomWatch> watch_;
  std::vector<absl::Status> told_;
  absl::Status last_;
};

constexpr auto kShort = absl::StatusCode::kResourceExhausted;
constexpr auto kOk = absl::StatusCode::kOk;

TEST_F(RoomWatchTest, TellsOnceOfAFullDiskAndOnceOfItsEnd) {
  Open();

  EXPECT_THAT(ToldWith(kSpareBytesMin), IsEmpty());
  EXPECT_THAT(ToldWith(kSpareBytesMin - 1), ElementsAre(kShort));
  EXPECT_THAT(std::string(last_.message()),
              HasSubstr(fmt::format("{} bytes are free", kSpareBytesMin - 1)));
  EXPECT_THAT(ToldWith(0), IsEmpty());
  EXPECT_THAT(ToldWith(kSpareBytesAgain - 1), IsEmpty());
  EXPECT_THAT(ToldWith(kSpareBytesAgain), ElementsAre(kOk));
  EXPECT_THAT(ToldWith(0), ElementsAre(kShort));
}

TEST(FreeBytesOf, AsksTheFileSystem) {
  EXPECT_GT(FreeBytesOf(::testing::TempDir()).value_or(0), 0u);
  EXPECT_EQ(FreeBytesOf("/no/such/folder"), std::nullopt);
}

TEST_F(RoomWatchTest, ADiskThatTellsNothingIsNotFull) {
  Open();
  EXPECT_THAT(ToldWith(std::nullopt), IsEmpty());
}

TEST_F(RoomWatchTest, TellsOfEventsThatNobodyAcknowledges) {
  Open({.bytes_max = 4 * kSpareBytesMin, .bytes_reserved = kSpareBytesMin});
  comptoir::readers::v1::ReaderEvent large;
  large.mutable_payment_canceled()->set_checkout_id(
      std::string(kRecordBytesMax - 100, 'x'));
  ASSERT_TRUE(spool_->Append(large).ok());
  ASSERT_TRUE(spool_->Append(large).ok());
  EXPECT_THAT(ToldWith(1 << 30), IsEmpty());

  ASSERT_TRUE(spool_->Append(large).ok());
  EXPECT_THAT(ToldWith(1 << 30), ElementsAre(kShort));
  EXPECT_THAT(std::string(last_.message()), HasSubstr("not acknowledged"));

  ASSERT_TRUE(spool_->Acknowledge({spool_->epoch(), 3}).ok());
  EXPECT_THAT(ToldWith(1 << 30), ElementsAre(kOk));
}

}  // namespace
}  // namespace comptoir::hardware
