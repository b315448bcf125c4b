#include "server/customers/duplicates/merging/undo_merge_all.h"

#include <string>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/duplicates/merging/merge_all.h"
#include "server/customers/duplicates/rules/duplicate_rules.h"
#include "server/customers/duplicates/testing/duplicates_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::UndoMergeAllResult;

class UndoMergeAllTest : public DuplicatesFixture {
 protected:
  static std::string PhoneOf(int number) {
    return fmt::format("06 12 34 {:02} {:02}", number / 100, number % 100);
  }
  std::string CreateAnna(int phone) {
    return Create({.given = "Anna", .family = "Roux", .phone = PhoneOf(phone)});
  }
  static std::string Left(const UndoMergeAllResult& result) {
    std::string text;
    for (const v1::LeftMerge& left : result.left()) {
      text += left.reason() + " ";
    }
    return text;
  }
};

TEST_F(UndoMergeAllTest, TakesAllBack) {
  Ids ids;
  for (size_t i = 0; i < kSharingMax; ++i) ids.push_back(CreateAnna(1));
  for (int i = 0; i < 2 * static_cast<int>(kMergesPerStep) + 2; ++i) {
    ids.push_back(CreateAnna(2 + i / 2));
  }
  const std::string id = MergeAll();
  const int64_t merged = ResultOf<v1::MergeAllResult>(id).merged_count();
  ASSERT_EQ(merged, 19 + 21);

  const auto begun = BeginUndo(id);
  ASSERT_TRUE(begun.ok()) << begun.status();
  store().RunDueJobs();

  const auto result = ResultOf<UndoMergeAllResult>(begun->id());
  EXPECT_EQ(result.unmerged_count(), merged);
  EXPECT_EQ(result.left_count(), 0);
  EXPECT_EQ(Operation(begun->id()).done_units(), merged);
  EXPECT_EQ(Operation(begun->id()).total_units(), merged);
  for (const std::string& one : ids) EXPECT_EQ(Get(one).id(), one);
  EXPECT_THAT(Problems(), IsEmpty());
  // Somebody decided that they are not one person: nothing is suggested, and
  // the next one leaves them.
  EXPECT_THAT(Suggestions(), IsEmpty());
  EXPECT_EQ(ResultOf<v1::MergeAllResult>(MergeAll()).merged_count(), 0);
  v1::ListMergesRequest request;
  request.set_customer_id(ids[1]);
  EXPECT_EQ(customers_.ListMerges(request)->merges(0).operation_id(),
            begun->id());
}

// The first one was taken apart from the two others as one: from each of them.
TEST_F(UndoMergeAllTest, TakesApartForGood) {
  const std::string one = CreateAnna(1);
  const std::string two = CreateAnna(1);
  const std::string three = CreateAnna(1);
  Undo(MergeAll());

  EXPECT_THAT(Ignored(), ElementsAre(IdPair{one, two}, IdPair{one, three},
                                     IdPair{two, three}));
  ASSERT_TRUE(Unignore({two, three}).ok());
  EXPECT_EQ(ResultOf<v1::MergeAllResult>(MergeAll()).merged_count(), 1);
  EXPECT_EQ(Get(three).id(), two);
  EXPECT_EQ(Get(one).id(), one);
}

TEST_F(UndoMergeAllTest, LeavesWhatSomebodyDidSince) {
  Ids firsts;
  Ids seconds;
  for (int i = 0; i < 4; ++i) {
    firsts.push_back(CreateAnna(i));
    seconds.push_back(CreateAnna(i));
  }
  const std::string id = MergeAll();
  ASSERT_TRUE(customers_.Delete(firsts[0]).ok());
  ASSERT_TRUE(customers_.Unmerge(seconds[1]).ok());
  ASSERT_TRUE(customers_.Unmerge(seconds[2]).ok());
  ASSERT_TRUE(customers_.Merge(firsts[2], {seconds[2]}).ok());

  const UndoMergeAllResult result = Undo(id);

  EXPECT_EQ(result.unmerged_count(), 1);
  EXPECT_EQ(result.left_count(), 3);
  // The newest first.
  EXPECT_EQ(Left(result), "MERGED_AGAIN UNMERGED DELETED ");
  EXPECT_EQ(Get(seconds[2]).id(), firsts[2]);
  EXPECT_EQ(Get(seconds[3]).id(), seconds[3]);
}

TEST_F(UndoMergeAllTest, TakesSomebodyOutOfALaterMerge) {
  const std::string anna = CreateAnna(1);
  const std::string again = CreateAnna(1);
  const std::string id = MergeAll();
  const std::string boss = Create({.given = "Anna", .family = "Lefort"});
  ASSERT_TRUE(customers_.Merge(boss, {anna}).ok());

  EXPECT_EQ(Undo(id).unmerged_count(), 1);

  EXPECT_EQ(Get(again).id(), again);
  EXPECT_EQ(Get(anna).id(), boss);
}

TEST_F(UndoMergeAllTest, TakesBackWhatACanceledOneDid) {
  for (int i = 0; i < 3 * static_cast<int>(kMergesPerStep); ++i) {
    CreateAnna(i);
    CreateAnna(i);
  }
  const auto begun = BeginMergeAll();
  ASSERT_TRUE(begun.ok()) << begun.status();
  const auto canceled = store().Write(merchant_, [&](store::Transaction& txn) {
    return operations_.Cancel(txn, begun->id());
  });
  ASSERT_TRUE(canceled.ok()) << canceled.status();
  store().RunDueJobs();

  const UndoMergeAllResult result = Undo(begun->id());

  EXPECT_EQ(result.unmerged_count(), 0);
  EXPECT_EQ(result.left_count(), 0);
}

TEST_F(UndoMergeAllTest, TakesBackNothingTwice) {
  CreateAnna(1);
  CreateAnna(1);
  const std::string id = MergeAll();
  EXPECT_EQ(Undo(id).unmerged_count(), 1);

  const UndoMergeAllResult again = Undo(id);

  EXPECT_EQ(again.unmerged_count(), 0);
  EXPECT_EQ(Left(again), "UNMERGED ");
}

TEST_F(UndoMergeAllTest, TakesBackWhatAForgottenOneDid) {
  CreateAnna(1);
  const std::string again = CreateAnna(1);
  const std::string id = MergeAll();
  store().clock().Advance(operations::kOperationKept + absl::Hours(1));
  store().RunDueJobs();
  ASSERT_TRUE(absl::IsNotFound(
      operations_.table().Get(*store().Read(), merchant_, id).status()));

  EXPECT_EQ(Undo(id).unmerged_count(), 1);

  EXPECT_EQ(Get(again).id(), again);
}

TEST_F(UndoMergeAllTest, RefusesWhatMergedNothing) {
  CreateAnna(1);
  CreateAnna(1);
  const std::string id = MergeAll();
  const auto begun = BeginUndo(id);
  ASSERT_TRUE(begun.ok()) << begun.status();

  EXPECT_EQ(ReasonOf(BeginUndo("ope_00000000000000000000000000").status()),
            "NOT_FOUND");
  EXPECT_EQ(ReasonOf(BeginUndo(begun->id()).status()), "NOT_A_MERGE_OF_ALL");
  EXPECT_EQ(ReasonOf(BeginUndo(id).status()), "OPERATION_RUNNING");
  EXPECT_EQ(ReasonOf(BeginMergeAll().status()), "OPERATION_RUNNING");
}

}  // namespace
}  // namespace comptoir::customers
