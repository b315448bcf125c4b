#include "server/events/subjects/subjects.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/testing/note_table.h"
#include "server/store/testing/test_store.h"

namespace comptoir::events {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");
const std::string kNote = FormatId("note", "note-number-one1");
const std::string kNobody = FormatId("note", "note-number-none");

class SubjectsTest : public testing::Test {
 protected:
  SubjectsTest() {
    subjects_.Add(table_);
    Write([&](store::Transaction& txn) {
      return table_.Put(txn, store::MakeNote(kNote, "a", 1));
    });
  }

  template <typename Change>
  void Write(Change change) {
    const absl::Status status = store_.Write(
        kMerchant,
        [&](store::Transaction& txn) -> absl::Status { return change(txn); });
    ASSERT_TRUE(status.ok()) << status;
  }

  // A call of the merchant's.
  static Call By(const std::string& caller_id) {
    Principal principal;
    principal.id = caller_id;
    principal.merchant_id = kMerchant;
    return Call(std::move(principal), absl::UnixEpoch(), "0123456789abcdef");
  }

  bool IsKnown(const std::string& id, const std::string& merchant = kMerchant) {
    const absl::Status status = subjects_.Require(*store_.Read(), merchant, id);
    EXPECT_TRUE(status.ok() || ReasonOf(status) == "NOT_FOUND") << status;
    return status.ok();
  }

  store::TestStore store_;
  const store::Table<store::Note> table_ = store::MakeNoteTable();
  Subjects subjects_;
};

TEST_F(SubjectsTest, KnowsRecordsOfTheMerchant) {
  EXPECT_TRUE(IsKnown(kNote));
  EXPECT_FALSE(IsKnown(kNobody));
  EXPECT_FALSE(IsKnown(kNote, kOther));
}

TEST_F(SubjectsTest, KnowsWhatWasRemoved) {
  Write([&](store::Transaction& txn) {
    return table_.Delete(txn, kNote).status();
  });

  EXPECT_TRUE(IsKnown(kNote));
  EXPECT_FALSE(IsKnown(kNobody));
}

TEST_F(SubjectsTest, KnowsNoOtherKind) {
  EXPECT_FALSE(IsKnown(FormatId("nobody", "note-number-one1")));
}

TEST_F(SubjectsTest, RefusesNoPaymentAndNoTask) {
  for (const char* prefix : {"pay", "job", "eff"}) {
    EXPECT_TRUE(IsKnown(FormatId(prefix, "not-there-at-all"))) << prefix;
  }
}

TEST_F(SubjectsTest, RefusesAListForOneThatIsNotThere) {
  google::protobuf::RepeatedPtrField<std::string> ids;
  EXPECT_TRUE(subjects_.RequireAllSeen(By("hers"), *store_.Read(), ids).ok());
  *ids.Add() = kNote;
  EXPECT_TRUE(subjects_.RequireAllSeen(By("hers"), *store_.Read(), ids).ok());
  *ids.Add() = kNobody;

  const absl::Status refused =
      subjects_.RequireAllSeen(By("hers"), *store_.Read(), ids);

  EXPECT_EQ(ReasonOf(refused), "NOT_FOUND");
  EXPECT_EQ(MetadataOf(refused, "id"), kNobody);
}

TEST_F(SubjectsTest, KnowsNothingThatIsHiddenFromTheCaller) {
  subjects_.HideBy("note",
                   [](const Call& call, const kv::View&,
                      const std::string& id) -> absl::StatusOr<bool> {
                     return id == kNote && call.principal().id != "hers";
                   });
  const std::string payment = FormatId("pay", "not-there-at-all");

  const absl::Status hidden =
      subjects_.RequireSeen(By("others"), *store_.Read(), kNote);

  const absl::Status unknown = table_.NotFoundError(kNote);
  EXPECT_EQ(hidden.code(), unknown.code());
  EXPECT_EQ(hidden.message(), unknown.message());
  EXPECT_EQ(ReasonOf(hidden), ReasonOf(unknown));
  for (const char* key : {"id", "kind", "field"}) {
    EXPECT_EQ(MetadataOf(hidden, key), MetadataOf(unknown, key)) << key;
  }
  EXPECT_TRUE(subjects_.RequireSeen(By("hers"), *store_.Read(), kNote).ok());
  EXPECT_TRUE(
      subjects_.RequireSeen(By("others"), *store_.Read(), payment).ok());
}

}  // namespace
}  // namespace comptoir::events
