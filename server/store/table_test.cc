#include "server/store/table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/note_table.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");

std::string NoteId(int number) {
  std::string bytes = "note-number-0000";
  bytes[15] = static_cast<char>('0' + number % 10);
  bytes[14] = static_cast<char>('0' + number / 10);
  return FormatId("note", bytes);
}

kv::Range ByWord(std::string_view word) {
  return Key(Space::kCustomersByName, kMerchant).Text(word).Prefix();
}

class TableTest : public testing::Test {
 protected:
  absl::Status Put(const Note& note, const std::string& merchant = kMerchant) {
    return store_.Write(
        merchant, [&](Transaction& txn) { return notes_.Put(txn, note); });
  }
  absl::StatusOr<bool> Delete(const std::string& id) {
    return store_.Write(
        kMerchant, [&](Transaction& txn) { return notes_.Delete(txn, id); });
  }
  std::vector<std::string> Find(std::string_view word) {
    return ScanIds(*store_.Read(), ByWord(word), "note", 100)->ids;
  }

  Table<Note> notes_ = MakeNoteTable();
  TestStore store_;
};

TEST_F(TableTest, GetsAndFindsWhatWasPut) {
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red green", 5)).ok());

  const auto note = notes_.Get(*store_.Read(), kMerchant, NoteId(1));
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->json_name(), "red green");
  EXPECT_TRUE((*notes_.Find(*store_.Read(), kMerchant, NoteId(1))).has_value());
}

TEST_F(TableTest, FindsManyInTheOrderOfTheirIds) {
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 1)).ok());
  ASSERT_TRUE(Put(MakeNote(NoteId(2), "green", 2)).ok());
  ASSERT_TRUE(Put(MakeNote(NoteId(3), "blue", 3), kOther).ok());
  const std::vector<std::string> ids = {NoteId(2), "note_1",  NoteId(3),
                                        NoteId(1), NoteId(4), NoteId(2)};

  const auto notes = notes_.FindMany(*store_.Read(), kMerchant, ids);

  ASSERT_TRUE(notes.ok()) << notes.status();
  std::vector<std::string> words;
  for (const std::optional<Note>& note : *notes) {
    words.push_back(note ? note->json_name() : "(absent)");
  }
  EXPECT_THAT(words, ElementsAre("green", "(absent)", "(absent)", "red",
                                 "(absent)", "green"));
  EXPECT_THAT(*notes_.FindMany(*store_.Read(), kMerchant, {}), IsEmpty());
}

TEST_F(TableTest, FindsManyWithWhatItsTransactionWrote) {
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 1)).ok());
  ASSERT_TRUE(Put(MakeNote(NoteId(2), "green", 2)).ok());
  const absl::Status status = store_.Write(kMerchant, [&](Transaction& txn) {
    EXPECT_TRUE(notes_.Put(txn, MakeNote(NoteId(1), "blue", 1)).ok());
    EXPECT_TRUE(notes_.Delete(txn, NoteId(2)).ok());
    const auto notes = notes_.FindMany(txn, kMerchant, {NoteId(1), NoteId(2)});
    EXPECT_TRUE(notes.ok()) << notes.status();
    EXPECT_EQ((*notes)[0]->json_name(), "blue");
    EXPECT_FALSE((*notes)[1].has_value());
    return absl::OkStatus();
  });

  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(TableTest, AnAbsentForeignOrMalformedIdIsNotFound) {
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 5)).ok());
  const auto snapshot = store_.Read();

  EXPECT_EQ(ReasonOf(notes_.Get(*snapshot, kMerchant, NoteId(2)).status()),
            "NOT_FOUND");
  EXPECT_EQ(ReasonOf(notes_.Get(*snapshot, kOther, NoteId(1)).status()),
            "NOT_FOUND");
  EXPECT_EQ(ReasonOf(notes_.Get(*snapshot, kMerchant, "note_1").status()),
            "NOT_FOUND");
  const std::string as_customer = "cus" + NoteId(1).substr(4);
  EXPECT_EQ(ReasonOf(notes_.Get(*snapshot, kMerchant, as_customer).status()),
            "NOT_FOUND");
}

TEST_F(TableTest, IndexesFollowEveryChange) {
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red green", 0)).ok());
  ASSERT_TRUE(Put(MakeNote(NoteId(2), "red red", 0)).ok());
  EXPECT_THAT(Find("red"), ElementsAre(NoteId(1), NoteId(2)));

  ASSERT_TRUE(Put(MakeNote(NoteId(1), "green blue", 0)).ok());
  EXPECT_THAT(Find("red"), ElementsAre(NoteId(2)));
  EXPECT_THAT(Find("green"), ElementsAre(NoteId(1)));
  EXPECT_THAT(Find("blue"), ElementsAre(NoteId(1)));

  EXPECT_EQ(*Delete(NoteId(1)), true);
  EXPECT_EQ(*Delete(NoteId(1)), false);
  EXPECT_THAT(Find("green"), IsEmpty());
}

TEST_F(TableTest, PuttingTheSameRecordWritesNothing) {
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 1)).ok());
  const int64_t commits = store_.engine().commits();
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 1)).ok());

  EXPECT_EQ(store_.engine().commits(), commits);
}

TEST_F(TableTest, ARecordWithoutAGoodIdIsRefused) {
  EXPECT_EQ(Put(MakeNote("note_1", "red", 1)).code(),
            absl::StatusCode::kInternal);
}

TEST_F(TableTest, ADamagedRecordIsDataLoss) {
  kv::Batch batch;
  batch.Put(Key(Space::kCustomers, kMerchant).Id(NoteId(1)).Take(), "\xff\xff");
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  store_.Reopen();

  EXPECT_EQ(notes_.Get(*store_.Read(), kMerchant, NoteId(1)).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(
      notes_.FindMany(*store_.Read(), kMerchant, {NoteId(1)}).status().code(),
      absl::StatusCode::kDataLoss);
  EXPECT_EQ(Put(MakeNote(NoteId(1), "red", 1)).code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(TableTest, ObserversSeeCommittedChangesOnly) {
  std::vector<std::string> seen;
  notes_.AddObserver([&seen](const std::string&, const auto* before,
                             const auto* after) {
    const auto rank = [](const google::protobuf::Message* message) {
      return message == nullptr
                 ? std::string("-")
                 : std::to_string(static_cast<const Note*>(message)->number());
    };
    seen.push_back(rank(before) + " to " + rank(after));
  });
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 1)).ok());
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 2)).ok());
  const absl::Status failed =
      store_.Write(kMerchant, [&](Transaction& txn) -> absl::Status {
        RETURN_IF_ERROR(notes_.Put(txn, MakeNote(NoteId(1), "red", 3)));
        return absl::AbortedError("no");
      });
  ASSERT_TRUE(Delete(NoteId(1)).ok());

  EXPECT_FALSE(failed.ok());
  EXPECT_THAT(seen, ElementsAre("- to 1", "1 to 2", "2 to -"));
}

TEST_F(TableTest, PagesWalkAnIndexInBothDirections) {
  std::vector<std::string> ids;
  for (int i = 1; i <= 7; ++i) {
    ids.push_back(NoteId(i));
    ASSERT_TRUE(Put(MakeNote(NoteId(i), "red", 0)).ok());
  }
  const auto walk = [&](kv::Direction direction) {
    std::vector<std::string> walked;
    std::string from;
    do {
      const IdPage page =
          *ScanIds(*store_.Read(), ByWord("red"), "note", 3, from, direction);
      walked.insert(walked.end(), page.ids.begin(), page.ids.end());
      from = page.next_key;
    } while (!from.empty());
    return walked;
  };

  EXPECT_EQ(walk(kv::Direction::kForward), ids);
  std::reverse(ids.begin(), ids.end());
  EXPECT_EQ(walk(kv::Direction::kReverse), ids);
}

TEST_F(TableTest, FollowersWriteInTheSameTransaction) {
  const auto count_key = Key(Space::kMeta, kMerchant).Text("words").Take();
  std::vector<std::pair<bool, bool>> told;  // Whether it was, and is, there.
  notes_.AddFollower([&](Transaction& txn, const auto* before,
                         const auto* after) -> absl::Status {
    told.emplace_back(before != nullptr, after != nullptr);
    if (after != nullptr) {
      const std::string id = static_cast<const Note*>(after)->name();
      EXPECT_TRUE(notes_.Get(txn, kMerchant, id).ok());
      txn.Put(count_key, static_cast<const Note*>(after)->json_name());
    }
    return absl::OkStatus();
  });

  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 1)).ok());
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "green", 1)).ok());
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "green", 1)).ok());
  ASSERT_TRUE(*Delete(NoteId(1)));

  EXPECT_THAT(told, ElementsAre(std::pair(false, true), std::pair(true, true),
                                std::pair(true, false)));
  EXPECT_EQ(*store_.Read()->Get(count_key), "green");
}

TEST_F(TableTest, AFollowerThatFailsTakesTheChangeBack) {
  ASSERT_TRUE(Put(MakeNote(NoteId(1), "red", 1)).ok());
  notes_.AddFollower([](Transaction&, const auto*, const auto*) {
    return absl::AbortedError("no");
  });

  EXPECT_TRUE(absl::IsAborted(Put(MakeNote(NoteId(1), "green", 1))));
  EXPECT_TRUE(absl::IsAborted(Delete(NoteId(1)).status()));

  EXPECT_EQ(notes_.Get(*store_.Read(), kMerchant, NoteId(1))->json_name(),
            "red");
}

// Random puts and deletes, some rolled back, against maps.
TEST_F(TableTest, IndexesAreExactUnderRandomChanges) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  const std::vector<std::string> words = {
      "red", "green", "blue", "red green", "blue blue", "", "green blue red"};
  std::map<std::string, Note> model;
  for (int round = 0; round < 400; ++round) {
    std::map<std::string, Note> changed = model;
    const bool fails = random() % 4 == 0;
    const absl::Status status =
        store_.Write(kMerchant, [&](Transaction& txn) -> absl::Status {
          for (unsigned change = 0; change < 1 + random() % 4; ++change) {
            const std::string id = NoteId(static_cast<int>(random() % 12));
            if (random() % 3 == 0) {
              RETURN_IF_ERROR(notes_.Delete(txn, id).status());
              changed.erase(id);
              continue;
            }
            const Note note = MakeNote(id, words[random() % words.size()],
                                       static_cast<int>(random() % 3));
            RETURN_IF_ERROR(notes_.Put(txn, note));
            changed[id] = note;
          }
          return fails ? absl::AbortedError("no") : absl::OkStatus();
        });
    ASSERT_EQ(status.ok(), !fails) << "seed " << seed;
    if (!fails) model = changed;
    std::vector<std::string> with_red;
    for (const auto& [id, note] : model) {
      if (note.json_name().find("red") != std::string::npos) {
        with_red.push_back(id);
      }
    }
    ASSERT_EQ(Find("red"), with_red) << "seed " << seed;
  }
  const auto report = VerifyStore(*store_.Read(), {.tables = {&notes_}});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << report->problems()[0].text << " seed " << seed;
}

}  // namespace
}  // namespace comptoir::store
