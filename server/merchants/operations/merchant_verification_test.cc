#include "server/merchants/operations/merchant_verification.h"

#include <memory>
#include <string>

#include "comptoir/merchants/v1/operation.pb.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/operations/operations.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/note_table.h"
#include "server/store/testing/test_store.h"

namespace comptoir::merchants {
namespace {

using store::Key;
using store::Space;
using testing::HasSubstr;

const std::string kMerchant = FormatId("mer", "merchant-number1");

class MerchantVerificationTest : public testing::Test {
 protected:
  MerchantVerificationTest() { Make(); }

  void Make() {
    operations_ = std::make_unique<operations::Operations>(store_.store());
    operations_->Register(
        VerifyMerchantKind({.tables = {&notes_, &operations_->table()}}));
  }

  void AddNotes(int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(store_
                      .Write(kMerchant,
                             [&](store::Transaction& txn) {
                               return notes_.Put(
                                   txn, store::MakeNote(txn.NewId("note"),
                                                        "red green", 1));
                             })
                      .ok());
    }
  }

  // Rows of an index that no record has, behind the store's back.
  void AddExtraRows(int count) {
    kv::Batch batch;
    for (int i = 0; i < count; ++i) {
      batch.Put(Key(Space::kCustomersByReference, kMerchant)
                    .I64(i)
                    .Id(FormatId("note", "note-number-0001"))
                    .Take(),
                "");
    }
    ASSERT_TRUE(store_.engine().Commit(batch).ok());
    store_.Reopen();
    Make();
  }

  absl::StatusOr<v1::Operation> Begin() {
    return store_.Write(kMerchant, [&](store::Transaction& txn) {
      return operations_->Begin(txn, kVerifyMerchant, "");
    });
  }

  v1::Operation Get(const std::string& id) {
    return operations_->table()
        .Get(*store_.Read(), kMerchant, id)
        .value()
        .operation();
  }

  // Begins one and runs it to its end.
  v1::MerchantVerification Verify() {
    const auto begun = Begin();
    EXPECT_TRUE(begun.ok()) << begun.status();
    if (!begun.ok()) return {};
    store_.RunDueJobs();
    const v1::Operation done = Get(begun->id());
    EXPECT_EQ(done.state(), v1::OPERATION_STATE_SUCCEEDED);
    v1::MerchantVerification result;
    EXPECT_TRUE(done.result().UnpackTo(&result));
    EXPECT_EQ(done.done_units(), result.row_count());
    EXPECT_EQ(done.total_units(), result.row_count());
    return result;
  }

  store::TestStore store_;
  const store::Table<store::Note> notes_ = store::MakeNoteTable();
  std::unique_ptr<operations::Operations> operations_;
};

TEST_F(MerchantVerificationTest, FindsNothingInSoundData) {
  AddNotes(3);

  const v1::MerchantVerification result = Verify();

  EXPECT_EQ(result.problem_count(), 0) << result.problems(0).text();
  // Three notes with two words and a rank each, and what the store keeps.
  EXPECT_GT(result.row_count(), 12);
  // It says of itself that nothing is wrong as well.
  EXPECT_EQ(Verify().problem_count(), 0);
}

TEST_F(MerchantVerificationTest, NamesWhatIsWrong) {
  AddExtraRows(1);

  const v1::MerchantVerification result = Verify();

  ASSERT_EQ(result.problem_count(), 1);
  EXPECT_EQ(result.problems(0).space(), "customers_by_reference");
  EXPECT_THAT(result.problems(0).text(), HasSubstr("extra row for note_"));
}

TEST_F(MerchantVerificationTest, GoesInStepsAndListsTheFirstProblems) {
  AddExtraRows(kVerifyRowsPerStep);
  const size_t revisions = store_.Log(kMerchant).size();

  const v1::MerchantVerification result = Verify();

  EXPECT_EQ(result.problem_count(), kVerifyRowsPerStep);
  EXPECT_EQ(result.problems_size(), 100);
  // Each row is held against its record, so they take two steps; another one
  // adds up. And it was begun.
  EXPECT_GE(store_.Log(kMerchant).size() - revisions, 4u);
}

TEST_F(MerchantVerificationTest, IsAloneUntilItHasEnded) {
  const auto first = Begin();
  ASSERT_TRUE(first.ok()) << first.status();

  const absl::Status second = Begin().status();

  EXPECT_EQ(ReasonOf(second), "OPERATION_RUNNING");
  EXPECT_TRUE(absl::IsFailedPrecondition(second));
  EXPECT_EQ(MetadataOf(second, "operation_id"), first->id());
  store_.RunDueJobs();
  EXPECT_TRUE(Begin().ok());
}

TEST_F(MerchantVerificationTest, ACanceledOneMakesWayForTheNext) {
  const auto first = Begin();
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [&](store::Transaction& txn) {
                           return operations_->Cancel(txn, first->id());
                         })
                  .ok());

  EXPECT_TRUE(Begin().ok());
}

}  // namespace
}  // namespace comptoir::merchants
