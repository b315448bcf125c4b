#include "server/ops/backup/checkpoints.h"

#include <filesystem>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "server/base/clock.h"
#include "server/base/status.h"
#include "server/kv/memory/memory_engine.h"
#include "server/kv/open.h"

namespace comptoir::ops {
namespace {

namespace fs = std::filesystem;

class CheckpointsTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(data_dir_);
    fs::create_directory(data_dir_);
    auto engine = kv::Open({.folder = data_dir_ + "/db"});
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    kv::Batch batch;
    batch.Put("key", "value");
    ASSERT_TRUE(engine_->Commit(batch).ok());
  }

  size_t Count() const {
    size_t count = 0;
    for (const auto& entry :
         fs::directory_iterator(data_dir_ + "/checkpoints")) {
      count += entry.is_directory() ? 1 : 0;
    }
    return count;
  }

  const std::string data_dir_ = testing::TempDir() + "/checkpoints_data";
  FakeClock clock_;
  std::unique_ptr<kv::Engine> engine_;
};

TEST_F(CheckpointsTest, HoldsWhatWasCommitted) {
  Checkpoints checkpoints(*engine_, data_dir_);

  const auto name = checkpoints.Make(clock_.Now());

  ASSERT_TRUE(name.ok()) << name.status();
  auto copy =
      kv::Open({.folder = CheckpointPath(data_dir_, *name), .read_only = true});
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(**(*copy)->GetSnapshot()->Get("key"), "value");
}

TEST_F(CheckpointsTest, GoesWhenItIsReleased) {
  Checkpoints checkpoints(*engine_, data_dir_);
  const auto name = checkpoints.Make(clock_.Now());
  ASSERT_TRUE(name.ok()) << name.status();

  checkpoints.Release("../db");
  checkpoints.Release("");
  EXPECT_EQ(Count(), 1u);
  EXPECT_TRUE(fs::exists(data_dir_ + "/db"));

  checkpoints.Release(*name);
  EXPECT_EQ(Count(), 0u);
}

TEST_F(CheckpointsTest, HasRoomForSoMany) {
  Checkpoints checkpoints(*engine_, data_dir_);
  for (size_t i = 0; i < Checkpoints::kOpenMax; ++i) {
    ASSERT_TRUE(checkpoints.Make(clock_.Now()).ok());
  }
  clock_.Advance(Checkpoints::kLifetimeMax - absl::Seconds(1));

  EXPECT_EQ(ReasonOf(checkpoints.Make(clock_.Now()).status()),
            "TOO_MANY_BACKUPS");
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(checkpoints.Make(clock_.Now()).ok());
  EXPECT_EQ(Count(), 1u);
}

TEST_F(CheckpointsTest, LeavesNoneOfAnEarlierProcess) {
  ASSERT_TRUE(Checkpoints(*engine_, data_dir_).Make(clock_.Now()).ok());

  Checkpoints checkpoints(*engine_, data_dir_);

  EXPECT_FALSE(fs::exists(data_dir_ + "/checkpoints"));
}

TEST_F(CheckpointsTest, SaysWhenTheEngineMakesNoCopies) {
  const kv::MemoryEngine engine;
  Checkpoints checkpoints(engine, data_dir_);

  const auto name = checkpoints.Make(clock_.Now());

  EXPECT_EQ(ReasonOf(name.status()), "NO_CHECKPOINTS");
}

}  // namespace
}  // namespace comptoir::ops
