#include "server/store/store.h"

#include <future>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/wrappers.pb.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/held_lane.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");
const std::string kCustomer = FormatId("cus", "customer-number1");

std::string RowKey(std::string_view name,
                   const std::string& merchant = kMerchant) {
  return Key(Space::kCustomersByName, merchant).Text(name).Take();
}

std::string ValueOf(const kv::View& reader, std::string_view name) {
  const auto value = reader.Get(RowKey(name));
  EXPECT_TRUE(value.ok()) << value.status();
  return value.ok() && *value ? **value : "(absent)";
}

// A body that puts one row and answers with `value`.
Body PutRow(std::string name, std::string value) {
  return [=](Transaction& txn, std::string* response) {
    txn.Put(RowKey(name, txn.merchant_id()), value);
    *response = value;
    return absl::OkStatus();
  };
}

WriteContext WithRequest(const TestStore& store, std::string request_key,
                         std::string request_hash) {
  WriteContext context = store.ContextFor(kMerchant);
  context.request_key = std::move(request_key);
  context.request_hash = std::move(request_hash);
  return context;
}

TEST(Store, ReadsWhatWasWritten) {
  TestStore store;

  const WriteResult result =
      store->UpdateAndWait(store.ContextFor(kMerchant), PutRow("a", "1"));

  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.response, "1");
  EXPECT_EQ(result.revision, 1u);
  EXPECT_EQ(ValueOf(*store.Read(), "a"), "1");
}

TEST(Store, ATransactionSeesItsOwnWrites) {
  TestStore store;
  const absl::Status status = store.Write(kMerchant, [](Transaction& txn) {
    txn.Put(RowKey("a"), "1");
    EXPECT_EQ(ValueOf(txn, "a"), "1");
    txn.Put(RowKey("a"), "2");
    EXPECT_EQ(ValueOf(txn, "a"), "2");
    txn.Delete(RowKey("a"));
    EXPECT_EQ(ValueOf(txn, "a"), "(absent)");
    return absl::OkStatus();
  });

  EXPECT_TRUE(status.ok()) << status;
}

TEST(Store, ATransactionReadsManyRowsWithItsOwnWritesOnTop) {
  TestStore store;
  store->UpdateAndWait(store.ContextFor(kMerchant),
                       [](Transaction& txn, std::string*) {
                         for (const char* name : {"a", "b", "c", "d"}) {
                           txn.Put(RowKey(name), "old");
                         }
                         return absl::OkStatus();
                       });
  const absl::Status status = store.Write(kMerchant, [](Transaction& txn) {
    txn.Put(RowKey("b"), "mine");
    txn.Delete(RowKey("c"));
    txn.Put(RowKey("new"), "mine");
    EXPECT_EQ(ValueOf(txn, "d"), "old");
    const std::vector<std::string> keys = {
        RowKey("new"), RowKey("a"), RowKey("never"), RowKey("b"),
        RowKey("c"),   RowKey("d"), RowKey("a")};
    for (int time = 0; time < 2; ++time) {  // Read anew, then remembered.
      const auto values = txn.MultiGet(keys);
      EXPECT_TRUE(values.ok()) << values.status();
      EXPECT_THAT(*values, ElementsAre("mine", "old", std::nullopt, "mine",
                                       std::nullopt, "old", "old"));
    }
    txn.Put(RowKey("a"), "mine");
    EXPECT_EQ(**txn.Get(RowKey("a")), "mine");
    EXPECT_EQ((*txn.MultiGet(keys))[1], "mine");
    return absl::OkStatus();
  });

  EXPECT_TRUE(status.ok()) << status;
}

TEST(Store, AFailedBodyWritesNothing) {
  TestStore store;
  bool acted = false;
  const absl::Status status = store.Write(kMerchant, [&](Transaction& txn) {
    txn.Put(RowKey("a"), "1");
    txn.OnCommit([&acted] { acted = true; });
    return absl::FailedPreconditionError("refused");
  });

  EXPECT_EQ(status, absl::FailedPreconditionError("refused"));
  EXPECT_EQ(ValueOf(*store.Read(), "a"), "(absent)");
  EXPECT_THAT(store.Log(kMerchant), IsEmpty());
  EXPECT_FALSE(acted);
}

TEST(Store, OneGroupIsOneCommitAndAFailureTakesBackItsOwnWritesOnly) {
  TestStore store;
  HeldLane lane(store);
  const auto first = lane.Update(PutRow("a", "1"));
  const auto failing = lane.Update([](Transaction& txn, std::string*) {
    EXPECT_EQ(ValueOf(txn, "a"), "1");
    txn.Put(RowKey("a"), "spoilt");
    txn.Delete(RowKey("b"));
    txn.Put(RowKey("c"), "spoilt");
    return absl::AbortedError("no");
  });
  const auto last = lane.Update([](Transaction& txn, std::string*) {
    EXPECT_EQ(ValueOf(txn, "a"), "1");
    EXPECT_EQ(ValueOf(txn, "c"), "(absent)");
    txn.Put(RowKey("b"), "2");
    return absl::OkStatus();
  });
  const int64_t commits_before = store.engine().commits();
  lane.Release();

  EXPECT_TRUE(first->Get().status.ok());
  EXPECT_EQ(failing->Get().status, absl::AbortedError("no"));
  EXPECT_TRUE(last->Get().status.ok());
  EXPECT_EQ(store.engine().commits(), commits_before + 1);
  EXPECT_EQ(ValueOf(*store.Read(), "a"), "1");
  EXPECT_EQ(ValueOf(*store.Read(), "b"), "2");
  EXPECT_EQ(ValueOf(*store.Read(), "c"), "(absent)");
  EXPECT_EQ(last->Get().revision, first->Get().revision + 1);
}

TEST(Store, ABodyThatChangesNothingLeavesNoTrace) {
  TestStore store;
  const int64_t commits = store.engine().commits();
  const WriteResult result = store->UpdateAndWait(
      store.ContextFor(kMerchant), [](Transaction& txn, std::string* response) {
        *response = ValueOf(txn, "a");
        return absl::OkStatus();
      });

  EXPECT_EQ(result.response, "(absent)");
  EXPECT_EQ(result.revision, 0u);
  EXPECT_EQ(store.engine().commits(), commits);
  EXPECT_THAT(store.Log(kMerchant), IsEmpty());
}

TEST(Store, TheLogHasEventsFactsAndAChain) {
  TestStore store;
  google::protobuf::StringValue data;
  data.set_value("happened");
  WriteContext context = store.ContextFor(kMerchant);
  context.actor = "mem_1";
  context.method = "Service/Method";
  store->UpdateAndWait(context, [&](Transaction& txn, std::string*) {
    EXPECT_EQ(txn.revision(), 1u);
    txn.AppendEvent(data, {kCustomer, "sal_2"}, {kCustomer});
    return absl::OkStatus();
  });
  store->UpdateAndWait(store.ContextFor(kMerchant), PutRow("a", "1"));

  const auto log = store.Log(kMerchant);
  ASSERT_EQ(log.size(), 2u);
  EXPECT_EQ(log[0].revision(), 1u);
  EXPECT_EQ(log[0].time().seconds(), absl::ToUnixSeconds(store.clock().Now()));
  EXPECT_EQ(log[0].actor(), "mem_1");
  EXPECT_EQ(log[0].method(), "Service/Method");
  EXPECT_EQ(log[0].previous_hash(), "");
  ASSERT_EQ(log[0].events_size(), 1);
  EXPECT_TRUE(log[0].events(0).data().UnpackTo(&data));
  EXPECT_THAT(log[0].events(0).subjects(), ElementsAre(kCustomer, "sal_2"));
  EXPECT_EQ(log[1].revision(), 2u);
  EXPECT_EQ(log[1].previous_hash().size(), 32u);
  const auto feed = store.Read()->Get(
      Key(Space::kFeed, kMerchant).Id(kCustomer).U64(1).str());
  EXPECT_TRUE(feed.ok() && feed->has_value());
}

TEST(Store, ATransactionKnowsWhoWhenAndWhichIds) {
  TestStore store;
  WriteContext context = store.ContextFor(kMerchant);
  context.actor = "mem_1";
  std::vector<std::string> ids;
  const Body body = [&](Transaction& txn, std::string*) {
    EXPECT_EQ(txn.actor(), "mem_1");
    EXPECT_EQ(txn.now(), context.time);
    for (int i = 0; i < 2; ++i) ids.push_back(txn.NewId("cus"));
    return absl::OkStatus();
  };
  store->UpdateAndWait(context, body);
  store->UpdateAndWait(context, body);
  context.seed = "0123456789abcdef";
  store->UpdateAndWait(context, body);
  store->UpdateAndWait(context, body);

  ASSERT_EQ(ids.size(), 8u);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 6u);
  EXPECT_LT(ids[0], ids[1]) << "not in the order they were made";
  EXPECT_THAT(std::vector(ids.begin() + 4, ids.begin() + 6),
              ElementsAreArray(ids.begin() + 6, ids.end()));
}

TEST(Store, EachMerchantHasItsOwnRevisionsAlsoAfterReopening) {
  TestStore store;
  store->UpdateAndWait(store.ContextFor(kMerchant), PutRow("a", "1"));
  store->UpdateAndWait(store.ContextFor(kMerchant), PutRow("a", "2"));
  store->UpdateAndWait(store.ContextFor(kOther), PutRow("a", "1"));
  store.Reopen();
  store->UpdateAndWait(store.ContextFor(kMerchant), PutRow("a", "3"));

  EXPECT_EQ(*LastRevision(*store.Read(), kMerchant), 3u);
  EXPECT_EQ(*LastRevision(*store.Read(), kOther), 1u);
  EXPECT_EQ(ReadLog(*store.Read(), kMerchant, 3)->revision(), 3u);
  EXPECT_EQ(ReadLog(*store.Read(), kMerchant, 4).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(Store, ARepeatedRequestGetsTheFirstAnswer) {
  TestStore store;
  const WriteContext context = WithRequest(store, "key", "hash");
  store->UpdateAndWait(context, PutRow("a", "1"));
  store.Reopen();

  const WriteResult again =
      store->UpdateAndWait(context, [](Transaction&, std::string*) {
        ADD_FAILURE() << "the body ran again";
        return absl::OkStatus();
      });

  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.response, "1");
  EXPECT_EQ(again.revision, 1u);
  EXPECT_EQ(*LastRevision(*store.Read(), kMerchant), 1u);
}

TEST(Store, ARequestRepeatedInOneGroupRunsOnce) {
  TestStore store;
  HeldLane lane(store);
  const WriteContext context = WithRequest(store, "key", "hash");
  const auto first = lane.Update(PutRow("a", "1"), context);
  const auto again = lane.Update(PutRow("a", "2"), context);
  lane.Release();

  EXPECT_FALSE(first->Get().replayed);
  EXPECT_TRUE(again->Get().replayed);
  EXPECT_EQ(again->Get().response, "1");
  EXPECT_EQ(ValueOf(*store.Read(), "a"), "1");
}

TEST(Store, ARequestIdOfAnotherRequestIsRefused) {
  TestStore store;
  store->UpdateAndWait(WithRequest(store, "key", "hash"), PutRow("a", "1"));

  const WriteResult other = store->UpdateAndWait(
      WithRequest(store, "key", "other hash"), PutRow("a", "2"));

  EXPECT_EQ(other.status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(other.status), "REQUEST_ID_REUSED");
  EXPECT_EQ(ValueOf(*store.Read(), "a"), "1");
}

TEST(Store, AFailedRequestMayBeRepeated) {
  TestStore store;
  const WriteContext context = WithRequest(store, "key", "hash");
  store->UpdateAndWait(context, [](Transaction&, std::string*) {
    return absl::InvalidArgumentError("wrong");
  });

  const WriteResult again = store->UpdateAndWait(context, PutRow("a", "1"));

  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_FALSE(again.replayed);
}

TEST(Store, CommittedStateIsVisibleToActionsThenListenersThenCallers) {
  TestStore store;
  std::vector<std::string> calls;
  store->AddLogListener([&](const std::string& merchant, auto entry) {
    EXPECT_EQ(merchant, kMerchant);
    EXPECT_EQ(ValueOf(*store.Read(), "a"), "1");
    calls.push_back("listener " + std::to_string(entry->revision()));
  });
  store->UpdateAndWait(store.ContextFor(kMerchant),
                       [&](Transaction& txn, std::string*) {
                         txn.Put(RowKey("a"), "1");
                         txn.OnCommit([&] {
                           EXPECT_EQ(ValueOf(*store.Read(), "a"), "1");
                           calls.push_back("action");
                         });
                         return absl::OkStatus();
                       });

  EXPECT_THAT(calls, ElementsAre("action", "listener 1"));
}

TEST(Store, AReadIsNotDisturbedByLaterWrites) {
  TestStore store;
  store->UpdateAndWait(store.ContextFor(kMerchant), PutRow("a", "1"));
  const auto before = store.Read();
  store->UpdateAndWait(store.ContextFor(kMerchant), PutRow("a", "2"));

  EXPECT_EQ(ValueOf(*before, "a"), "1");
  EXPECT_EQ(ValueOf(*store.Read(), "a"), "2");
}

TEST(Store, RefusesRowsOfAnotherMerchant) {
  TestStore store;
  const absl::Status status = store.Write(kMerchant, [](Transaction& txn) {
    txn.Put(RowKey("a"), "1");
    txn.Put(RowKey("a", kOther), "1");
    return absl::OkStatus();
  });

  EXPECT_EQ(ReasonOf(status), "FOREIGN_ROW");
  EXPECT_EQ(ValueOf(*store.Read(), "a"), "(absent)");
}

TEST(Store, TheInstallationMayWriteRowsOfEveryMerchant) {
  TestStore store;
  const absl::Status status =
      store.Write(std::string(kInstallation), [](Transaction& txn) {
        txn.Put(RowKey("a"), "1");
        return absl::OkStatus();
      });

  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(ValueOf(*store.Read(), "a"), "1");
}

TEST(Store, RefusesAMalformedMerchant) {
  TestStore store;

  const WriteResult result =
      store->UpdateAndWait(store.ContextFor("mer_1"), PutRow("a", "1"));

  EXPECT_EQ(result.status.code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace comptoir::store
