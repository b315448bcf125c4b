// Random transactions against a map: groups, roll-backs, repeated requests,
// scans in both directions, failing disks and reopened folders.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"
#include "server/store/testing/held_lane.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

using Model = std::map<std::string, std::string>;
using Rows = std::vector<std::pair<std::string, std::string>>;

const std::string kMerchant = FormatId("mer", "merchant-number1");
constexpr int kKeys = 40;

std::string RowKey(unsigned row) {
  return Key(Space::kCustomersByName, kMerchant).U64(row).Take();
}

Rows Drain(std::unique_ptr<kv::Iterator> walk) {
  Rows rows;
  for (; walk->Valid(); walk->Next())
    rows.emplace_back(walk->key(), walk->value());
  EXPECT_TRUE(walk->status().ok());
  return rows;
}

Rows Part(const Model& model, const kv::Range& range) {
  Rows rows;
  for (const auto& row : model) {
    if (row.first >= range.start && row.first < range.limit) {
      rows.emplace_back(row);
    }
  }
  return rows;
}

// One random transaction. Runs on the lane's thread, on `model` as well, and
// checks each read against it.
struct RandomBody {
  unsigned seed;
  Model* model;

  absl::Status operator()(Transaction& txn, std::string* response) const {
    std::mt19937 random(seed);
    Model mine = *model;
    for (unsigned step = 0; step < 1 + random() % 8; ++step) {
      Step(random, txn, mine);
    }
    if (random() % 4 == 0) return absl::AbortedError("no");
    *model = mine;
    *response = std::to_string(seed);
    return absl::OkStatus();
  }

  static void Step(std::mt19937& random, Transaction& txn, Model& mine) {
    const std::string key = RowKey(random() % kKeys);
    const kv::Range range{.start = RowKey(random() % kKeys),
                          .limit = RowKey(random() % kKeys)};
    Rows expected = Part(mine, range);
    switch (random() % 5) {
      case 0:
        txn.Delete(key);
        mine.erase(key);
        break;
      case 1:
        EXPECT_EQ(*txn.Get(key),
                  mine.count(key) ? std::optional(mine[key]) : std::nullopt);
        break;
      case 2:
        EXPECT_EQ(Drain(txn.Scan(range)), expected);
        break;
      case 3:
        std::reverse(expected.begin(), expected.end());
        EXPECT_EQ(Drain(txn.Scan(range, kv::Direction::kReverse)), expected);
        break;
      default:
        mine[key] = std::to_string(random());
        txn.Put(key, mine[key]);
    }
  }
};

class StorePropertyTest : public testing::TestWithParam<TestStore::On> {
 protected:
  struct Request {
    unsigned seed;
    std::string key;
  };

  Rows AllRows() {
    return Drain(
        store_.Read()->Scan(Key(Space::kCustomersByName, kMerchant).Prefix()));
  }

  // Sends `requests` as one group and waits for it.
  std::vector<WriteResult> Send(const std::vector<Request>& requests) {
    HeldLane lane(store_);
    std::vector<std::shared_ptr<Outcome>> outcomes;
    for (const Request& request : requests) {
      WriteContext context = store_.ContextFor(kMerchant);
      context.request_key = request.key;
      context.request_hash = request.key;
      outcomes.push_back(
          lane.Update(RandomBody{request.seed, &model_}, context));
    }
    lane.Release();
    std::vector<WriteResult> results;
    for (const auto& outcome : outcomes) results.push_back(outcome->Get());
    return results;
  }

  std::vector<Request> RandomGroup() {
    std::vector<Request> group;
    for (unsigned i = 0; i < 1 + random_() % 6; ++i) {
      const unsigned seed = static_cast<unsigned>(random_());
      group.push_back({seed, "request " + std::to_string(seed)});
      if (random_() % 5 == 0) group.push_back(group.back());
    }
    return group;
  }

  void ExpectSound() {
    EXPECT_EQ(AllRows(), Rows(model_.begin(), model_.end()));
    const auto report = VerifyStore(*store_.Read(), {});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->ok()) << report->problems()[0].text;
  }

  const unsigned seed_ = std::random_device{}();
  std::mt19937 random_{seed_};
  Model model_;
  TestStore store_{GetParam()};
};

TEST_P(StorePropertyTest, MatchesAModel) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  for (int round = 0; round < 150 && !HasFailure(); ++round) {
    const std::vector<Request> group = RandomGroup();
    const std::vector<WriteResult> results = Send(group);
    for (size_t i = 0; i < group.size(); ++i) {
      const absl::Status& status = results[i].status;
      EXPECT_TRUE(status.ok() || absl::IsAborted(status)) << status;
      if (status.ok()) {
        EXPECT_EQ(results[i].response, std::to_string(group[i].seed));
      }
    }
    EXPECT_EQ(AllRows(), Rows(model_.begin(), model_.end()));
    if (round % 40 == 39) store_.Reopen();
  }
  ExpectSound();
}

// The disk fails under a group, which may have reached it or not; the clients
// send the same requests again to the server that was started anew.
TEST_P(StorePropertyTest, RepeatedRequestsAreAppliedOnceAcrossFailures) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  for (int round = 0; round < 25 && !HasFailure(); ++round) {
    const std::vector<Request> group = RandomGroup();
    const Model before = model_;
    const bool kept = random_() % 2 == 0;
    store_.engine().LoseTrackOfCommit(1,
                                      kept ? kv::FaultyEngine::Batches::kKept
                                           : kv::FaultyEngine::Batches::kLost);
    Send(group);
    const bool wrote = !store_->health().ok();
    const Model after = std::exchange(model_, before);
    store_.Reopen();
    if (wrote && kept) model_ = after;
    EXPECT_EQ(AllRows(), Rows(model_.begin(), model_.end()));
    Send(group);
    EXPECT_EQ(AllRows(), Rows(after.begin(), after.end()));
    ExpectSound();
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, StorePropertyTest,
                         testing::Values(TestStore::On::kMemory,
                                         TestStore::On::kDisk));

}  // namespace
}  // namespace comptoir::store
