#include "server/store/reactions/reactions.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/sales/v1/sale_events.pb.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/reactions/reaction_cursors.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

using storage::v1::LogEntry;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");
constexpr char kName[] = "copy";

// What the reaction of these tests writes: the text of each event, under its
// revision.
std::string CopyKey(const std::string& merchant, uint64_t revision) {
  return Key(Space::kMeta, merchant).Text("copy").U64(revision).Take();
}

std::string TextOf(const LogEntry& entry) {
  sales::v1::SaleCanceled event;
  entry.events(0).data().UnpackTo(&event);
  return event.sale_id();
}

class ReactionsTest : public testing::Test {
 protected:
  void SetUp() override { Make(); }

  void Make() {
    reactions_ = std::make_unique<Reactions>(store_.store(), store_.clock());
    reactions_->Register(
        {.name = kName,
         .start = start_,
         .watches =
             [this](const std::string& merchant) {
               return merchant != unwatched_;
             },
         .wants =
             [](const std::string&, const LogEntry& entry) {
               return TextOf(entry) != "unwanted";
             },
         .react = [this](Transaction& txn,
                         const LogEntry& entry) -> absl::Status {
           const std::string text = TextOf(entry);
           txn.Put(CopyKey(txn.merchant_id(), entry.revision()), text);
           const std::lock_guard lock(mutex_);
           ++calls_;
           if (text == failing_) return absl::AbortedError("no");
           reacted_.notify_all();
           return absl::OkStatus();
         }});
  }

  void Restart() {
    reactions_.reset();
    store_.Reopen();
    Make();
  }

  void Log(const std::string& text, const std::string& merchant = kMerchant) {
    const absl::Status logged = store_.Write(merchant, [&](Transaction& txn) {
      sales::v1::SaleCanceled event;
      event.set_sale_id(text);
      txn.AppendEvent(event, {});
      return absl::OkStatus();
    });
    ASSERT_TRUE(logged.ok()) << logged;
  }
  // A revision without events.
  void Write() {
    ASSERT_TRUE(store_
                    .Write(kMerchant,
                           [](Transaction& txn) {
                             txn.Put(Key(Space::kMeta, kMerchant).str(), "");
                             return absl::OkStatus();
                           })
                    .ok());
  }

  // What has been copied, in the order of the log.
  std::vector<std::string> Copies(const std::string& merchant = kMerchant) {
    std::vector<std::string> copies;
    const auto snapshot = store_.Read();
    const auto rows =
        snapshot->Scan(Key(Space::kMeta, merchant).Text("copy").Prefix());
    for (; rows->Valid(); rows->Next()) copies.emplace_back(rows->value());
    return copies;
  }
  // What the checks of the cursors say.
  std::vector<std::string> Problems() {
    const auto snapshot = store_.Read();
    VerifyReport report;
    Checks checks(*snapshot, report);
    AddReactionChecks(checks);
    EXPECT_TRUE(checks.CheckAll().ok());
    std::vector<std::string> texts;
    for (const auto& problem : report.problems()) texts.push_back(problem.text);
    return texts;
  }
  std::vector<std::string> Run(const std::string& merchant = kMerchant) {
    const absl::Status status = reactions_->RunPending();
    EXPECT_TRUE(status.ok()) << status;
    return Copies(merchant);
  }
  uint64_t Cursor(const std::string& merchant = kMerchant) {
    return *ReadCursor(*store_.Read(), merchant, kName);
  }
  int Calls() {
    const std::lock_guard lock(mutex_);
    return std::exchange(calls_, 0);
  }

  TestStore store_;
  Reaction::Start start_ = Reaction::Start::kBeginning;
  std::string failing_;
  std::string unwatched_;
  std::mutex mutex_;
  std::condition_variable reacted_;
  int calls_ = 0;
  std::unique_ptr<Reactions> reactions_;
};

TEST_F(ReactionsTest, ReactsToEachEntryOnce) {
  Log("a");
  Log("b");
  EXPECT_THAT(Run(), ElementsAre("a", "b"));
  EXPECT_EQ(Calls(), 2);
  EXPECT_EQ(Cursor(), 2u);

  Log("c");
  EXPECT_THAT(Run(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(Calls(), 1);
  EXPECT_EQ(reactions_->Stats()[0].entries, 3u);
}

TEST_F(ReactionsTest, WritesAsTheSystemInOneTransactionWithItsCursor) {
  Log("a");
  Log("b");
  Run();

  const auto log = store_.Log(kMerchant);
  ASSERT_EQ(log.size(), 3u);
  EXPECT_EQ(log[2].actor(), "system");
  EXPECT_EQ(log[2].method(), "reaction/copy");
}

TEST_F(ReactionsTest, WritesNothingWhenNothingIsNew) {
  Log("a");
  Run();
  const size_t entries = store_.Log(kMerchant).size();

  Run();
  Write();
  Run();
  Restart();
  Run();

  EXPECT_EQ(store_.Log(kMerchant).size(), entries + 1);
  EXPECT_EQ(Calls(), 1);
}

TEST_F(ReactionsTest, EntriesThatNobodyWantsCostNoWrite) {
  Log("unwanted");
  Log("unwanted");
  EXPECT_THAT(Run(), IsEmpty());
  EXPECT_EQ(Cursor(), 0u);

  Log("a");
  EXPECT_THAT(Run(), ElementsAre("a"));
  EXPECT_EQ(Cursor(), 3u);
}

TEST_F(ReactionsTest, ALogThatIsNotWatchedIsReadOnceItIs) {
  unwatched_ = kMerchant;
  Log("a");
  Log("b", kOther);
  EXPECT_THAT(Run(), IsEmpty());
  EXPECT_THAT(Copies(kOther), ElementsAre("b"));

  unwatched_.clear();
  Log("c");
  EXPECT_THAT(Run(), ElementsAre("a", "c"));
}

TEST_F(ReactionsTest, TheCursorDoesNotStayFarBehind) {
  for (int i = 0; i < 999; ++i) Log("unwanted");
  Run();
  EXPECT_EQ(Cursor(), 0u);

  Log("unwanted");
  Run();
  EXPECT_EQ(Cursor(), 1000u);
}

TEST_F(ReactionsTest, ManyEntriesAreManySteps) {
  for (int i = 0; i < 2 * kReactionStepMax + 1; ++i) Log("a");
  const size_t entries = store_.Log(kMerchant).size();

  EXPECT_EQ(Run().size(), static_cast<size_t>(2 * kReactionStepMax + 1));
  EXPECT_EQ(store_.Log(kMerchant).size(), entries + 3);
}

TEST_F(ReactionsTest, GoesOnAfterDowntime) {
  Log("a");
  Run();
  Log("b");
  Restart();
  Log("c");

  EXPECT_THAT(Run(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(Calls(), 3);
}

TEST_F(ReactionsTest, MayBeginAtTheEnd) {
  start_ = Reaction::Start::kEnd;
  Make();
  Log("before");
  Log("before", kOther);
  EXPECT_THAT(Run(), IsEmpty());

  Log("a");
  EXPECT_THAT(Run(), ElementsAre("a"));
  EXPECT_THAT(Copies(kOther), IsEmpty());

  // What exists when it is new is passed over once, not at each start.
  Log("b", kOther);
  Restart();
  EXPECT_THAT(Run(kOther), ElementsAre("b"));
}

TEST_F(ReactionsTest, SeesAllOfALogThatBeginsLater) {
  start_ = Reaction::Start::kEnd;
  Make();
  Run();
  Log("first", kOther);
  Restart();

  EXPECT_THAT(Run(kOther), ElementsAre("first"));
}

TEST_F(ReactionsTest, AFailureUndoesItsStepAndIsTriedAgainLater) {
  failing_ = "b";
  Log("a");
  Log("b");
  Log("c");
  Log("d", kOther);

  // Others go on.
  EXPECT_THAT(Run(kOther), ElementsAre("d"));
  EXPECT_THAT(Copies(), IsEmpty());
  EXPECT_EQ(reactions_->Stats()[0].failing, 1);
  EXPECT_EQ(reactions_->Stats()[0].failures, 1u);

  // What comes before the entry that fails gets through.
  store_.clock().Advance(absl::Seconds(1));
  EXPECT_THAT(Run(), ElementsAre("a"));
  const int failures = reactions_->Stats()[0].failures;

  store_.clock().Advance(absl::Milliseconds(999));
  Run();
  EXPECT_EQ(reactions_->Stats()[0].failures, failures);

  failing_.clear();
  store_.clock().Advance(absl::Minutes(5));
  EXPECT_THAT(Run(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(reactions_->Stats()[0].failing, 0);
}

TEST_F(ReactionsTest, AHoleInTheLogIsAFailureAndNotPassedOver) {
  Log("a");
  Log("b");
  Log("c");
  kv::Batch batch;
  batch.Delete(Key(Space::kLog, kMerchant).U64(1).Take());
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  Log("d", kOther);  // The store sees it from its next commit on.

  EXPECT_THAT(Run(), IsEmpty());
  EXPECT_EQ(reactions_->Stats()[0].failing, 1);
}

TEST_F(ReactionsTest, IsWokenByTheLog) {
  ASSERT_TRUE(reactions_->Start().ok());
  Log("a");
  {
    std::unique_lock lock(mutex_);
    reacted_.wait(lock, [&] { return calls_ == 1; });
  }
  Log("b");
  {
    std::unique_lock lock(mutex_);
    reacted_.wait(lock, [&] { return calls_ == 2; });
  }
  reactions_->Stop();
  EXPECT_THAT(Copies(), ElementsAre("a", "b"));
}

TEST_F(ReactionsTest, VerifyFindsACursorAheadOfItsLog) {
  Log("a");
  Run();
  EXPECT_THAT(Problems(), IsEmpty());

  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [](Transaction& txn) {
                           PutCursor(txn, kName, 100);
                           txn.Put(Key(Space::kReactionCursors, kMerchant)
                                       .Text("damaged")
                                       .Take(),
                                   "\xff");
                           return absl::OkStatus();
                         })
                  .ok());
  EXPECT_THAT(
      Problems(),
      ElementsAre("copy is at revision 100, the log ends at 3", "damaged row"));
}

}  // namespace
}  // namespace comptoir::store
