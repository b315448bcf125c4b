#include "server/store/upkeep/verify.h"

#include <string>
#include <vector>

#include "comptoir/storage/v1/log.pb.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/note_table.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/testing/problems.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kNote1 = FormatId("note", "note-number-0001");
const std::string kNote2 = FormatId("note", "note-number-0002");
const std::string kNote3 = FormatId("note", "note-number-0003");

// A sound store of two notes, four log entries, a request and a job.
class VerifyTest : public testing::Test {
 protected:
  void SetUp() override {
    Write(MakeNote(kNote1, "red green", 1), "request-1");
    Write(MakeNote(kNote2, "green", 0), "");
    Write(MakeNote(kNote2, "green blue", 2), "");
    Write(MakeNote(kNote2, "blue", 3), "");
  }

  void Write(const Note& note, std::string request_key) {
    WriteContext context = store_.ContextFor(kMerchant);
    context.request_key = std::move(request_key);
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

  std::string ValueOf(const std::string& key) {
    return **store_.engine().GetSnapshot()->Get(key);
  }

  // By the whole verification and, in steps, by that of the merchant.
  std::vector<std::string> Problems() {
    return ProblemsOf(*store_.engine().GetSnapshot(), kMerchant,
                      {.tables = {&notes_}});
  }

  std::string LogKey(uint64_t revision) {
    return Key(Space::kLog, kMerchant).U64(revision).Take();
  }

  Table<Note> notes_ = MakeNoteTable();
  TestStore store_;
};

TEST_F(VerifyTest, FindsNothingInASoundStore) {
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(VerifyTest, FindsAMissingIndexRow) {
  Damage(Key(Space::kCustomersByName, kMerchant).Text("red").Id(kNote1).Take(),
         std::nullopt);

  EXPECT_THAT(Problems(),
              ElementsAre("customers_by_name: row missing for " + kNote1));
}

TEST_F(VerifyTest, FindsAnExtraIndexRow) {
  Damage(Key(Space::kCustomersByName, kMerchant).Text("red").Id(kNote2).Take(),
         "");
  Damage(Key(Space::kCustomersByReference, kMerchant).I64(1).Id(kNote3).Take(),
         "");

  EXPECT_THAT(Problems(),
              ElementsAre("customers_by_name: extra row for " + kNote2,
                          "customers_by_reference: extra row for " + kNote3));
}

TEST_F(VerifyTest, FindsADamagedRecord) {
  Damage(Key(Space::kCustomers, kMerchant).Id(kNote3).Take(), "\xff\xff");

  EXPECT_THAT(Problems(), ElementsAre("customers: damaged record " + kNote3));
}

TEST_F(VerifyTest, FindsARecordUnderAnotherId) {
  Damage(Key(Space::kCustomers, kMerchant).Id(kNote3).Take(),
         MakeNote(kNote1, "", 0).SerializeAsString());

  EXPECT_THAT(Problems(), ElementsAre("customers: damaged record " + kNote3));
}

TEST_F(VerifyTest, FindsAGapInTheLog) {
  Damage(LogKey(3), std::nullopt);

  EXPECT_THAT(Problems(), ElementsAre("log: revision 4 follows revision 2",
                                      "feed: extra row for entry 3"));
}

TEST_F(VerifyTest, FindsAMissingBeginning) {
  Damage(LogKey(1), std::nullopt);

  EXPECT_THAT(
      Problems(),
      ElementsAre("log: revision 2 follows revision 0",
                  "feed: extra row for entry 1",
                  "requests: a row of entry 1, which is not its request's"));
}

TEST_F(VerifyTest, FindsAChangedLogEntry) {
  comptoir::storage::v1::LogEntry entry;
  ASSERT_TRUE(entry.ParseFromString(ValueOf(LogKey(2))));
  entry.set_actor("somebody else");
  Damage(LogKey(2), entry.SerializeAsString());

  EXPECT_THAT(Problems(),
              ElementsAre("log: entry 2 was changed: the hash that entry 3 "
                          "keeps of it does not match"));
}

TEST_F(VerifyTest, FindsADamagedLogEntry) {
  Damage(LogKey(4), "\xff\xff");

  EXPECT_THAT(Problems(), ElementsAre("log: damaged entry 4",
                                      "feed: extra row for entry 4"));
}

TEST_F(VerifyTest, FindsMissingAndExtraFeedRows) {
  Damage(Key(Space::kFeed, kMerchant).Id(kNote1).U64(1).Take(), std::nullopt);
  Damage(Key(Space::kFeed, kMerchant).Id(kNote1).U64(2).Take(), "");

  EXPECT_THAT(Problems(), ElementsAre("feed: row missing for entry 1",
                                      "feed: extra row for entry 2"));
}

TEST_F(VerifyTest, FindsDamagedRequestRowsAndJobs) {
  Damage(Key(Space::kRequests, kMerchant).Raw("request-1").Take(), "\xff");
  Damage(Key(Space::kJobs, kMerchant).I64(5).Take(), "");
  Damage(Key(Space::kFailedJobs, kMerchant).Id(kNote1).Take(), "");

  EXPECT_THAT(Problems(),
              ElementsAre("requests: damaged row", "jobs: damaged job ",
                          "failed_jobs: damaged job " +
                              FormatId("job", "note-number-0001")));
}

TEST_F(VerifyTest, FindsRowsInUnknownSpaces) {
  Damage("\xee", "");

  const auto report =
      VerifyStore(*store_.engine().GetSnapshot(), {.tables = {&notes_}});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(TextsOf(*report, ""),
              ElementsAre("unknown: rows in space 0xee, which is not known"));
}

TEST_F(VerifyTest, CountsEveryRowOnce) {
  const auto snapshot = store_.engine().GetSnapshot();
  uint64_t rows = 0;
  auto walk = snapshot->Scan({});
  for (; walk->Valid(); walk->Next()) {
    if (KeyReader(walk->key()).space() != Space::kMeta) ++rows;
  }

  EXPECT_EQ(VerifyStore(*snapshot, {.tables = {&notes_}})->rows(), rows);
}

}  // namespace
}  // namespace comptoir::store
