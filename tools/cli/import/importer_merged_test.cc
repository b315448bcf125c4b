// What becomes of rows whose people are part of merged profiles, by every rule
// of --known: the dry run says it, too, and nobody is made a second time.
#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/import/known/changes.h"
#include "server/customers/import/list.h"
#include "tools/cli/import/importer.h"
#include "tools/cli/testing/customer_book.h"

namespace comptoir::cli {
namespace {

using customers::KnownRule;
using customers::ReadList;
using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using ::testing::ElementsAre;

std::string TextOf(const RowResult& row) {
  switch (row.outcome) {
    case RowOutcome::kCreated:
      return "created";
    case RowOutcome::kUpdated:
    case RowOutcome::kUnchanged:
    case RowOutcome::kSkipped:
      return "known";
    case RowOutcome::kPartOfMerged:
      return fmt::format("part of {}: {}", row.customer_id,
                         fmt::join(row.not_taken, ", "));
    case RowOutcome::kSameCustomer:
      return "same";
    case RowOutcome::kRejected:
    case RowOutcome::kPerhapsUpdated:
    case RowOutcome::kNotReached:
      return std::string(row.status.message());
  }
  return "";
}

std::vector<std::string> Import(const std::string& content, CustomerBook& book,
                                KnownRule rule = KnownRule::kUpdate,
                                bool is_dry_run = false) {
  const customers::List list = *ReadList(content, {});
  const ImportResult result =
      RunImport(list, book, {.known = rule, .is_dry_run = is_dry_run});
  EXPECT_TRUE(result.stopped.ok()) << result.stopped;
  std::vector<std::string> texts;
  for (const RowResult& row : result.rows) texts.push_back(TextOf(row));
  return texts;
}

// What becomes of a list in copies of a book, on the day of the imports before,
// whose answers come again, and later.
std::vector<std::string> Outcomes(const std::string& content,
                                  const CustomerBook& book) {
  const std::vector<std::string> outcomes = [&] {
    CustomerBook copy = book;
    return Import(content, copy, KnownRule::kUpdate, /*is_dry_run=*/true);
  }();
  for (const bool is_later : {false, true}) {
    for (const KnownRule rule :
         {KnownRule::kUpdate, KnownRule::kFill, KnownRule::kSkip}) {
      CustomerBook copy = book;
      if (is_later) copy.answers.clear();
      EXPECT_EQ(Import(content, copy, rule, /*is_dry_run=*/true), outcomes);
      EXPECT_EQ(copy.customers.size(), book.customers.size());
      EXPECT_EQ(Import(content, copy, rule), outcomes);
      size_t created = 0;
      for (const std::string& outcome : outcomes) {
        created += outcome == "created" ? 1 : 0;
      }
      EXPECT_EQ(copy.customers.size(), book.customers.size() + created);
      for (const auto& [id, into] : book.merged_into) {
        const std::string profile = book.customers.at(into).DebugString();
        if (rule == KnownRule::kSkip) {
          EXPECT_EQ(copy.customers.at(into).DebugString(), profile);
        }
      }
    }
  }
  return outcomes;
}

// Cus_002 is part of cus_001, which shows nothing of her.
CustomerBook BookOfHelene() {
  CustomerBook book;
  Import(
      "id,given_name,family_name,email,phone\n"
      "R1,Helene,Roux,helene@roux.fr,0611000001\n"
      "R2,Hélène,Petit,hroux@work.fr,0611000002\n"
      "R3,Noé,Diop,noe@d.fr,0611000003\n"
      "R4,Ida,Blanc,ida@b.fr,0611000004\n",
      book);
  book.Merge("cus_002", "cus_001");
  return book;
}

constexpr char kTwo[] =
    "given_name,family_name,email,phone\n"
    "Old,Person,old@p.fr,0655001100\n"
    "Ida,Roux,ida@p.fr,0655002200\n";
constexpr char kTwoWithIds[] =
    "id,given_name,family_name,email,phone\n"
    "R1,Old,Person,old@p.fr,0655001100\n"
    "R2,Ida,Roux,ida@p.fr,0655002200\n";

// What a survivor's own profile shows of the other instead.
TEST(ImporterMerged, KnowSurvivorsWhoShowWhatTheOtherHad) {
  const auto name = [](Customer& shown) {
    shown.set_given_name("Oldy");
    shown.set_family_name("Persson");
  };
  const auto contacts = [](Customer& shown) {
    shown.set_email_address("vera@x.fr");
    shown.set_phone_number("0655003300");
  };
  const std::function<void(Customer&)> choices[] = {
      name, contacts,
      [&](Customer& shown) {
        name(shown);
        shown.set_email_address("vera@x.fr");
      },
      [&](Customer& shown) {
        name(shown);
        contacts(shown);
      }};
  for (const char* list : {kTwo, kTwoWithIds}) {
    for (size_t i = 0; i < std::size(choices); ++i) {
      SCOPED_TRACE(fmt::format("{}choice {}", list, i));
      CustomerBook book;
      Import(list, book);
      Import("given_name,family_name,email,phone\nOldy,Persson,,0655003300\n",
             book);
      book.Merge("cus_003", "cus_001");
      Customer shown = book.customers.at("cus_001");
      choices[i](shown);
      // More speaks for the reference id than against it.
      const bool is_known = list == kTwoWithIds && i < 2;
      book.Choose("cus_001", shown);

      EXPECT_THAT(
          Outcomes(list, book),
          ElementsAre(is_known ? "known" : "part of cus_001: ", "known"));
    }
  }
}

TEST(ImporterMerged, CreateNobodyWhoseContactAProfileKeepsUnseen) {
  const CustomerBook book = BookOfHelene();
  const auto outcome = [&book](const std::string& list) {
    return Outcomes(list, book)[0];
  };
  EXPECT_EQ(outcome("email,phone\nhroux@work.fr,0611000002\n"),
            "part of cus_001: ");
  EXPECT_EQ(outcome("email,phone\nhroux@work.fr,0699999999\n"),
            "part of cus_001: phone_number");
  EXPECT_EQ(outcome("email\nhroux@work.fr\n"), "part of cus_001: ");
  EXPECT_EQ(outcome("phone\n0611000002\n"), "part of cus_001: ");
  // One contact of each.
  EXPECT_EQ(outcome("email,phone\nhroux@work.fr,0611000001\n"),
            "part of cus_001: ");
  constexpr char kHeading[] = "given_name,family_name,email,phone\n";
  const auto row = [&](const std::string& text) {
    return outcome(kHeading + text + "\n");
  };
  EXPECT_EQ(row("Helene,Roux,hroux@work.fr,0611000002"), "part of cus_001: ");
  EXPECT_EQ(row("Hélène,Dupuis,hroux@work.fr,0611000002"),
            "part of cus_001: given_name, family_name");
  // Who shares a contact with an identity cannot be told from her.
  EXPECT_EQ(row("Zoé,Petit,zoe@p.fr,0611000002"),
            "part of cus_001: given_name, family_name, email_address");
  EXPECT_EQ(row("Zoé,Petit,zoe@p.fr,0611000009"), "created");
  // A name alone is that of many people.
  EXPECT_EQ(row("Hélène,Petit,zoe@p.fr,0611000009"), "created");
}

TEST(ImporterMerged, TellWhatIsNewOfWhoWasMergedAway) {
  const CustomerBook book = BookOfHelene();
  constexpr char kHeading[] = "id,given_name,family_name,email,phone,note\n";
  constexpr char kSecond[] =
      "R2,Hélène,Petit,hroux@work.fr,0644444444,Likes tea\n";

  EXPECT_THAT(Outcomes(std::string(kHeading) + kSecond, book),
              ElementsAre("part of cus_001: phone_number, note"));
  EXPECT_THAT(
      Outcomes(std::string(kHeading) +
                   "R1,Helene,Roux,helene@roux.fr,0611000001,\n" + kSecond +
                   "R3,Noé,Diop,noe@d.fr,0611000003,\n",
               book),
      ElementsAre("known", "part of cus_001: phone_number, note", "known"));
}

// Nobody is known by what an identity was when an earlier import created it.
TEST(ImporterMerged, CreateAgainWhoBecameSomebodyElseAndWasMerged) {
  CustomerBook book;
  Import(kTwo, book);
  Import("given_name,family_name,email\nXav,Blanc,xav@b.fr\n", book);
  Customer& old = book.customers.at("cus_001");
  old.set_given_name("Neva");
  old.set_family_name("Fresh");
  old.set_email_address("neva@f.fr");
  old.set_phone_number("0655009999");
  old.set_etag("2");
  book.Merge("cus_001", "cus_003");

  EXPECT_THAT(Outcomes(kTwo, book), ElementsAre("created", "known"));
  Import(kTwo, book);
  EXPECT_THAT(Outcomes(kTwo, book), ElementsAre("known", "known"));
}

TEST(ImporterMerged, KnowWhoHasNothingButAName) {
  CustomerBook book;
  constexpr char kNames[] = "name\nMarie\nIda\n";
  Import(kNames, book);
  Import("name,email\nXav,xav@b.fr\n", book);
  book.Merge("cus_001", "cus_003");

  EXPECT_THAT(Outcomes(kNames, book),
              ElementsAre("part of cus_003: ", "known"));
  EXPECT_THAT(Outcomes("name,email\nMarie,marie@m.fr\n", book),
              ElementsAre("created"));
}

TEST(ImporterMerged, CreateNobodyWhoIsMergedMeanwhile) {
  CustomerBook book;
  Import("name,email\nXav,xav@b.fr\n", book);
  book.on_create = [&book](const CreateCustomerRequest& request) {
    if (!book.merged.empty()) return;
    book.customers["cus_900"] = request.customer();
    book.Merge("cus_900", "cus_001");
  };

  EXPECT_THAT(Import("name,email\nZoé,zoe@p.fr\n", book),
              ElementsAre("part of cus_001: "));
  EXPECT_EQ(book.customers.size(), 1u);
}

}  // namespace
}  // namespace comptoir::cli
