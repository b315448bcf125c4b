#include "server/store/upkeep/merchant_verifier.h"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/note_table.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/testing/problems.h"

namespace comptoir::store {
namespace {

using storage::v1::VerifyProgress;
using testing::AllOf;
using testing::ElementsAre;
using testing::Gt;
using testing::IsEmpty;
using testing::Le;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");

std::string NoteId(int number) {
  return FormatId("note", fmt::format("note-number-{:04}", number));
}

class MerchantVerifierTest : public testing::Test {
 protected:
  void Write(const Note& note, const std::string& merchant = kMerchant) {
    WriteContext context = store_.ContextFor(merchant);
    context.request_key = fmt::format("request-{:08}", ++requests_);
    const WriteResult result =
        store_->UpdateAndWait(context, [&](Transaction& txn, std::string*) {
          txn.AppendEvent(note, {note.name()}, {note.name()});
          return notes_.Put(txn, note);
        });
    ASSERT_TRUE(result.status.ok()) << result.status;
  }

  // Changes rows behind the store's back.
  void Damage(const std::string& key, std::optional<std::string> value) {
    ASSERT_TRUE(
        store_.engine().Commit(kv::Batch({{key, std::move(value)}})).ok());
  }

  bool Step(int64_t rows_max) {
    const auto is_done = verifier_.Step(*store_.engine().GetSnapshot(),
                                        kMerchant, rows_max, &progress_);
    EXPECT_TRUE(is_done.ok()) << is_done.status();
    return !is_done.ok() || *is_done;
  }

  static std::string LogKey(uint64_t revision) {
    return Key(Space::kLog, kMerchant).U64(revision).Take();
  }

  TestStore store_;
  const Table<Note> notes_ = MakeNoteTable();
  const Verified verified_ = {.tables = {&notes_}};
  const MerchantVerifier verifier_{verified_};
  VerifyProgress progress_;
  int requests_ = 0;
};

TEST_F(MerchantVerifierTest, LooksAtEveryRowOfItsMerchantAndAtNoOther) {
  for (int i = 0; i < 5; ++i) Write(MakeNote(NoteId(i), "red green", i));
  for (int i = 0; i < 9; ++i) Write(MakeNote(NoteId(i), "blue", i), kOther);
  Damage(Key(Space::kCustomers, kOther).Id(NoteId(1)).Take(), "\xff");
  uint64_t rows = 0;
  const auto snapshot = store_.engine().GetSnapshot();
  auto walk = snapshot->Scan({});
  for (; walk->Valid(); walk->Next()) {
    if (KeyReader(walk->key()).merchant_id() == kMerchant) ++rows;
  }

  while (!Step(7)) {
  }

  EXPECT_EQ(progress_.rows(), rows);
  EXPECT_EQ(progress_.problem_count(), 0u);
}

TEST_F(MerchantVerifierTest, WritesBetweenTheStepsLookLikeNoProblem) {
  for (int i = 0; i < 60; ++i) Write(MakeNote(NoteId(i), "red green", i));
  int writes = 0;
  // Each step looks at more than is written before the next one.
  while (!Step(20)) {
    ++writes;
    Write(MakeNote(NoteId(writes * 7 % 60),
                   writes % 2 == 0 ? "red" : "green blue", writes));
    if (writes % 3 > 0) continue;
    ASSERT_TRUE(
        store_
            .Write(
                kMerchant,
                [&](Transaction& txn) {
                  return notes_.Delete(txn, NoteId(writes * 11 % 60)).status();
                })
            .ok());
  }

  EXPECT_THAT(TextsOf(progress_), IsEmpty());
  EXPECT_GT(writes, 20);
}

TEST_F(MerchantVerifierTest, ListsTheFirstProblemsAndCountsAll) {
  for (int i = 0; i < 101; ++i) {
    Damage(Key(Space::kCustomersByReference, kMerchant)
               .I64(i)
               .Id(NoteId(1))
               .Take(),
           "");
    if (i == 99) {
      EXPECT_EQ(
          VerifyInSteps(*store_.engine().GetSnapshot(), kMerchant, verified_, 7)
              .problems_size(),
          100);
    }
  }
  while (!Step(7)) {
  }

  EXPECT_EQ(progress_.problem_count(), 101u);
  EXPECT_EQ(progress_.problems_size(), 100);
}

TEST_F(MerchantVerifierTest, ALogThatIsCutBetweenTwoStepsIsFound) {
  for (int i = 0; i < 4; ++i) Write(MakeNote(NoteId(i), "red", 0));
  while (progress_.log_revision() < 2) ASSERT_FALSE(Step(1));
  Damage(LogKey(3), std::nullopt);
  while (!Step(1)) {
  }

  EXPECT_EQ(progress_.problems(0).text(), "revision 4 follows revision 2");
}

// As CreateMerchant does.
TEST_F(MerchantVerifierTest, FindsMissingWhatWasMadeWithTheMerchant) {
  for (const std::string& merchant : {kMerchant, kOther}) {
    const absl::Status made =
        store_.Write(std::string(kInstallation), [&](Transaction& txn) {
          const Note note = MakeNote(NoteId(1), "", 0);
          txn.AppendEvent(note, {merchant}, {merchant});
          txn.Put(Key(Space::kCustomers, merchant).Id(note.name()).str(),
                  note.SerializeAsString());
          return absl::OkStatus();
        });
    ASSERT_TRUE(made.ok()) << made;
  }
  while (!Step(1)) {
  }
  EXPECT_EQ(progress_.problem_count(), 0u);
  for (const std::string& merchant : {kMerchant, kOther}) {
    Damage(Key(Space::kCustomers, merchant).Id(NoteId(1)).Take(), std::nullopt);
  }
  progress_.Clear();

  while (!Step(1)) {
  }

  ASSERT_EQ(progress_.problem_count(), 1u);
  EXPECT_THAT(progress_.problems(0).text(), testing::HasSubstr("is missing"));
}

TEST_F(MerchantVerifierTest, AStepOfLargeValuesLooksAtFewer) {
  for (int i = 0; i < 50; ++i) {
    Note note = MakeNote(NoteId(i), "", 0);
    note.set_default_value(std::string(3 * 4096, 'x'));
    Write(note);
  }

  uint64_t before = 0;
  int steps = 0;
  while (!Step(30)) {
    EXPECT_THAT(progress_.rows() - before, AllOf(Gt(0u), Le(30u)));
    before = progress_.rows();
    ++steps;
  }
  // A half of the rows is as large as three others.
  EXPECT_GT(steps, static_cast<int>(2 * progress_.rows() / 30));
}

TEST_F(MerchantVerifierTest, KeepsLittleOfAMerchantWithMuch) {
  kv::Batch batch;
  constexpr int kRows = 100'000;
  for (int i = 0; i < kRows; ++i) {
    batch.Put(Key(Space::kCustomersByReference, kMerchant)
                  .I64(i)
                  .Id(NoteId(1))
                  .Take(),
              "");
  }
  ASSERT_TRUE(store_.engine().Commit(batch).ok());

  uint64_t before = 0;
  while (!Step(2000)) {
    EXPECT_THAT(progress_.rows() - before, Le(2000u));
    // What is kept between two steps: 100 problems and a place.
    EXPECT_THAT(progress_.ByteSizeLong(), Le(size_t{16} << 10));
    before = progress_.rows();
  }

  EXPECT_EQ(progress_.problem_count(), static_cast<uint64_t>(kRows));
}

// Rows of all kinds, damaged in all ways.
TEST_F(MerchantVerifierTest, FindsWhatTheWholeVerificationFinds) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  const auto below = [&random](size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
  };
  const char* const words[] = {"red", "green", "blue", "red green", ""};
  for (int i = 0; i < 60; ++i) {
    Write(MakeNote(NoteId(static_cast<int>(below(20))), words[below(5)],
                   static_cast<int>(below(3))));
    Write(MakeNote(NoteId(static_cast<int>(below(20))), words[below(5)], 0),
          kOther);
  }
  for (int round = 0; round < 10; ++round) {
    std::vector<std::pair<std::string, std::string>> rows;
    const auto snapshot = store_.engine().GetSnapshot();
    auto walk = snapshot->Scan({});
    for (; walk->Valid(); walk->Next()) {
      rows.emplace_back(walk->key(), walk->value());
    }
    auto [key, value] = rows[below(rows.size())];
    switch (below(4)) {
      case 0:
        Damage(key, std::nullopt);
        break;
      case 1:
        if (!value.empty()) value[below(value.size())] ^= 0x55;
        Damage(key, value);
        break;
      case 2:
        // Behind the merchant, so that it stays one of this merchant.
        if (key.size() > 17) key[17 + below(key.size() - 17)] ^= 0x01;
        Damage(key, value);
        break;
      default:
        Damage(key, rows[below(rows.size())].second);
    }

    ProblemsOf(*store_.engine().GetSnapshot(), kMerchant, verified_);
    ProblemsOf(*store_.engine().GetSnapshot(), kOther, verified_);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace comptoir::store
