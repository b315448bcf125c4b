// Random events, failures, failing disks and restarts: each entry is reacted to
// exactly once, in order.
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "comptoir/sales/v1/sale_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/reactions/reaction_cursors.h"
#include "server/store/reactions/reactions.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

using storage::v1::LogEntry;

class ReactionsPropertyTest : public testing::TestWithParam<TestStore::On> {
 protected:
  ReactionsPropertyTest() { Open(); }

  void Open() {
    reactions_ = std::make_unique<Reactions>(store_.store(), store_.clock());
    reactions_->Register(
        {.name = "list",
         .start = Reaction::Start::kBeginning,
         .wants = [](const std::string&,
                     const LogEntry& entry) { return entry.events_size() > 1; },
         .react = [this](Transaction& txn,
                         const LogEntry& entry) { return React(txn, entry); }});
  }

  // Appends the revision to a list of its own, which tells order and repeats.
  absl::Status React(Transaction& txn, const LogEntry& entry) {
    if (!is_quiet_ && random_() % 8 == 0) return absl::AbortedError("no");
    const std::string key = ListKey(txn.merchant_id());
    std::string list = txn.Get(key)->value_or("");
    list += fmt::format("{} ", entry.revision());
    txn.Put(key, list);
    return absl::OkStatus();
  }

  static std::string ListKey(const std::string& merchant) {
    return Key(Space::kMeta, merchant).Text("list").Take();
  }

  void Log() {
    const std::string& merchant = merchants_[random_() % merchants_.size()];
    const unsigned kind = random_() % 3;
    (void)store_.Write(merchant, [&](Transaction& txn) {
      txn.Put(Key(Space::kMeta, merchant).Text("row").Take(), "");
      if (kind > 0) txn.AppendEvent(sales::v1::SaleCanceled(), {});
      if (kind > 1) txn.AppendEvent(sales::v1::SaleCanceled(), {});
      return absl::OkStatus();
    });
  }

  void Restart() {
    reactions_.reset();
    store_.Reopen();
    Open();
  }

  void Step() {
    switch (random_() % 10) {
      case 0:
        return Restart();
      case 1:
        return store_.engine().LoseTrackOfCommit(
            1 + random_() % 4, random_() % 2
                                   ? kv::FaultyEngine::Batches::kLost
                                   : kv::FaultyEngine::Batches::kKept);
      case 2:
      case 3:
        store_.clock().Advance(absl::Seconds(random_() % 60));
        (void)reactions_->RunPending();
        break;
      default:
        Log();
    }
    if (!store_.store().health().ok()) Restart();
  }

  const std::vector<std::string> merchants_ = {
      FormatId("mer", "merchant-number1"), FormatId("mer", "merchant-number2")};
  std::mt19937 random_;
  bool is_quiet_ = false;
  TestStore store_{GetParam()};
  std::unique_ptr<Reactions> reactions_;
};

TEST_P(ReactionsPropertyTest, ExactlyOnceInOrder) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  random_.seed(seed);
  // Opening a database takes longer than all else.
  const int steps = GetParam() == TestStore::On::kMemory ? 1000 : 200;
  for (int step = 0; step < steps; ++step) Step();
  is_quiet_ = true;
  Restart();
  ASSERT_TRUE(reactions_->RunPending().ok());

  for (const std::string& merchant : merchants_) {
    std::string expected;
    for (const LogEntry& entry : store_.Log(merchant)) {
      if (entry.events_size() > 1) {
        expected += fmt::format("{} ", entry.revision());
      }
    }
    EXPECT_EQ(store_.Read()->Get(ListKey(merchant))->value_or(""), expected);
    EXPECT_NE(expected, "");
  }
  const auto snapshot = store_.Read();
  VerifyReport report;
  Checks checks(*snapshot, report);
  AddReactionChecks(checks);
  ASSERT_TRUE(checks.CheckAll().ok());
  EXPECT_TRUE(report.ok());
}

INSTANTIATE_TEST_SUITE_P(Engines, ReactionsPropertyTest,
                         testing::Values(TestStore::On::kMemory,
                                         TestStore::On::kDisk));

}  // namespace
}  // namespace comptoir::store
