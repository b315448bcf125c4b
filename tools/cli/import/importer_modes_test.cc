// What a dry run says is what the real one does, with every rule of --known,
// whatever became of the customers whom an earlier run of the file made.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
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
using customers::v1::Customer;

using ::testing::ElementsAreArray;

constexpr KnownRule kRules[] = {KnownRule::kUpdate, KnownRule::kFill,
                                KnownRule::kSkip};

// A customer as she was changed by hand.
void Change(CustomerBook& book, const std::string& id,
            const std::function<void(Customer&)>& change) {
  Customer& customer = book.customers.at(id);
  change(customer);
  customer.set_etag(customer.etag() + "1");
}

std::string OutcomeName(RowOutcome outcome) {
  switch (outcome) {
    case RowOutcome::kCreated:
      return "created";
    case RowOutcome::kRejected:
      return "rejected";
    case RowOutcome::kPerhapsUpdated:
      return "perhaps";
    case RowOutcome::kUpdated:
    case RowOutcome::kUnchanged:
    case RowOutcome::kSkipped:
      return "known";
    case RowOutcome::kPartOfMerged:
      return "part";
    case RowOutcome::kSameCustomer:
      return "same";
    case RowOutcome::kNotReached:
      return "not reached";
  }
  return "";
}

struct Case {
  const char* what;
  // Imported first.
  std::string before;
  // What happens then.
  std::function<void(CustomerBook&)> then;
  // Imported after that; "" is `before` again.
  std::string after;
  // What becomes of each row of it.
  std::vector<std::string> outcomes;
};

constexpr char kTwo[] =
    "given_name,family_name,email,phone\n"
    "Old,Person,old@p.fr,0655001100\n"
    "Ida,Roux,ida@p.fr,0655002200\n";
constexpr char kNameless[] =
    "email,phone\n"
    "a@p.fr,0655001100\nb@p.fr,0655002200\n";

// Of customers who became somebody else, or are gone.
std::vector<Case> CasesOfChanges() {
  return {
      {"nothing", kTwo, [](CustomerBook&) {}, "", {"known", "known"}},
      {"somebody else altogether",
       kTwo,
       [](CustomerBook& book) {
         Change(book, "cus_001", [](Customer& customer) {
           customer.set_given_name("Neva");
           customer.set_family_name("Fresh");
           customer.set_email_address("neva@f.fr");
           customer.set_phone_number("0655009999");
           customer.set_birthday("1991-01-01");
           customer.set_note("owes 40 EUR");
         });
       },
       "",
       {"created", "known"}},
      {"the same name, and other contacts",
       kTwo,
       [](CustomerBook& book) {
         Change(book, "cus_001", [](Customer& customer) {
           customer.set_email_address("neva@f.fr");
           customer.set_phone_number("0655009999");
         });
       },
       "",
       {"created", "known"}},
      {"somebody else, in a list that is not known",
       "given_name,email\nOld,old@p.fr\n",
       [](CustomerBook& book) {
         Change(book, "cus_001", [](Customer& customer) {
           customer.set_given_name("Neva");
           customer.set_email_address("neva@f.fr");
         });
       },
       "given_name,email\nOld,old@p.fr\nIda,ida@p.fr\nNoé,noe@p.fr\n",
       {"created", "created", "created"}},
      {"deleted",
       kTwo,
       [](CustomerBook& book) { book.customers.erase("cus_001"); },
       "",
       {"created", "known"}},
      {"one of two of one name is somebody else",
       "name\nMarie\nMarie\n",
       [](CustomerBook& book) {
         Change(book, "cus_001",
                [](Customer& customer) { customer.set_given_name("Neva"); });
       },
       "",
       {"known", "created"}},
  };
}

// Of customers who are still who they were, and of other files.
std::vector<Case> CasesOfFiles() {
  return {
      {"one corrected, by hand",
       kTwo,
       [](CustomerBook& book) {
         Change(book, "cus_001", [](Customer& customer) {
           customer.set_phone_number("0655009999");
         });
       },
       "",
       {"known", "known"}},
      {"a bare name, in a list that is not known",
       "name\nMarie\n",
       [](CustomerBook&) {},
       "name\nMarie\nIda\nNoé\n",
       {"known", "created", "created"}},
      {"other phones of who has no name",
       kNameless,
       [](CustomerBook&) {},
       "email,phone\na@p.fr,0655003300\nb@p.fr,0655004400\n",
       {"known", "known"}},
      {"another email of who has no name",
       kNameless,
       [](CustomerBook&) {},
       "email,phone\nsomething@else.fr,0655001100\nb@p.fr,0655002200\n",
       {"rejected", "known"}},
      {"a married name, alone",
       kTwo,
       [](CustomerBook&) {},
       "given_name,family_name,email,phone\nOld,Other,old@p.fr,0655001100\n",
       {"rejected"}},
      {"somebody else at the same phone",
       kTwo,
       [](CustomerBook&) {},
       std::string(kTwo) + "Noé,Petit,noe@p.fr,0655001100\n",
       {"known", "known", "created"}},
  };
}

std::vector<std::string> OutcomesOf(const std::string& content,
                                    CustomerBook& book, KnownRule rule,
                                    bool is_dry_run) {
  const customers::List list = *ReadList(content, {});
  const ImportResult result =
      RunImport(list, book, {.known = rule, .is_dry_run = is_dry_run});
  EXPECT_TRUE(result.stopped.ok()) << result.stopped;
  std::vector<std::string> outcomes;
  for (const RowResult& row : result.rows) {
    outcomes.push_back(OutcomeName(row.outcome));
  }
  return outcomes;
}

TEST(ImporterModes, DoWhatTheDryRunSays) {
  std::vector<Case> cases = CasesOfChanges();
  for (Case& test : CasesOfFiles()) cases.push_back(std::move(test));
  for (const Case& test : cases) {
    for (const KnownRule rule : kRules) {
      SCOPED_TRACE(
          fmt::format("{}, rule {}", test.what, static_cast<int>(rule)));
      CustomerBook book;
      OutcomesOf(test.before, book, KnownRule::kUpdate, false);
      test.then(book);
      const std::string& content =
          test.after.empty() ? test.before : test.after;
      const size_t customers = book.customers.size();

      EXPECT_THAT(OutcomesOf(content, book, rule, /*is_dry_run=*/true),
                  ElementsAreArray(test.outcomes));
      EXPECT_EQ(book.customers.size(), customers);
      EXPECT_THAT(OutcomesOf(content, book, rule, /*is_dry_run=*/false),
                  ElementsAreArray(test.outcomes));
    }
  }
}

// Whoever became somebody else keeps all that was written of them since.
TEST(ImporterModes, LeaveAloneWhoIsSomebodyElseNow) {
  for (const KnownRule rule : kRules) {
    CustomerBook book;
    OutcomesOf(kTwo, book, rule, false);
    Change(book, "cus_001", [](Customer& customer) {
      customer.set_given_name("Neva");
      customer.set_family_name("Fresh");
      customer.set_email_address("neva@f.fr");
      customer.set_phone_number("0655009999");
    });
    const std::string neva = book.Only().SerializeAsString();
    for (int i = 0; i < 2; ++i) OutcomesOf(kTwo, book, rule, false);

    EXPECT_EQ(book.Only().SerializeAsString(), neva);
    // Old Person is there again, once.
    EXPECT_EQ(book.customers.size(), 3u);
  }
}

TEST(ImporterModes, RejectWhoBecomesSomebodyElseMeanwhile) {
  CustomerBook book;
  OutcomesOf(kTwo, book, KnownRule::kUpdate, false);
  book.on_update = [&book] {
    Change(book, "cus_001", [](Customer& customer) {
      customer.set_given_name("Neva");
      customer.set_family_name("Fresh");
      customer.set_email_address("neva@f.fr");
      customer.set_phone_number("0655009999");
    });
  };
  std::string corrected = kTwo;
  corrected.replace(corrected.find("0655001100"), 10, "0655001111");

  EXPECT_THAT(OutcomesOf(corrected, book, KnownRule::kUpdate, false),
              ElementsAreArray({"rejected", "known"}));
  EXPECT_EQ(book.Only().phone_number(), "0655009999");
}

}  // namespace
}  // namespace comptoir::cli
