#include "server/store/log/logged_rows.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/note_table.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kNote1 = FormatId("note", "note-number-0001");
const std::string kNote2 = FormatId("note", "note-number-0002");

class LoggedRowsTest : public testing::Test {
 protected:
  template <typename Body>
  void Write(Body body, const std::string& merchant = kMerchant) {
    const absl::Status written = store_.Write(merchant, body);
    ASSERT_TRUE(written.ok()) << written;
  }

  void Put(const std::string& id) {
    Write([&](Transaction& txn) { return notes_.Put(txn, Named(id)); });
  }

  static Note Named(const std::string& id, int rank = 0) {
    return MakeNote(id, "red", rank);
  }

  // The keys that the newest entry of the log names.
  std::vector<std::string> Created(const std::string& log = kMerchant) {
    return KeysOf(log, store_.Log(log).back().created_rows());
  }
  std::vector<std::string> Removed() {
    return KeysOf(kMerchant, store_.Log(kMerchant).back().removed_rows());
  }

  static std::string KeyOf(const std::string& id) {
    return Key(Space::kCustomers, kMerchant).Id(id).Take();
  }

  const Table<Note> notes_ = MakeNoteTable();
  TestStore store_;

 private:
  template <typename Rows>
  static std::vector<std::string> KeysOf(const std::string& log,
                                         const Rows& rows) {
    std::vector<std::string> keys;
    for (const std::string& row : rows) {
      keys.push_back(KeyOfLoggedRow(*ParseId("mer", log), row));
    }
    return keys;
  }
};

// Index rows, feed rows and the like are not under an id.
TEST_F(LoggedRowsTest, ARecordIsCreatedOnceAndRemovedOnce) {
  Put(kNote1);
  EXPECT_THAT(Created(), ElementsAre(KeyOf(kNote1)));
  EXPECT_THAT(Removed(), IsEmpty());

  Write([&](Transaction& txn) { return notes_.Put(txn, Named(kNote1, 7)); });
  EXPECT_THAT(Created(), IsEmpty());
  EXPECT_THAT(Removed(), IsEmpty());

  Write([&](Transaction& txn) { return notes_.Delete(txn, kNote1).status(); });
  EXPECT_THAT(Created(), IsEmpty());
  EXPECT_THAT(Removed(), ElementsAre(KeyOf(kNote1)));

  Put(kNote1);
  EXPECT_THAT(Created(), ElementsAre(KeyOf(kNote1)));
}

TEST_F(LoggedRowsTest, WhatATransactionTakesBackItselfIsNothing) {
  Put(kNote1);
  Write([&](Transaction& txn) {
    EXPECT_TRUE(notes_.Put(txn, Named(kNote2)).ok());
    EXPECT_TRUE(notes_.Put(txn, Named(kNote2, 7)).ok());
    EXPECT_TRUE(*notes_.Delete(txn, kNote2));
    EXPECT_TRUE(*notes_.Delete(txn, kNote1));
    return notes_.Put(txn, Named(kNote1, 7));
  });

  EXPECT_THAT(Created(), IsEmpty());
  EXPECT_THAT(Removed(), IsEmpty());
}

// Of a table without indexes nobody reads the row before.
TEST_F(LoggedRowsTest, ARowThatWasNeverReadIsLookedFor) {
  const std::string key = Key(Space::kPayments, kMerchant).Id(kNote1).Take();
  for (int times = 0; times < 2; ++times) {
    Write([&](Transaction& txn) {
      txn.Put(key, "value");
      return absl::OkStatus();
    });
    EXPECT_EQ(Created().size(), times == 0 ? 1u : 0u);
  }
}

TEST_F(LoggedRowsTest, RowsOfTheStoreItselfAreLeftOut) {
  Write([&](Transaction& txn) {
    txn.Put(Key(Space::kOutboxEffects, kMerchant).Id(kNote1).Take(), "value");
    return absl::OkStatus();
  });

  EXPECT_THAT(Created(), IsEmpty());
}

// The installation writes the rows of a merchant that it makes.
TEST_F(LoggedRowsTest, RowsOfAnotherMerchantAreNamedWhole) {
  const std::string installation(kInstallation);
  Write(
      [&](Transaction& txn) {
        txn.Put(KeyOf(kNote1), "value");
        return absl::OkStatus();
      },
      installation);

  EXPECT_THAT(Created(installation), ElementsAre(KeyOf(kNote1)));
}

TEST_F(LoggedRowsTest, WhatIsNoRowHasNoKey) {
  const IdBytes merchant = *ParseId("mer", kMerchant);
  for (const size_t bytes : {0, 1, 16, 18, 32, 34}) {
    EXPECT_EQ(KeyOfLoggedRow(merchant, std::string(bytes, 'x')), "") << bytes;
  }
}

}  // namespace
}  // namespace comptoir::store
