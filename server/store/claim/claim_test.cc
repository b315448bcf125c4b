// Whose database it is, over the engine in memory and the one on disk.
#include "server/store/claim/claim.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/clock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/kv/errors.h"
#include "server/kv/memory/memory_engine.h"
#include "server/kv/open.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");

std::unique_ptr<kv::Engine> OpenMemory() {
  return std::make_unique<kv::MemoryEngine>();
}

std::unique_ptr<kv::Engine> OpenDisk() {
  const std::string folder = testing::TempDir() + "/claim";
  std::filesystem::remove_all(folder);
  auto engine = kv::Open({.folder = folder});
  EXPECT_TRUE(engine.ok()) << engine.status();
  return engine.ok() ? *std::move(engine) : nullptr;
}

std::string RowKey(const std::string& name) {
  return Key(Space::kCustomersByName, kMerchant).Text(name).Take();
}

class ClaimTest
    : public testing::TestWithParam<std::unique_ptr<kv::Engine> (*)()> {
 protected:
  std::unique_ptr<Store> OpenStore() {
    auto store = Store::Open(*engine_, clock_);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  WriteResult Put(Store& store, const std::string& name) {
    return store.UpdateAndWait({.merchant_id = kMerchant,
                                .actor = "test",
                                .method = "test",
                                .time = clock_.Now()},
                               [&name](Transaction& txn, std::string*) {
                                 txn.Put(RowKey(name), "");
                                 return absl::OkStatus();
                               });
  }
  bool HasRow(const std::string& name) {
    return engine_->GetSnapshot()->Get(RowKey(name))->has_value();
  }

  const FakeClock clock_;
  const std::unique_ptr<kv::Engine> engine_ = GetParam()();
};

TEST_P(ClaimTest, TheNewerStoreWritesAndTheOlderOneDoesNot) {
  const auto older = OpenStore();
  ASSERT_TRUE(Put(*older, "before").status.ok());
  const auto newer = OpenStore();
  ASSERT_TRUE(Put(*newer, "newer").status.ok());

  const WriteResult fenced = Put(*older, "older");

  EXPECT_EQ(fenced.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(fenced.status), "FENCED");
  EXPECT_EQ(fenced.revision, 0u);
  EXPECT_FALSE(HasRow("older"));
  EXPECT_EQ(ReasonOf(older->health()), "FENCED");
  EXPECT_EQ(ReasonOf(Put(*older, "later").status), "FENCED");
  EXPECT_FALSE(HasRow("later"));

  EXPECT_TRUE(newer->health().ok());
  EXPECT_TRUE(Put(*newer, "after").status.ok());
  EXPECT_EQ(*LastRevision(*newer->Read(), kMerchant), 3u);
}

TEST_P(ClaimTest, NothingThatAFencedStoreTriedHappens) {
  const auto older = OpenStore();
  const auto newer = OpenStore();
  bool acted = false;
  bool told = false;
  older->AddLogListener([&told](const std::string&, auto) { told = true; });

  const WriteResult result =
      older->UpdateAndWait({.merchant_id = kMerchant,
                            .actor = "test",
                            .method = "test",
                            .time = clock_.Now()},
                           [&acted](Transaction& txn, std::string* response) {
                             txn.Put(RowKey("a"), "");
                             txn.OnCommit([&acted] { acted = true; });
                             *response = "done";
                             return absl::OkStatus();
                           });

  EXPECT_EQ(ReasonOf(result.status), "FENCED");
  EXPECT_EQ(result.response, "");
  older->Stop();
  EXPECT_FALSE(acted);
  EXPECT_FALSE(told);
}

// Two stores take turns, each opened while the other one writes: every row of a
// write that was answered is there, and no other.
TEST_P(ClaimTest, StoresThatTakeOverFromEachOtherLoseNothing) {
  std::set<std::string> answered;
  std::set<std::string> refused;
  std::unique_ptr<Store> store = OpenStore();
  for (int round = 0; round < 10; ++round) {
    std::set<std::string> mine[2];
    std::thread writer([&] {
      for (int row = 0;; ++row) {
        const std::string name =
            std::to_string(round) + " " + std::to_string(row);
        const bool ok = Put(*store, name).status.ok();
        mine[ok ? 0 : 1].insert(name);
        if (!ok) return;
      }
    });
    std::unique_ptr<Store> next = OpenStore();
    writer.join();
    answered.merge(mine[0]);
    refused.merge(mine[1]);
    store = std::move(next);
  }

  EXPECT_EQ(refused.size(), 10u);
  for (const std::string& name : answered) EXPECT_TRUE(HasRow(name)) << name;
  for (const std::string& name : refused) EXPECT_FALSE(HasRow(name)) << name;
}

TEST_P(ClaimTest, OfManyThatClaimAtOnceOneHoldsTheFence) {
  constexpr int kClaims = 8;
  std::vector<absl::StatusOr<kv::Fence>> claims(
      kClaims, absl::UnknownError("has not claimed"));
  std::vector<std::thread> threads;
  for (auto& claim : claims) {
    threads.emplace_back([&] { claim = ClaimDatabase(*engine_); });
  }
  for (std::thread& thread : threads) thread.join();

  std::set<std::string> numbers;
  int holding = 0;
  for (const auto& claim : claims) {
    ASSERT_TRUE(claim.ok()) << claim.status();
    numbers.insert(*claim->value);
    kv::Batch batch;
    batch.SetFence(*claim);
    const absl::Status status = engine_->Commit(batch);
    EXPECT_TRUE(status.ok() || kv::IsFenced(status)) << status;
    if (status.ok()) ++holding;
  }
  EXPECT_EQ(numbers.size(), static_cast<size_t>(kClaims));
  EXPECT_EQ(holding, 1);
}

TEST_P(ClaimTest, WhatIsNewerIsNotTakenOver) {
  const auto newer = OpenStore();
  kv::Batch batch;
  batch.Put(Key(Space::kMeta, kInstallation).Text("format_version").Take(),
            std::string(7, '\0') + '\x02');
  ASSERT_TRUE(engine_->Commit(batch).ok());

  EXPECT_EQ(ReasonOf(ClaimDatabase(*engine_).status()), "NEWER_DATA");
  EXPECT_TRUE(Put(*newer, "a").status.ok());
}

TEST_P(ClaimTest, ADamagedNumberIsNotGuessed) {
  kv::Batch batch;
  batch.Put(Key(Space::kMeta, kInstallation).Text("store_number").Take(),
            "one");
  ASSERT_TRUE(engine_->Commit(batch).ok());

  EXPECT_EQ(ClaimDatabase(*engine_).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_P(ClaimTest, KnowsAStoreWhenItHasOne) {
  EXPECT_FALSE(*HasStore(*engine_->GetSnapshot()));

  OpenStore();

  EXPECT_TRUE(*HasStore(*engine_->GetSnapshot()));
  EXPECT_TRUE(CheckFormat(*engine_->GetSnapshot()).ok());
}

TEST_P(ClaimTest, WhatIsNewerOrDamagedIsNotRead) {
  kv::Batch batch;
  const std::string row =
      Key(Space::kMeta, kInstallation).Text("format_version").Take();
  batch.Put(row, std::string(7, '\0') + '\x02');
  ASSERT_TRUE(engine_->Commit(batch).ok());
  EXPECT_EQ(ReasonOf(CheckFormat(*engine_->GetSnapshot())), "NEWER_DATA");

  kv::Batch damage;
  damage.Put(row, "two");
  ASSERT_TRUE(engine_->Commit(damage).ok());
  EXPECT_EQ(CheckFormat(*engine_->GetSnapshot()).code(),
            absl::StatusCode::kDataLoss);
}

TEST_P(ClaimTest, KnowsItsSecretsAgain) {
  EXPECT_TRUE(CompareSecret(*engine_->GetSnapshot(), "a.key", "one").ok());
  ASSERT_TRUE(CheckSecret(*engine_, "a.key", "one").ok());
  EXPECT_TRUE(CheckSecret(*engine_, "b.key", "two").ok());

  EXPECT_TRUE(CheckSecret(*engine_, "a.key", "one").ok());
  EXPECT_EQ(ReasonOf(CheckSecret(*engine_, "a.key", "two")), "WRONG_KEY");
  EXPECT_EQ(ReasonOf(CompareSecret(*engine_->GetSnapshot(), "a.key", "two")),
            "WRONG_KEY");

  ASSERT_TRUE(ForgetSecret(*engine_, "a.key").ok());
  EXPECT_TRUE(CheckSecret(*engine_, "a.key", "two").ok());
}

INSTANTIATE_TEST_SUITE_P(Engines, ClaimTest,
                         testing::Values(OpenMemory, OpenDisk));

}  // namespace
}  // namespace comptoir::store
