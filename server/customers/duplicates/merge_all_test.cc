#include "server/customers/duplicates/merging/merge_all.h"

#include <optional>
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "comptoir/storage/v1/duplicate.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/duplicates/rules/duplicate_rules.h"
#include "server/customers/duplicates/testing/duplicates_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::MergeAllResult;

constexpr auto kPossible = v1::DUPLICATE_CONFIDENCE_POSSIBLE;

class MergeAllTest : public DuplicatesFixture {
 protected:
  static std::string PhoneOf(int number) {
    return fmt::format("06 12 34 {:02} {:02}", number / 100, number % 100);
  }
  std::string CreateAnna(const std::string& phone) {
    return Create({.given = "Anna", .family = "Roux", .phone = phone});
  }
  MergeAllResult Result(const std::string& id) {
    return ResultOf<MergeAllResult>(id);
  }
  static std::string Left(const MergeAllResult& result) {
    std::string text;
    for (const v1::LeftDuplicate& left : result.left()) {
      text += left.reason() + " ";
    }
    return text;
  }
};

TEST_F(MergeAllTest, MergesIntoWhoWasFirst) {
  const std::string anna = CreateAnna(PhoneOf(1));
  const std::string again = CreateAnna(PhoneOf(1));
  const std::string paul = Create({.given = "Paul", .phone = PhoneOf(1)});

  const std::string id = MergeAll();

  EXPECT_EQ(Result(id).merged_count(), 1);
  EXPECT_EQ(Result(id).left_count(), 0);
  EXPECT_EQ(Operation(id).done_units(), 1);
  EXPECT_EQ(Operation(id).total_units(), 1);
  EXPECT_EQ(Get(again).id(), anna);
  EXPECT_EQ(Get(paul).id(), paul);
  EXPECT_THAT(Suggestions(), IsEmpty());
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(MergeAllTest, IsAnyMergeWithTheOperationsId) {
  const std::string anna = CreateAnna(PhoneOf(1));
  const std::string again = CreateAnna(PhoneOf(1));

  const std::string id = MergeAll();

  v1::ListMergesRequest request;
  request.set_customer_id(again);
  const auto merges = customers_.ListMerges(request);
  ASSERT_THAT(merges->merges(), SizeIs(1));
  EXPECT_EQ(merges->merges(0).operation_id(), id);
  EXPECT_EQ(merges->merges(0).survivor_customer_id(), anna);
  ASSERT_TRUE(customers_.Unmerge(again).ok());
  EXPECT_EQ(Get(again).id(), again);
}

// More than a transaction changes once: several steps.
TEST_F(MergeAllTest, MergesAllOfMany) {
  Ids ids;
  for (size_t i = 0; i < kSharingMax; ++i)
    ids.push_back(CreateAnna(PhoneOf(1)));

  const std::string id = MergeAll();

  EXPECT_EQ(Result(id).merged_count(), static_cast<int>(kSharingMax) - 1);
  EXPECT_EQ(Result(id).left_count(), 0);
  for (const std::string& one : ids) EXPECT_EQ(Get(one).id(), ids[0]);
}

TEST_F(MergeAllTest, MergesMoreThanAStepTakes) {
  constexpr int kPairs = static_cast<int>(kMergesPerStep) + 1;
  for (int i = 0; i < kPairs; ++i) {
    CreateAnna(PhoneOf(i));
    CreateAnna(PhoneOf(i));
  }
  const size_t revisions = customers_.Log().size();

  const std::string id = MergeAll();

  EXPECT_EQ(Result(id).merged_count(), kPairs);
  // It was begun, and two steps.
  EXPECT_EQ(customers_.Log().size(), revisions + 3);
}

TEST_F(MergeAllTest, LeavesWhatIsNotCertainUnlessAskedFor) {
  Create({.given = "Marie", .family = "Roux", .phone = PhoneOf(1)});
  Create({.given = "M.", .family = "Roux", .phone = PhoneOf(1)});

  const MergeAllResult careful = Result(MergeAll());

  EXPECT_EQ(careful.merged_count(), 0);
  EXPECT_EQ(careful.left_count(), 1);
  EXPECT_EQ(Left(careful), "UNCERTAIN ");
  EXPECT_EQ(Result(MergeAll(kPossible)).merged_count(), 1);
}

TEST_F(MergeAllTest, LeavesWhoIsIgnored) {
  const std::string anna = CreateAnna(PhoneOf(1));
  const std::string again = CreateAnna(PhoneOf(1));
  ASSERT_TRUE(Ignore({anna, again}).ok());

  const MergeAllResult result = Result(MergeAll());

  EXPECT_EQ(result.merged_count() + result.left_count(), 0);
}

TEST_F(MergeAllTest, CountsWhatTooManyShare) {
  for (size_t i = 0; i <= kSharingMax; ++i) CreateAnna(PhoneOf(1));

  const MergeAllResult result = Result(MergeAll());

  EXPECT_EQ(result.merged_count(), 0);
  EXPECT_EQ(result.shared_count(), 1);
}

TEST_F(MergeAllTest, LeavesAProfileOfTooManyCustomers) {
  // Of 99 and 1 there are 100, and no more.
  const auto fill = [this](const std::string& phone, int others) {
    const std::string survivor = CreateAnna(phone);
    Ids ids;
    for (int i = 0; i < others; ++i) ids.push_back(Create({.given = "Anna"}));
    EXPECT_TRUE(customers_.Merge(survivor, ids).ok());
  };
  fill(PhoneOf(1), kIdentitiesMax - 2);
  CreateAnna(PhoneOf(1));
  fill(PhoneOf(2), kIdentitiesMax - 1);
  CreateAnna(PhoneOf(2));

  const MergeAllResult result = Result(MergeAll());

  EXPECT_EQ(result.merged_count(), 1);
  EXPECT_EQ(Left(result), "TOO_MANY_IDENTITIES ");
}

TEST_F(MergeAllTest, ListsTheFirstOfWhatItLeaves) {
  for (int i = 0; i <= kLeftListedMax; ++i) {
    Create({.given = "Marie", .family = "Roux", .phone = PhoneOf(i)});
    Create({.given = "M.", .family = "Roux", .phone = PhoneOf(i)});
  }

  const MergeAllResult result = Result(MergeAll());

  EXPECT_EQ(result.left_count(), kLeftListedMax + 1);
  EXPECT_EQ(result.left_size(), kLeftListedMax);
}

TEST_F(MergeAllTest, IsAlone) {
  const auto first = BeginMergeAll();
  ASSERT_TRUE(first.ok()) << first.status();

  EXPECT_EQ(ReasonOf(BeginMergeAll().status()), "OPERATION_RUNNING");
  EXPECT_EQ(ReasonOf(BeginUndo(first->id()).status()), "OPERATION_RUNNING");
}

TEST_F(MergeAllTest, RefusesAConfidenceThatThereIsNot) {
  EXPECT_EQ(
      ReasonOf(BeginMergeAll(static_cast<v1::DuplicateConfidence>(7)).status()),
      "INVALID_FIELDS");
}

// Steps by hand: each knows nothing but what the last one left.
class MergeAllStepsTest : public MergeAllTest {
 protected:
  using Write = operations::OperationWrite;

  // What a step that reads now would write.
  Write Plan(const std::string& cursor) {
    storage::v1::MergeAllInput input;
    input.set_least_confidence(v1::DUPLICATE_CONFIDENCE_CERTAIN);
    const auto write =
        MergeAllKind(suggester_, book_)
            .step(*store().Read(), {.merchant_id = merchant_,
                                    .operation_id = kOperation,
                                    .input = input.SerializeAsString(),
                                    .cursor = cursor});
    EXPECT_TRUE(write.ok()) << write.status();
    return *write;
  }
  operations::StepOutcome Do(const Write& write) {
    const auto outcome = store().Write(
        merchant_, [&](store::Transaction& txn) { return write(txn); });
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return *outcome;
  }
  // The result, once there is nothing more to do.
  MergeAllResult RunFrom(std::optional<std::string> cursor) {
    for (int i = 0; i < 100; ++i) {
      const operations::StepOutcome outcome = Do(Plan(*cursor));
      if (!outcome.cursor) {
        return static_cast<const MergeAllResult&>(*outcome.result);
      }
      cursor = outcome.cursor;
    }
    ADD_FAILURE() << "it does not end";
    return {};
  }

  static constexpr char kOperation[] = "ope_00000000000000000000000001";
  const MergeBook book_{customers_.directory()};
  const IgnoredDuplicates ignored_{customers_.tables()};
  const Suggester suggester_{customers_.tables(), ignored_};
};

TEST_F(MergeAllStepsTest, GoOnFromWhatTheLastOneLeft) {
  constexpr int kPairs = 3 * static_cast<int>(kMergesPerStep);
  for (int i = 0; i < kPairs; ++i) {
    CreateAnna(PhoneOf(i));
    CreateAnna(PhoneOf(i));
  }
  const operations::StepOutcome first = Do(Plan(""));
  ASSERT_TRUE(first.cursor);
  EXPECT_EQ(first.done_units, static_cast<int64_t>(kMergesPerStep));

  EXPECT_EQ(RunFrom(first.cursor).merged_count(), kPairs);
  EXPECT_THAT(Suggestions(), IsEmpty());
}

TEST_F(MergeAllStepsTest, LeaveWhoChangesAtThatMoment) {
  CreateAnna(PhoneOf(1));
  const std::string again = CreateAnna(PhoneOf(1));
  CreateAnna(PhoneOf(2));
  CreateAnna(PhoneOf(2));
  const Write write = Plan("");
  v1::Customer renamed;
  renamed.set_id(again);
  renamed.set_given_name("Bertrand");
  renamed.set_family_name("Lefort");
  ASSERT_TRUE(customers_.Update(renamed).ok());

  const operations::StepOutcome outcome = Do(write);

  ASSERT_FALSE(outcome.cursor);
  const auto& result = static_cast<const MergeAllResult&>(*outcome.result);
  EXPECT_EQ(result.merged_count(), 1);
  EXPECT_EQ(Left(result), "CHANGED ");
  EXPECT_EQ(Get(again).id(), again);
}

TEST_F(MergeAllStepsTest, LeaveWhoIsDeletedMergedOrIgnoredAtThatMoment) {
  Ids firsts;
  Ids seconds;
  for (int i = 0; i < 3; ++i) {
    firsts.push_back(CreateAnna(PhoneOf(i)));
    seconds.push_back(CreateAnna(PhoneOf(i)));
  }
  const Write write = Plan("");
  ASSERT_TRUE(customers_.Delete(seconds[0]).ok());
  ASSERT_TRUE(customers_.Merge(firsts[1], {seconds[1]}).ok());
  ASSERT_TRUE(Ignore({firsts[2], seconds[2]}).ok());

  const operations::StepOutcome outcome = Do(write);

  const auto& result = static_cast<const MergeAllResult&>(*outcome.result);
  EXPECT_EQ(result.merged_count(), 0);
  EXPECT_EQ(Left(result), "CHANGED CHANGED CHANGED ");
}

// Where nothing can be merged again and again, it is passed.
TEST_F(MergeAllStepsTest, PassAPlaceWhereNothingCanBeDone) {
  const std::string phone = PhoneOf(1);
  Ids ids;
  for (int i = 0; i < 3; ++i) ids.push_back(CreateAnna(phone));
  std::optional<std::string> cursor = "";
  for (int i = 0; i < 3 && cursor; ++i) {
    const Write write = Plan(*cursor);
    // Each time somebody is quicker.
    ASSERT_TRUE(Ignore({ids[0], ids[1]}).ok());
    cursor = Do(write).cursor;
    ASSERT_TRUE(Unignore({ids[0], ids[1]}).ok());
  }

  EXPECT_FALSE(cursor);
}

}  // namespace
}  // namespace comptoir::customers
