#include "tools/cli/import/importer.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/import/list.h"
#include "tools/cli/testing/customer_book.h"

namespace comptoir::cli {
namespace {

using customers::KnownRule;
using customers::List;
using customers::ReadList;
using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class ImporterTest : public testing::Test {
 protected:
  ImportResult Import(const std::string& content, ImportOptions options = {}) {
    list_ = *ReadList(content, {.rows = options.rows});
    return RunImport(list_, book_, options);
  }

  // "created updated unchanged rejected" of one import.
  std::string Counts(const std::string& content, ImportOptions options = {}) {
    const ImportResult result = Import(content, std::move(options));
    EXPECT_TRUE(result.stopped.ok()) << result.stopped;
    return fmt::format("{} {} {} {}", result.Count(RowOutcome::kCreated),
                       result.Count(RowOutcome::kUpdated),
                       result.Count(RowOutcome::kUnchanged),
                       result.Count(RowOutcome::kRejected));
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

constexpr char kList[] =
    "given_name,family_name,email,phone\n"
    "Awa,Diop,awa@x.fr,0612345678\n"
    "Noé,Petit,noe@x.fr,\n"
    "Ida,Roux,,0144556677\n"
    "Marie,Dubois,,\n";

TEST_F(ImporterTest, CreatesEverybodyOnce) {
  EXPECT_EQ(Counts(kList), "4 0 0 0");
  // Nobody was there to be looked for.
  EXPECT_EQ(book_.searches, 0);

  EXPECT_EQ(Counts(kList), "0 0 4 0");
  EXPECT_THAT(Names(), ElementsAre("Awa", "Noé", "Ida", "Marie"));
}

TEST_F(ImporterTest, SaysThatAllAgreedToBeStored) {
  int agreed = 0;
  book_.on_create = [&agreed](const CreateCustomerRequest& request) {
    agreed += request.has_storage_consent() ? 1 : 0;
  };

  ASSERT_EQ(Counts(kList, {.has_storage_consent = true}), "4 0 0 0");
  EXPECT_EQ(agreed, 4);
}

TEST_F(ImporterTest, LooksForNothingThatIsTooLongToBeAskedFor) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  const auto searches_for = [this](int letters) {
    const int before = book_.searches;
    std::string list = "name\n";
    for (int i = 0; i < letters; ++i) list += "é";
    Import(list, {.is_dry_run = true});
    return book_.searches - before;
  };

  EXPECT_EQ(searches_for(500), 1);
  EXPECT_EQ(searches_for(501), 0);
}

TEST_F(ImporterTest, AsksForEachNameAndContactOnce) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  Import("name\nJean Bon\nJean Bon\nJean Bon\n", {.is_dry_run = true});
  EXPECT_EQ(std::exchange(book_.searches, 0), 1);
  Import("name,phone\nAwa,0699999999\nNoé,0699999999\nIda,0699999999\n",
         {.is_dry_run = true});
  // The phone, and then each name.
  EXPECT_EQ(book_.searches, 4);
}

TEST_F(ImporterTest, CreatesNobodyTwiceForAnotherCaller) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  book_.answers.clear();

  EXPECT_EQ(Counts(kList), "0 0 4 0");
}

// The list still has whom somebody has merged: nobody is made again, and the
// profile does not become what one row says.
TEST_F(ImporterTest, LeavesProfilesAloneThatOthersWereMergedInto) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  book_.Merge("cus_001", "cus_002");
  const Customer noe = book_.customers.at("cus_002");

  // First by the ids of the requests, then without.
  for (int i = 0; i < 2; ++i) {
    const ImportResult result = Import(kList);

    EXPECT_EQ(result.Count(RowOutcome::kUnchanged), 3);
    EXPECT_EQ(result.rows[0].outcome, RowOutcome::kPartOfMerged);
    EXPECT_EQ(result.rows[0].customer_id, noe.id());
    EXPECT_THAT(Names(), ElementsAre("Noé", "Ida", "Marie"));
    EXPECT_EQ(book_.customers.at(noe.id()).etag(), noe.etag());
    book_.answers.clear();
  }
}

TEST_F(ImporterTest, UpdatesTheRowThatWasCorrected) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  std::string corrected = kList;
  corrected.replace(corrected.find("0612345678"), 10, "0699999999");

  const ImportResult result = Import(corrected);

  EXPECT_EQ(result.rows[0].outcome, RowOutcome::kUpdated);
  EXPECT_THAT(result.rows[0].changed,
              ElementsAre(FieldChange{.path = "phone_number",
                                      .before = "0612345678",
                                      .after = "0699999999"}));
  EXPECT_EQ(result.rows[0].customer_id, "cus_001");
  EXPECT_EQ(result.Count(RowOutcome::kUnchanged), 3);
  EXPECT_EQ(book_.Only().phone_number(), "0699999999");
}

TEST_F(ImporterTest, FillsInACountryThatWasAdded) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");

  EXPECT_EQ(Counts(kList, {.rows = {.country = "FR"}}), "0 4 0 0");
  EXPECT_EQ(Counts(kList, {.rows = {.country = "FR"}}), "0 0 4 0");
}

TEST_F(ImporterTest, CreatesAgainWhoWasDeleted) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  for (int i = 0; i < 3; ++i) {
    book_.customers.clear();
    EXPECT_EQ(Counts(kList), "4 0 0 0");
    EXPECT_EQ(Counts(kList), "0 0 4 0");
  }
  book_.customers.erase(book_.customers.begin());
  EXPECT_EQ(Counts(kList), "1 0 3 0");
}

// A creation of an import that was killed may still be on its way when the next
// one looks for customers.
TEST_F(ImporterTest, CreatesNobodyTwiceWhoWasBeingCreated) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  std::map<std::string, Customer> late = std::exchange(book_.customers, {});
  book_.on_create = [&](const CreateCustomerRequest&) {
    book_.customers.merge(late);
  };

  EXPECT_EQ(Counts(kList), "0 0 4 0");
  EXPECT_EQ(book_.customers.size(), 4u);
}

// Another caller's import of the same people, or of a newer export, runs at the
// same moment: its request ids are others.
TEST_F(ImporterTest, CreatesNobodyTwiceWhomAnotherImportCreates) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  std::map<std::string, Customer> others = std::exchange(book_.customers, {});
  book_.answers.clear();
  book_.on_create = [&](const CreateCustomerRequest&) {
    book_.customers.merge(others);
  };

  // Whoever has nothing but a name cannot be told from another of that name.
  EXPECT_EQ(Counts(kList), "1 0 3 0");
  EXPECT_THAT(Names(), ElementsAre("Awa", "Noé", "Ida", "Marie", "Marie"));
}

TEST_F(ImporterTest, CreatesThoseWhoShareAPhone) {
  constexpr char kFamily[] =
      "given_name,family_name,phone\n"
      "Awa,Diop,0612345678\nNoé,Diop,0612345678\nIda,Diop,0612345678\n";

  EXPECT_EQ(Counts(kFamily), "3 0 0 0");
  EXPECT_EQ(Counts(kFamily), "0 0 3 0");
  EXPECT_THAT(Names(), ElementsAre("Awa", "Noé", "Ida"));
}

TEST_F(ImporterTest, UpdatesByReferenceId) {
  ASSERT_EQ(Counts("id,name,note\n1,Awa Diop,\n2,Noé Petit,\n"), "2 0 0 0");

  // Next month's export.
  EXPECT_EQ(Counts("id,name,note\n2,Noé Grand,Tea\n1,Awa Diop,\n3,Ida Roux,\n"),
            "1 1 1 0");
  EXPECT_EQ(book_.customers["cus_002"].family_name(), "Grand");
}

// Whatever becomes of those who are known, somebody who only shares a phone
// with one of them is created.
TEST_F(ImporterTest, CreatesWhoSharesAPhoneByEveryRule) {
  for (const KnownRule rule :
       {KnownRule::kUpdate, KnownRule::kFill, KnownRule::kSkip}) {
    book_ = CustomerBook();
    ASSERT_EQ(Counts(std::string(kList) + "Marie,Rouxette,,0673666666\n"),
              "5 0 0 0");

    const ImportResult result = Import(
        std::string(kList) + "Paul,Videlle,,0673666666\n", {.known = rule});

    EXPECT_EQ(result.rows[4].outcome, RowOutcome::kCreated);
    EXPECT_THAT(Names(),
                ElementsAre("Awa", "Noé", "Ida", "Marie", "Marie", "Paul"));
  }
}

TEST_F(ImporterTest, RefusesTheIdsOfAnotherProgram) {
  ASSERT_EQ(Counts("id,name\n1,Awa Diop\n2,Noé Petit\n"), "2 0 0 0");

  const ImportResult result = Import("id,name\n1,Ida Roux\n2,Paul Martin\n");

  EXPECT_EQ(result.Count(RowOutcome::kRejected), 2);
  EXPECT_THAT(std::string(result.rows[0].status.message()),
              HasSubstr("somebody else"));
  EXPECT_THAT(Names(), ElementsAre("Awa", "Noé"));
}

TEST_F(ImporterTest, SkipsOrFillsWhenTold) {
  ASSERT_EQ(Counts("name,email,note\nAwa Diop,awa@x.fr,\n"), "1 0 0 0");
  constexpr char kNext[] = "name,email,note\nAwa D Diop,awa@x.fr,Tea\n";

  EXPECT_EQ(Import(kNext, {.known = KnownRule::kSkip}).rows[0].outcome,
            RowOutcome::kSkipped);
  const ImportResult filled = Import(kNext, {.known = KnownRule::kFill});

  EXPECT_THAT(filled.rows[0].changed,
              ElementsAre(FieldChange{.path = "note", .after = "Tea"}));
  EXPECT_EQ(book_.Only().family_name(), "Diop");
}

TEST_F(ImporterTest, MakesOneCustomerOfRowsOfOnePerson) {
  const ImportResult result = Import(
      "name,email,phone\nAwa,awa@x.fr,0612345678\nNoé,,\n"
      "Awa,awa@x.fr,0699999999\n");

  EXPECT_EQ(result.rows[0].outcome, RowOutcome::kCreated);
  EXPECT_EQ(result.rows[2].outcome, RowOutcome::kSameCustomer);
  EXPECT_EQ(result.rows[2].customer_id, result.rows[0].customer_id);
  // What the first says is told, not dropped.
  EXPECT_THAT(result.rows[0].overruled, ElementsAre("phone_number"));
  EXPECT_EQ(book_.Only().phone_number(), "0699999999");
  EXPECT_THAT(Names(), ElementsAre("Awa", "Noé"));
}

TEST_F(ImporterTest, GivesUpOnlyTheRowThatIsRefused) {
  const ImportResult result = Import(
      "name,email,phone\nAwa,,0612345678\nAwa,no em@il,0612345678\n"
      "Noé,nor@this,\nIda,,\n");

  EXPECT_EQ(result.rows[0].outcome, RowOutcome::kCreated);
  EXPECT_EQ(result.rows[1].outcome, RowOutcome::kRejected);
  EXPECT_EQ(result.rows[2].outcome, RowOutcome::kRejected);
  EXPECT_EQ(result.rows[3].outcome, RowOutcome::kCreated);
}

TEST_F(ImporterTest, SaysInADryRunWhatItWouldDo) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  const auto before = book_.customers.size();
  const std::string next = std::string(kList) +
                           "Paul,Martin,paul@x.fr,\nZoë,,no em@il,\n" +
                           "Awa,Diop,awa@x.fr,0612345678\n";

  EXPECT_EQ(Counts(next, {.is_dry_run = true}), "1 0 4 1");
  EXPECT_EQ(book_.customers.size(), before);
  EXPECT_EQ(Counts(next), "1 0 4 1");
}

TEST_F(ImporterTest, UpdatesWhoChangesMeanwhile) {
  ASSERT_EQ(Counts("name,email,note\nAwa,awa@x.fr,\n"), "1 0 0 0");
  book_.on_update = [this] { book_.Only().set_etag("other"); };

  EXPECT_EQ(Counts("name,email,note\nAwa,awa@x.fr,Tea\n"), "0 1 0 0");
  EXPECT_EQ(book_.Only().note(), "Tea");
}

TEST_F(ImporterTest, GivesUpWhoChangesAgainAndAgain) {
  ASSERT_EQ(Counts("name,email,note\nAwa,awa@x.fr,\n"), "1 0 0 0");
  int changes = 50;
  std::function<void()> change = [&] {
    book_.Only().set_etag(fmt::format("other {}", changes));
    if (--changes > 0) book_.on_update = change;
  };

  book_.on_update = change;
  EXPECT_EQ(Counts("name,email,note\nAwa,awa@x.fr,Tea\n"), "0 1 0 0");
  changes = 51;
  book_.on_update = change;
  EXPECT_EQ(Counts("name,email,note\nAwa,awa@x.fr,Milk\n"), "0 0 0 1");
  EXPECT_EQ(book_.Only().note(), "Tea");
}

TEST_F(ImporterTest, CreatesWhoIsDeletedMeanwhile) {
  ASSERT_EQ(Counts("name,email,note\nAwa,awa@x.fr,\n"), "1 0 0 0");
  book_.on_update = [this] { book_.customers.clear(); };

  EXPECT_EQ(Counts("name,email,note\nAwa,awa@x.fr,Tea\n"), "1 0 0 0");
  EXPECT_EQ(book_.Only().note(), "Tea");
}

TEST_F(ImporterTest, CreatesNobodyWhoMayBeThereUnseen) {
  ASSERT_EQ(Counts(kList), "4 0 0 0");
  for (auto& [id, customer] : book_.customers) {
    customer.mutable_redacted_fields()->add_paths("email_address");
  }

  const ImportResult result = Import(kList);

  EXPECT_TRUE(absl::IsPermissionDenied(result.stopped));
  EXPECT_THAT(std::string(result.stopped.message()),
              HasSubstr("PERMISSION_CUSTOMERS_VIEW_CONTACT"));
  EXPECT_EQ(result.Count(RowOutcome::kNotReached), 4);
}

TEST_F(ImporterTest, StopsWhenTheServerIsGone) {
  book_.failure = absl::UnavailableError("gone");

  const ImportResult result = Import("name,email\nAwa,\nNoé,\n\"Ida,\n");

  EXPECT_TRUE(absl::IsUnavailable(result.stopped));
  EXPECT_EQ(result.Count(RowOutcome::kNotReached), 2);
  EXPECT_EQ(result.Count(RowOutcome::kRejected), 1);
}

TEST_F(ImporterTest, StopsWhenTheServerIsNoLongerTrusted) {
  book_.failure = sdk::MakeError(absl::StatusCode::kFailedPrecondition,
                                 "SERVER_NOT_TRUSTED", "has expired");

  const ImportResult result = Import("name,email\nAwa,\nNoé,\n");

  EXPECT_EQ(sdk::ReasonOf(result.stopped), "SERVER_NOT_TRUSTED");
  EXPECT_EQ(result.Count(RowOutcome::kNotReached), 2);
}

TEST_F(ImporterTest, ShowsHowFarItIs) {
  std::map<std::string, std::pair<int64_t, int64_t>> last;
  ASSERT_EQ(Counts(kList), "4 0 0 0");

  Import(kList,
         {.progress = [&](std::string_view what, int64_t done, int64_t total) {
           last[std::string(what)] = {done, total};
         }});

  EXPECT_THAT(last, ElementsAre(Pair("importing", Pair(4, 4)),
                                Pair("looking up", Pair(4, 4)),
                                Pair("looking up by name", Pair(1, 1))));
}

}  // namespace
}  // namespace comptoir::cli
