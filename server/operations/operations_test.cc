#include "server/operations/operations.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/merchants/v1/operation_events.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/wrappers.pb.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::operations {
namespace {

using merchants::v1::Operation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr int kStepsOfAll = 3;
const std::string kMerchant = FormatId("mer", "merchant-number1");

// Operations of the kind "count": each step appends its cursor to a row, and
// the third is the last.
class OperationsTest : public testing::Test {
 protected:
  OperationsTest() { Register(); }

  void Register() {
    operations_ = std::make_unique<Operations>(store_.store());
    operations_->Register(
        {.name = "count",
         .step = [this](const store::Snapshot&, const OperationRun& run) {
           return Step(run);
         }});
  }

  absl::StatusOr<OperationWrite> Step(const OperationRun& run) {
    runs_.push_back(run);
    if (!reading_.ok()) return reading_;
    return [this, run](store::Transaction& txn) -> absl::StatusOr<StepOutcome> {
      const std::string cursor = run.cursor + "x";
      txn.Put(RowKey(run.merchant_id), run.input + cursor);
      if (!writing_.ok()) return writing_;
      StepOutcome outcome{.done_units = static_cast<int64_t>(cursor.size()),
                          .total_units = kStepsOfAll};
      if (cursor.size() < kStepsOfAll) {
        outcome.cursor = cursor;
      } else {
        auto result = std::make_shared<google::protobuf::StringValue>();
        result->set_value(cursor);
        outcome.result = result;
      }
      return outcome;
    };
  }

  static std::string RowKey(const std::string& merchant) {
    return store::Key(store::Space::kMeta, merchant).Text("count").Take();
  }
  std::string Row() {
    return store_.Read()->Get(RowKey(kMerchant))->value_or("");
  }

  Operation Begin() {
    return store_
        .Write(kMerchant,
               [&](store::Transaction& txn) {
                 return operations_->Begin(txn, "count", "input ");
               })
        .value();
  }

  absl::StatusOr<Operation> Cancel(const std::string& id) {
    return store_.Write(kMerchant, [&](store::Transaction& txn) {
      return operations_->Cancel(txn, id);
    });
  }

  Operation Now(const std::string& id) {
    return operations_->table()
        .Get(*store_.Read(), kMerchant, id)
        .value()
        .operation();
  }

  // Runs what is due, step by step: a stop between any two.
  void RunAfter(absl::Duration time) {
    store_.clock().Advance(time);
    store_.RunDueJobs();
  }

  std::vector<std::string> EventNames() {
    std::vector<std::string> names;
    for (const auto& entry : store_.Log(kMerchant)) {
      for (const auto& event : entry.events()) {
        names.push_back(event.data().type_url().substr(
            event.data().type_url().rfind('.') + 1));
      }
    }
    return names;
  }

  store::TestStore store_;
  absl::Status reading_;
  absl::Status writing_;
  std::vector<OperationRun> runs_;
  std::unique_ptr<Operations> operations_;
};

TEST_F(OperationsTest, GoesFromPendingToItsResult) {
  const Operation begun = Begin();
  EXPECT_EQ(begun.state(), merchants::v1::OPERATION_STATE_PENDING);
  EXPECT_EQ(begun.kind(), "count");
  EXPECT_EQ(begun.actor_id(), "test");
  EXPECT_EQ(PrefixOf(begun.id()), "ope");
  EXPECT_TRUE(begun.has_create_time());
  EXPECT_FALSE(begun.has_start_time());

  RunAfter(absl::Seconds(1));

  ASSERT_EQ(runs_.size(), 3u);
  EXPECT_EQ(runs_[1].input, "input ");
  EXPECT_EQ(runs_[1].cursor, "x");
  EXPECT_EQ(runs_[1].operation_id, begun.id());
  EXPECT_EQ(runs_[1].actor_id, "test");
  const Operation done = Now(begun.id());
  EXPECT_EQ(done.state(), merchants::v1::OPERATION_STATE_SUCCEEDED);
  EXPECT_NE(done.etag(), begun.etag());
  EXPECT_EQ(done.done_units(), kStepsOfAll);
  EXPECT_EQ(done.total_units(), kStepsOfAll);
  EXPECT_TRUE(done.has_start_time());
  EXPECT_TRUE(done.has_end_time());
  EXPECT_FALSE(done.has_error());
  google::protobuf::StringValue result;
  ASSERT_TRUE(done.result().UnpackTo(&result));
  EXPECT_EQ(result.value(), "xxx");
  EXPECT_THAT(EventNames(), ElementsAre("OperationStarted", "OperationEnded"));
}

TEST_F(OperationsTest, IsForgottenAMonthAfterItsEnd) {
  const std::string id = Begin().id();
  RunAfter(absl::ZeroDuration());

  RunAfter(kOperationKept - absl::Microseconds(1));
  EXPECT_EQ(Now(id).state(), merchants::v1::OPERATION_STATE_SUCCEEDED);
  RunAfter(absl::Microseconds(1));

  EXPECT_FALSE(*operations_->table().Find(*store_.Read(), kMerchant, id));
  EXPECT_FALSE(store_.Read()
                   ->Scan(store::Key(store::Space::kJobs, kMerchant).Prefix())
                   ->Valid());
}

TEST_F(OperationsTest, AnErrorEndsItAndTakesTheStepBack) {
  writing_ = Error(absl::StatusCode::kFailedPrecondition, "BROKEN",
                   "the data is broken");
  const std::string id = Begin().id();
  RunAfter(absl::ZeroDuration());

  const Operation failed = Now(id);
  EXPECT_EQ(failed.state(), merchants::v1::OPERATION_STATE_FAILED);
  EXPECT_EQ(failed.error().code(), 9);
  EXPECT_EQ(failed.error().reason(), "BROKEN");
  EXPECT_EQ(failed.error().message(), "the data is broken");
  EXPECT_TRUE(failed.has_end_time());
  EXPECT_EQ(runs_.size(), 1u);
  EXPECT_EQ(Row(), "");
  EXPECT_THAT(EventNames(), ElementsAre("OperationStarted", "OperationEnded"));

  RunAfter(kOperationKept);
  EXPECT_FALSE(*operations_->table().Find(*store_.Read(), kMerchant, id));
}

TEST_F(OperationsTest, AnErrorThatIsNotForCallersLosesItsText) {
  writing_ = absl::InternalError("at 0xdeadbeef in /secret/place");
  const std::string id = Begin().id();
  RunAfter(absl::ZeroDuration());

  EXPECT_EQ(Now(id).error().code(), 13);
  EXPECT_EQ(Now(id).error().reason(), "INTERNAL");
  EXPECT_THAT(Now(id).error().message(), Not(HasSubstr("secret")));
}

TEST_F(OperationsTest, WhatMayPassIsTriedAFewTimes) {
  reading_ = absl::UnavailableError("not now");
  const std::string id = Begin().id();
  RunAfter(absl::ZeroDuration());
  RunAfter(absl::Minutes(1));
  EXPECT_EQ(Now(id).state(), merchants::v1::OPERATION_STATE_PENDING);
  reading_ = absl::OkStatus();
  RunAfter(absl::Minutes(1));
  EXPECT_EQ(Now(id).state(), merchants::v1::OPERATION_STATE_SUCCEEDED);

  runs_.clear();
  reading_ = absl::UnavailableError("never");
  const std::string second = Begin().id();
  for (int i = 0; i < 2 * kStepFailuresMax; ++i) RunAfter(absl::Minutes(1));
  EXPECT_EQ(runs_.size(), static_cast<size_t>(kStepFailuresMax));
  EXPECT_EQ(Now(second).state(), merchants::v1::OPERATION_STATE_FAILED);
  EXPECT_EQ(Now(second).error().code(), 14);
}

TEST_F(OperationsTest, ACanceledOneDoesNothingMore) {
  const std::string id = Begin().id();
  const absl::StatusOr<Operation> canceled = Cancel(id);
  ASSERT_TRUE(canceled.ok()) << canceled.status();
  EXPECT_EQ(canceled->state(), merchants::v1::OPERATION_STATE_CANCELED);
  RunAfter(absl::ZeroDuration());

  EXPECT_THAT(runs_, IsEmpty());
  EXPECT_EQ(Now(id).state(), merchants::v1::OPERATION_STATE_CANCELED);
  EXPECT_THAT(EventNames(), ElementsAre("OperationStarted", "OperationEnded"));
  // Again, and of one that succeeded: nothing changes.
  EXPECT_EQ(Cancel(id)->etag(), canceled->etag());
  const std::string other = Begin().id();
  RunAfter(absl::ZeroDuration());
  EXPECT_EQ(Cancel(other)->state(), merchants::v1::OPERATION_STATE_SUCCEEDED);
  EXPECT_EQ(ReasonOf(Cancel(FormatId("ope", "operation-number")).status()),
            "NOT_FOUND");
}

TEST_F(OperationsTest, IsCanceledBetweenReadingAndWritingAStep) {
  std::string id;
  operations_ = std::make_unique<Operations>(store_.store());
  operations_->Register(
      {.name = "count",
       .step = [&](const store::Snapshot&,
                   const OperationRun& run) -> absl::StatusOr<OperationWrite> {
         EXPECT_TRUE(Cancel(run.operation_id).ok());
         return Step(run);
       }});
  id = Begin().id();
  RunAfter(absl::ZeroDuration());

  EXPECT_EQ(Row(), "");
  EXPECT_EQ(Now(id).state(), merchants::v1::OPERATION_STATE_CANCELED);
  EXPECT_EQ(runs_.size(), 1u);
}

TEST_F(OperationsTest, GoesOnAfterARestart) {
  writing_ = absl::UnavailableError("not now");
  const std::string id = Begin().id();
  RunAfter(absl::ZeroDuration());
  store_.Reopen();
  Register();
  writing_ = absl::OkStatus();
  RunAfter(absl::Minutes(1));

  EXPECT_EQ(Now(id).state(), merchants::v1::OPERATION_STATE_SUCCEEDED);
  EXPECT_EQ(Row(), "input xxx");
  const auto report =
      store::VerifyStore(*store_.Read(), {.tables = {&operations_->table()}});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok());
}

TEST_F(OperationsTest, AMerchantHasOnlySoManyOpen) {
  std::vector<std::string> ids;
  for (int i = 0; i < kOpenOperationsMax; ++i) ids.push_back(Begin().id());

  const auto begin = [this](const std::string& merchant) {
    return ReasonOf(store_
                        .Write(merchant,
                               [&](store::Transaction& txn) {
                                 return operations_->Begin(txn, "count", "");
                               })
                        .status());
  };
  EXPECT_EQ(begin(kMerchant), "TOO_MANY_OPERATIONS");
  EXPECT_EQ(begin(FormatId("mer", "merchant-number2")), "");
  ASSERT_TRUE(Cancel(ids[0]).ok());
  EXPECT_EQ(begin(kMerchant), "");
  EXPECT_EQ(begin(kMerchant), "TOO_MANY_OPERATIONS");
  RunAfter(absl::ZeroDuration());
  EXPECT_EQ(begin(kMerchant), "") << "those that have ended are not open";
}

TEST_F(OperationsTest, WatchersSeeTheFirstAndTheLastState) {
  const std::string id = Begin().id();
  int wakes = 0;
  const auto source = operations_->Watch(kMerchant, id, [&wakes] { ++wakes; });
  ASSERT_TRUE(source.ok()) << source.status();
  Operation seen;
  EXPECT_TRUE(*(*source)->Next(&seen));
  EXPECT_EQ(seen.state(), merchants::v1::OPERATION_STATE_PENDING);
  EXPECT_FALSE(*(*source)->Next(&seen)) << "nothing has changed";

  RunAfter(absl::ZeroDuration());
  EXPECT_EQ(wakes, kStepsOfAll);
  EXPECT_TRUE(*(*source)->Next(&seen));
  EXPECT_EQ(seen.state(), merchants::v1::OPERATION_STATE_SUCCEEDED);
  EXPECT_EQ((*source)->Next(&seen).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST_F(OperationsTest, WatchingWhatIsNotThereFails) {
  const std::string id = FormatId("ope", "operation-number");
  EXPECT_EQ(ReasonOf(operations_->Watch(kMerchant, id, [] {}).status()),
            "NOT_FOUND");
}

TEST_F(OperationsTest, NobodyWakesAWatcherThatIsGone) {
  const std::string id = Begin().id();
  int wakes = 0;
  EXPECT_TRUE(operations_->Watch(kMerchant, id, [&wakes] { ++wakes; }).ok());
  RunAfter(absl::ZeroDuration());

  EXPECT_EQ(wakes, 0);
}

}  // namespace
}  // namespace comptoir::operations
