// What an import asks and writes down before it changes anything.
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/import/list.h"
#include "tools/cli/import/importer.h"
#include "tools/cli/testing/customer_book.h"

namespace comptoir::cli {
namespace {

using customers::KnownRule;
using customers::List;
using customers::ReadList;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kKnown[] = "name,email,note\nAwa,awa@x.fr,Tea\n";

class ImporterRecordTest : public testing::Test {
 protected:
  ImportResult Import(const std::string& content, ImportOptions options = {}) {
    list_ = *ReadList(content, {.rows = options.rows});
    return RunImport(list_, book_, options);
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& [id, customer] : book_.customers) {
      names.push_back(customer.given_name());
    }
    return names;
  }

  CustomerBook book_;
  List list_;
};

// What is replaced is on record before the server is asked to.
TEST_F(ImporterRecordTest, RecordsWhatItReplacesBeforehand) {
  ASSERT_EQ(Import(kKnown).Count(RowOutcome::kCreated), 1);
  std::vector<RowOutcome> recorded;
  ImportOptions options;
  options.record = [&](size_t row, const RowResult& result) {
    EXPECT_EQ(row, 0u);
    EXPECT_EQ(result.customer_id, "cus_001");
    EXPECT_THAT(result.changed,
                ElementsAre(FieldChange{
                    .path = "note", .before = "Tea", .after = "Milk"}));
    recorded.push_back(result.outcome);
    return absl::OkStatus();
  };
  // The first request is refused, since the customer is another one by then.
  book_.on_update = [&] {
    EXPECT_THAT(recorded, ElementsAre(RowOutcome::kPerhapsUpdated));
    book_.Only().set_etag("other");
  };

  Import("name,email,note\nAwa,awa@x.fr,Milk\n", options);

  EXPECT_THAT(recorded,
              ElementsAre(RowOutcome::kPerhapsUpdated,
                          RowOutcome::kPerhapsUpdated, RowOutcome::kUpdated));
}

TEST_F(ImporterRecordTest, RecordsEachRowOnce) {
  ASSERT_EQ(Import(kKnown).Count(RowOutcome::kCreated), 1);
  std::vector<std::pair<size_t, RowOutcome>> recorded;
  ImportOptions options;
  options.record = [&](size_t row, const RowResult& result) {
    recorded.emplace_back(row, result.outcome);
    return absl::OkStatus();
  };

  Import("name,email\nZed,\n\"Eve,\n", options);
  EXPECT_THAT(recorded, ElementsAre(Pair(1, RowOutcome::kRejected),
                                    Pair(0, RowOutcome::kCreated)));
  recorded.clear();
  // The last one is looked up once more, for the phone.
  Import(
      "name,email,phone\nNoé Petit,noe@x.fr,0612345678\n"
      "Noé Petit,noe@x.fr,0612345678\nLea Roux,,0612345678\n",
      options);
  EXPECT_THAT(recorded, UnorderedElementsAre(Pair(0, RowOutcome::kCreated),
                                             Pair(1, RowOutcome::kSameCustomer),
                                             Pair(2, RowOutcome::kCreated)));
  recorded.clear();
  options.is_dry_run = true;
  Import("name,email,note\nAwa,awa@x.fr,Milk\n", options);
  EXPECT_THAT(recorded, ElementsAre(Pair(0, RowOutcome::kUpdated)));
}

TEST_F(ImporterRecordTest, ReplacesNothingThatItCannotRecord) {
  ASSERT_EQ(Import("id,name,note\n1,Awa,Tea\n2,Ida,Tea\n3,Lea,Tea\n")
                .Count(RowOutcome::kCreated),
            3);
  int records = 0;
  ImportOptions options;
  // Also an error that the server could have answered with.
  options.record = [&](size_t, const RowResult&) {
    return ++records < 3 ? absl::OkStatus() : absl::NotFoundError("no room");
  };

  const ImportResult result =
      Import("id,name,note\n1,Awa,Milk\n2,Ida,Milk\n3,Lea,Milk\n", options);

  EXPECT_EQ(result.stopped, absl::NotFoundError("no room"));
  EXPECT_EQ(result.Count(RowOutcome::kUpdated), 1);
  EXPECT_EQ(result.Count(RowOutcome::kNotReached), 2);
  EXPECT_EQ(book_.customers["cus_001"].note(), "Milk");
  EXPECT_EQ(book_.customers["cus_002"].note(), "Tea");
  EXPECT_EQ(book_.customers["cus_003"].note(), "Tea");
}

// Its answer is lost: the values before must not be.
TEST_F(ImporterRecordTest, KeepsWhatItMayHaveReplaced) {
  ASSERT_EQ(Import(kKnown).Count(RowOutcome::kCreated), 1);
  book_.on_update = [this] {
    book_.update_failure = absl::UnavailableError("");
  };

  const ImportResult result = Import("name,email,note\nAwa,awa@x.fr,Milk\n");

  EXPECT_TRUE(absl::IsUnavailable(result.stopped));
  EXPECT_EQ(result.rows[0].outcome, RowOutcome::kPerhapsUpdated);
  EXPECT_EQ(result.rows[0].customer_id, "cus_001");
  EXPECT_THAT(result.rows[0].changed,
              ElementsAre(FieldChange{
                  .path = "note", .before = "Tea", .after = "Milk"}));
}

TEST_F(ImporterRecordTest, AsksForItsRightsFirst) {
  ASSERT_EQ(Import(kKnown).Count(RowOutcome::kCreated), 1);
  constexpr char kNext[] =
      "name,email,note\nAwa,awa@x.fr,Milk\nIda,ida@x.fr,\n";

  book_.may_create = absl::PermissionDeniedError("needs to create");
  EXPECT_EQ(Import(kNext).stopped, book_.may_create);
  EXPECT_EQ(book_.Only().note(), "Tea");
  book_.may_update = std::exchange(book_.may_create, absl::OkStatus());
  EXPECT_EQ(Import(kNext).stopped, book_.may_update);
  EXPECT_THAT(Names(), ElementsAre("Awa"));
  // Nobody is changed by that rule.
  EXPECT_EQ(Import(kNext, {.known = KnownRule::kSkip}).stopped,
            absl::OkStatus());
  EXPECT_THAT(Names(), ElementsAre("Awa", "Ida"));
}

}  // namespace
}  // namespace comptoir::cli
