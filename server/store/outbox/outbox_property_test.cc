// Random effects, failures, clock jumps, failing disks and restarts: whatever
// was added is done at least once, under one id, or is dead.
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/outbox/outbox.h"
#include "server/store/outbox/rules/effect_rules.h"
#include "server/store/outbox/verify_outbox.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;

class OutboxPropertyTest : public testing::TestWithParam<TestStore::On> {
 protected:
  OutboxPropertyTest() { Open(); }

  void Open() {
    outbox_ = std::make_unique<Outbox>(
        store_.store(), store_.clock(), OutboxOptions{.random = [this] {
          return std::uniform_real_distribution<double>()(random_);
        }});
    outbox_->Register(
        {.name = "k",
         .runner = [this](const Effect& effect,
                          EffectDone done) { done(Receive(effect)); },
         .retry = {.attempts_max = 1'000'000,
                   .age_max = absl::InfiniteDuration()}});
  }

  absl::Status Receive(const Effect& effect) {
    const std::string name = effect.merchant_id + effect.dedupe_key;
    const auto [id, is_new] = ids_.try_emplace(name, effect.id);
    EXPECT_EQ(id->second, effect.id);
    switch (is_quiet_ ? 9 : random_() % 10) {
      case 0:
        return absl::NotFoundError("final");
      case 1:
      case 2:
      case 3:
        return absl::UnavailableError("later");
      case 4:
        return WithRetryDelay(absl::ResourceExhaustedError("later"),
                              absl::Seconds(random_() % 100'000));
      default:
        ++done_[name];
        return absl::OkStatus();
    }
  }

  // One transaction that adds a few effects, some of them again.
  void Add() {
    std::vector<std::string> names;
    const std::string& merchant = merchants_[random_() % merchants_.size()];
    const absl::Status added = store_.Write(merchant, [&](Transaction& txn) {
      names.clear();
      for (unsigned i = 0; i < 1 + random_() % 3; ++i) {
        const std::string key = std::to_string(random_() % (next_key_ + 3));
        next_key_ = std::max(next_key_, std::stoul(key) + 1);
        const auto one = outbox_->Add(
            txn, {.kind = "k",
                  .destination = std::to_string(random_() % 3),
                  .dedupe_key = key,
                  .due = txn.now() + absl::Seconds(random_() % 1000)});
        if (!one.ok()) return one.status();
        names.push_back(merchant + key);
      }
      return absl::OkStatus();
    });
    if (!added.ok()) return;
    added_.insert(names.begin(), names.end());
  }

  void Restart() {
    ++restarts_;
    outbox_.reset();
    store_.Reopen();
    Open();
  }

  void Step() {
    switch (random_() % 12) {
      case 0:
        return Restart();
      case 1:
        store_.engine().LoseTrackOfCommit(
            1 + random_() % 4, random_() % 2
                                   ? kv::FaultyEngine::Batches::kLost
                                   : kv::FaultyEngine::Batches::kKept);
        return;
      case 2:
        return store_.clock().Advance(absl::Hours(24 * (random_() % 60)) -
                                      absl::Hours(24 * 30));
      case 3:
      case 4:
      case 5:
        store_.clock().Advance(absl::Seconds(random_() % 600));
        outbox_->RunDue();
        if (!store_.store().health().ok()) Restart();
        return;
      default:
        Add();
        if (!store_.store().health().ok()) Restart();
    }
  }

  void Verify() {
    const auto report = VerifyStore(
        *store_.Read(), {.tables = {&outbox_->table().table()},
                         .add_checks = [this](Checks& checks) {
                           AddOutboxChecks(outbox_->table(), checks);
                         }});
    ASSERT_TRUE(report.ok());
    for (const VerifyProblem& problem : report->problems()) {
      ADD_FAILURE() << problem.space << ": " << problem.text;
    }
  }

  OutboxEffect::State StateOf(const std::string& name) {
    const size_t key = merchants_[0].size();
    const auto effect = *outbox_->table().Find(
        *store_.Read(), name.substr(0, key), EffectIdOf("k", name.substr(key)));
    return effect ? effect->state() : OutboxEffect::STATE_UNSPECIFIED;
  }

  const std::vector<std::string> merchants_ = {
      FormatId("mer", "merchant-number1"), FormatId("mer", "merchant-number2")};
  std::mt19937 random_;
  TestStore store_{GetParam()};
  std::unique_ptr<Outbox> outbox_;
  unsigned long next_key_ = 0;
  int restarts_ = 0;
  bool is_quiet_ = false;
  std::set<std::string> added_;             // Surely.
  std::map<std::string, std::string> ids_;  // Of what ran.
  std::map<std::string, int> done_;
};

TEST_P(OutboxPropertyTest, EverythingIsDoneOrDead) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  random_.seed(seed);
  // Opening a database takes longer than all else.
  const int steps = GetParam() == TestStore::On::kMemory ? 400 : 100;
  for (int step = 0; step < steps; ++step) Step();

  // The storm is over; no wait is longer than four hours.
  is_quiet_ = true;
  Restart();
  for (int i = 0; i < 3; ++i) {
    outbox_->RunDue();
    store_.clock().Advance(absl::Hours(5));
  }
  outbox_->RunDue();

  Verify();
  EXPECT_FALSE(added_.empty());
  for (const std::string& name : added_) {
    const OutboxEffect::State state = StateOf(name);
    EXPECT_NE(state, OutboxEffect::STATE_PENDING) << name;
    EXPECT_TRUE(done_.count(name) || state == OutboxEffect::STATE_DEAD) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, OutboxPropertyTest,
                         testing::Values(TestStore::On::kMemory,
                                         TestStore::On::kDisk));

}  // namespace
}  // namespace comptoir::store
