// What happens at the store's limits and when the engine fails.
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/kv/memory/memory_engine.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"
#include "server/store/testing/held_lane.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");

std::string RowKey(int row) {
  return Key(Space::kCustomersByName, kMerchant)
      .U64(static_cast<uint64_t>(row))
      .Take();
}

// Puts `count` rows of `bytes` each, from row `first` on.
Body PutRows(int first, int count, size_t bytes) {
  return [=](Transaction& txn, std::string*) {
    for (int row = first; row < first + count; ++row) {
      txn.Put(RowKey(row), std::string(bytes, 'v'));
    }
    return absl::OkStatus();
  };
}

bool HasRow(TestStore& store, int row) {
  return store.Read()->Get(RowKey(row))->has_value();
}

TEST(StoreLimits, RefusesATransactionThatIsTooLarge) {
  TestStore store;

  const WriteResult result = store->UpdateAndWait(
      store.ContextFor(kMerchant), PutRows(0, 17, kv::kValueBytesMax));

  EXPECT_EQ(result.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(result.status), "TRANSACTION_TOO_LARGE");
  EXPECT_FALSE(HasRow(store, 0));
}

TEST(StoreLimits, RefusesARecordAndAKeyThatAreTooLarge) {
  TestStore store;
  const WriteResult value = store->UpdateAndWait(
      store.ContextFor(kMerchant), PutRows(0, 1, kv::kValueBytesMax + 1));
  const absl::Status key = store.Write(kMerchant, [](Transaction& txn) {
    txn.Put(RowKey(0) + std::string(kv::kKeyBytesMax, 'k'), "");
    return absl::OkStatus();
  });

  EXPECT_EQ(ReasonOf(value.status), "TRANSACTION_TOO_LARGE");
  EXPECT_EQ(ReasonOf(key), "TRANSACTION_TOO_LARGE");
  EXPECT_TRUE(store
                  ->UpdateAndWait(store.ContextFor(kMerchant),
                                  PutRows(0, 1, kv::kValueBytesMax))
                  .status.ok());
}

TEST(StoreLimits, SplitsAGroupThatIsTooLargeForOneCommit) {
  TestStore store;
  HeldLane lane(store);
  std::vector<std::shared_ptr<Outcome>> outcomes;
  for (int i = 0; i < 5; ++i) {
    outcomes.push_back(lane.Update(PutRows(6 * i, 6, kv::kValueBytesMax)));
  }
  const int64_t commits = store.engine().commits();
  lane.Release();

  for (const auto& outcome : outcomes) {
    EXPECT_TRUE(outcome->Get().status.ok()) << outcome->Get().status;
  }
  EXPECT_TRUE(HasRow(store, 29));
  EXPECT_EQ(store.engine().commits(), commits + 3);
  EXPECT_EQ(store.Log(kMerchant).size(), 5u);
}

TEST(StoreLimits, ABodyThatRunsAgainMakesTheSameIds) {
  TestStore store;
  HeldLane lane(store);
  lane.Update(PutRows(0, 10, kv::kValueBytesMax));
  std::vector<std::string> ids;
  // Does not fit beside the first: it is taken back and runs again.
  const auto outcome =
      lane.Update([&](Transaction& txn, std::string* response) {
        ids.push_back(txn.NewId("cus"));
        ids.push_back(txn.AddJob({.kind = "none", .due = txn.now()}));
        return PutRows(10, 10, kv::kValueBytesMax)(txn, response);
      });
  lane.Release();

  EXPECT_TRUE(outcome->Get().status.ok()) << outcome->Get().status;
  ASSERT_EQ(ids.size(), 4u);
  EXPECT_EQ(ids[0], ids[2]);
  EXPECT_EQ(ids[1], ids[3]);
}

TEST(StoreLimits, SplitsAGroupWithTooManyTransactions) {
  TestStore store(TestStore::On::kMemory, {.group_size_max = 10});
  HeldLane lane(store);
  std::vector<std::shared_ptr<Outcome>> outcomes;
  for (int i = 0; i < 25; ++i)
    outcomes.push_back(lane.Update(PutRows(i, 1, 1)));
  const int64_t commits = store.engine().commits();
  lane.Release();

  for (size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i]->Get().revision, i + 1);
  }
  EXPECT_EQ(store.engine().commits(), commits + 3);
}

TEST(StoreLimits, RefusesMoreThanTheQueueHolds) {
  TestStore store(TestStore::On::kMemory, {.queue_size_max = 3});
  HeldLane lane(store);
  const auto first = lane.Update(PutRows(0, 1, 1));
  const auto second = lane.Update(PutRows(1, 1, 1));
  const auto refused = lane.Update(PutRows(2, 1, 1));

  EXPECT_EQ(refused->Get().status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused->Get().status), "LANE_FULL");
  lane.Release();
  EXPECT_TRUE(first->Get().status.ok());
  EXPECT_TRUE(second->Get().status.ok());
  EXPECT_TRUE(
      store->UpdateAndWait(store.ContextFor(kMerchant), PutRows(3, 1, 1))
          .status.ok());
}

TEST(StoreLimits, AnEngineFailureFailsTheGroupAndAllLaterWrites) {
  TestStore store;
  store->UpdateAndWait(store.ContextFor(kMerchant), PutRows(0, 1, 1));
  HeldLane lane(store);
  bool acted = false;
  const auto written = lane.Update(PutRows(1, 1, 1));
  const auto with_action = lane.Update([&](Transaction& txn, std::string*) {
    txn.OnCommit([&acted] { acted = true; });
    return absl::OkStatus();
  });
  store.engine().FailCommit(
      1, absl::ResourceExhaustedError("/data/db/000004.log: disk full"));
  lane.Release();

  EXPECT_EQ(written->Get().status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(written->Get().status), "STORAGE_FAILED");
  // Where our files are is for the log.
  EXPECT_EQ(written->Get().status.message().find("/data"),
            absl::string_view::npos);
  EXPECT_EQ(ReasonOf(with_action->Get().status), "STORAGE_FAILED");
  EXPECT_FALSE(acted);
  EXPECT_EQ(ReasonOf(store->health()), "STORAGE_FAILED");
  const int64_t commits = store.engine().commits();
  const WriteResult later =
      store->UpdateAndWait(store.ContextFor(kMerchant), PutRows(2, 1, 1));
  EXPECT_EQ(ReasonOf(later.status), "STORAGE_FAILED");
  EXPECT_EQ(store.engine().commits(), commits);
  EXPECT_TRUE(HasRow(store, 0));
  EXPECT_FALSE(HasRow(store, 1));
}

WriteContext WithRequest(const TestStore& store) {
  WriteContext context = store.ContextFor(kMerchant);
  context.request_key = "sixteen-bytes-id";
  context.request_hash = "hash";
  return context;
}

TEST(StoreLimits, AnUnknownOutcomeIsNotCalledAFailureNorIsWhatComesAfterIt) {
  for (const auto becomes :
       {kv::FaultyEngine::Batches::kKept, kv::FaultyEngine::Batches::kLost}) {
    TestStore store;
    store.engine().LoseTrackOfCommit(1, becomes);

    const WriteResult result =
        store->UpdateAndWait(WithRequest(store), PutRows(0, 1, 1));
    const WriteResult again =
        store->UpdateAndWait(WithRequest(store), PutRows(0, 1, 1));

    EXPECT_EQ(result.status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(result.status), "OUTCOME_UNKNOWN");
    EXPECT_EQ(ReasonOf(again.status), "OUTCOME_UNKNOWN");
    EXPECT_EQ(ReasonOf(store->health()), "OUTCOME_UNKNOWN");
    EXPECT_FALSE(HasRow(store, 0)) << "shown before it is known";
  }
}

TEST(StoreLimits, ARepeatedRequestGetsItsFirstAnswerIfItHadHappened) {
  TestStore store;
  store.engine().LoseTrackOfCommit(1, kv::FaultyEngine::Batches::kKept);
  store->UpdateAndWait(WithRequest(store),
                       [](Transaction& txn, std::string* response) {
                         *response = "first";
                         return PutRows(0, 1, 1)(txn, response);
                       });
  store.Reopen();

  const WriteResult again =
      store->UpdateAndWait(WithRequest(store), [](Transaction&, std::string*) {
        ADD_FAILURE() << "the body ran again";
        return absl::OkStatus();
      });

  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.response, "first");
  EXPECT_TRUE(HasRow(store, 0));
  EXPECT_EQ(store.Log(kMerchant).size(), 1u);
}

TEST(StoreLimits, ARepeatedRequestRunsIfItHadNotHappened) {
  TestStore store;
  store.engine().LoseTrackOfCommit(1, kv::FaultyEngine::Batches::kLost);
  store->UpdateAndWait(WithRequest(store), PutRows(0, 1, 1));
  store.Reopen();

  const WriteResult again =
      store->UpdateAndWait(WithRequest(store), PutRows(0, 1, 1));

  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_FALSE(again.replayed);
  EXPECT_TRUE(HasRow(store, 0));
  EXPECT_EQ(store.Log(kMerchant).size(), 1u);
}

TEST(StoreLimits, AStoppedStoreFinishesWhatWaitsAndRefusesTheRest) {
  TestStore store;
  HeldLane lane(store);
  const auto waiting = lane.Update(PutRows(0, 1, 1));
  lane.Release();
  store->Stop();
  const WriteResult late =
      store->UpdateAndWait(store.ContextFor(kMerchant), PutRows(1, 1, 1));

  EXPECT_TRUE(waiting->Get().status.ok());
  EXPECT_EQ(late.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(late.status), "STOPPING");
  EXPECT_TRUE(HasRow(store, 0));
}

TEST(StoreLimits, RefusesDataOfANewerServer) {
  kv::MemoryEngine engine;
  FakeClock clock;
  ASSERT_TRUE(Store::Open(engine, clock).ok());
  kv::Batch batch;
  batch.Put(Key(Space::kMeta, kInstallation).Text("format_version").Take(),
            std::string(7, '\0') + '\x02');
  ASSERT_TRUE(engine.Commit(batch).ok());

  const auto opened = Store::Open(engine, clock);

  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(opened.status()), "NEWER_DATA");
}

TEST(StoreLimits, SeveralLanesServeManyMerchants) {
  TestStore store(TestStore::On::kMemory, {.lanes = 3});
  std::vector<std::shared_ptr<Outcome>> outcomes;
  const auto update = [&](const std::string& merchant, const std::string& row) {
    auto outcome = std::make_shared<Outcome>();
    store->Update(
        store.ContextFor(merchant),
        [row](Transaction& txn, std::string*) {
          txn.Put(Key(Space::kMeta, txn.merchant_id()).Text(row).str(), "");
          return absl::OkStatus();
        },
        [outcome](WriteResult result) { outcome->Set(std::move(result)); });
    outcomes.push_back(outcome);
  };
  for (int i = 0; i < 300; ++i) {
    const std::string id = "merchant-number" + std::to_string(i % 9);
    update(FormatId("mer", id), std::to_string(i));
    update(std::string(kInstallation), std::to_string(i));
  }

  for (const auto& outcome : outcomes) {
    EXPECT_TRUE(outcome->Get().status.ok()) << outcome->Get().status;
  }
  EXPECT_EQ(*LastRevision(*store.Read(), kInstallation), 300u);
  EXPECT_EQ(*LastRevision(*store.Read(), FormatId("mer", "merchant-number5")),
            33u);
}

}  // namespace
}  // namespace comptoir::store
