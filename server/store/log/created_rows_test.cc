#include "server/store/log/created_rows.h"

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/note_table.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/testing/problems.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kNote = FormatId("note", "note-number-0001");

class CreatedRowsTest : public testing::Test {
 protected:
  template <typename Body>
  void Write(Body body, std::string_view merchant = kMerchant) {
    const absl::Status written = store_.Write(std::string(merchant), body);
    ASSERT_TRUE(written.ok()) << written;
  }

  // A record that stands in no index: no other row tells of it.
  absl::Status Create(Transaction& txn) {
    return notes_.Put(txn, MakeNote(kNote, "", 0));
  }
  absl::Status Remove(Transaction& txn) {
    return notes_.Delete(txn, kNote).status();
  }

  // Behind the store's back.
  void Delete(const std::string& key) {
    ASSERT_TRUE(store_.engine().Commit(kv::Batch({{key, std::nullopt}})).ok());
  }

  // By the whole verification and, in steps, by that of the merchant.
  std::vector<std::string> Problems() {
    return ProblemsOf(*store_.engine().GetSnapshot(), kMerchant,
                      {.tables = {&notes_}});
  }

  const std::string key_ = Key(Space::kCustomers, kMerchant).Id(kNote).Take();
  const Table<Note> notes_ = MakeNoteTable();
  TestStore store_;
};

TEST_F(CreatedRowsTest, ARecordThatNoOtherRowTellsOfIsMissed) {
  Write([&](Transaction& txn) { return Create(txn); });
  EXPECT_THAT(Problems(), IsEmpty());

  Delete(key_);

  EXPECT_THAT(Problems(),
              ElementsAre("customers: " + kNote +
                          " is missing: entry 1 "
                          "created it, and none says that it was removed"));
}

TEST_F(CreatedRowsTest, ARecordThatWasRemovedIsNotMissed) {
  Write([&](Transaction& txn) { return Create(txn); });
  Write([&](Transaction& txn) { return Remove(txn); });

  EXPECT_THAT(Problems(), IsEmpty());
}

// Only what comes after its last creation takes it away.
TEST_F(CreatedRowsTest, ARecordThatCameBackIsMissedAgain) {
  Write([&](Transaction& txn) { return Create(txn); });
  Write([&](Transaction& txn) { return Remove(txn); });
  Write([&](Transaction& txn) { return Create(txn); });
  EXPECT_THAT(Problems(), IsEmpty());

  Delete(key_);

  EXPECT_THAT(Problems(),
              ElementsAre("customers: " + kNote +
                          " is missing: entry 3 "
                          "created it, and none says that it was removed"));
}

// A row of no table, by its bytes.
TEST_F(CreatedRowsTest, ARowOfNoTableIsMissedToo) {
  const std::string key = Key(Space::kPayments, kMerchant).Id(kNote).Take();
  Write([&](Transaction& txn) {
    txn.Put(key, "value");
    return absl::OkStatus();
  });

  Delete(key);

  EXPECT_THAT(Problems(),
              ElementsAre("payments: row 6e6f74652d6e756d6265722d30303031 is "
                          "missing: entry 1 created it, and none says that "
                          "it was removed"));
}

// Rows that are made with their merchant are told of in the installation's log.
TEST_F(CreatedRowsTest, TheLogsOfMerchantAndInstallationTellOfEachOther) {
  const auto verify = [&] {
    const auto report =
        VerifyStore(*store_.engine().GetSnapshot(), {.tables = {&notes_}});
    EXPECT_TRUE(report.ok()) << report.status();
    return TextsOf(*report, kMerchant);
  };
  const std::string record = MakeNote(kNote, "", 0).SerializeAsString();
  const auto create = [&](Transaction& txn) {
    txn.Put(key_, record);
    return absl::OkStatus();
  };
  const auto remove = [&](Transaction& txn) {
    txn.Delete(key_);
    return absl::OkStatus();
  };
  Write(create, kInstallation);
  EXPECT_THAT(verify(), IsEmpty());
  Delete(key_);
  EXPECT_THAT(verify(),
              ElementsAre("customers: " + kNote +
                          " is missing: entry 1 "
                          "created it, and none says that it was removed"));
  ASSERT_TRUE(store_.engine().Commit(kv::Batch({{key_, record}})).ok());

  Write(remove);
  EXPECT_THAT(verify(), IsEmpty());
  Write(create);
  Write(remove, kInstallation);
  EXPECT_THAT(verify(), IsEmpty());
}

// Log entries of before rows were told name none.
TEST_F(CreatedRowsTest, AnEntryThatTellsOfNoRowsProvesNone) {
  comptoir::storage::v1::LogEntry entry;
  entry.set_revision(1);
  kv::Batch batch;
  batch.Put(Key(Space::kLog, kMerchant).U64(1).Take(),
            entry.SerializeAsString());
  ASSERT_TRUE(store_.engine().Commit(batch).ok());

  EXPECT_THAT(Problems(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::store
