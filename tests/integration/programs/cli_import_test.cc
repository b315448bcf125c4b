// `comptoir customers import` as a shop uses it: with the files of other
// programs, again and again.
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/command.h"
#include "tests/support/process.h"

namespace comptoir::testing {
namespace {

using customers::v1::Customer;
using customers::v1::CustomerServiceClient;
using customers::v1::DeleteCustomerRequest;
using customers::v1::ListCustomersRequest;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kComptoir[] = "tools/cli/comptoir";

// Each test has a merchant, and so a book, of its own.
class CliImportTest : public ShopTest {
 protected:
  CliImportTest() {
    merchants::v1::CreateMerchantRequest request;
    request.mutable_merchant()->set_display_name("Chez Awa");
    request.mutable_merchant()->set_country("FR");
    request.mutable_merchant()->set_currency("EUR");
    request.mutable_merchant()->set_time_zone("Europe/Paris");
    request.set_owner_display_name("Awa");
    const auto created =
        merchants::v1::MerchantServiceClient(operator_channel())
            .CreateMerchant(request);
    EXPECT_TRUE(created.ok()) << created.status();
    if (created.ok()) token_ = created->api_key_token();
  }

  std::vector<std::string> Words(const std::string& token,
                                 std::vector<std::string> words) const {
    words.insert(words.begin(), {kComptoir, "customers", "import"});
    words.insert(words.end(), {"--server", server().address(), "--token-file",
                               WriteTestFile("token", token + "\n")});
    return words;
  }

  CommandResult Run(std::vector<std::string> words) const {
    return RunCommand(Words(token_, std::move(words)));
  }

  // Imports a table; gives the line of counts.
  std::string Import(const std::string& content,
                     std::vector<std::string> words = {}) const {
    words.insert(words.begin(), {WriteTestFile("list.csv", content), "-q"});
    const CommandResult result = Run(std::move(words));
    EXPECT_THAT(result.err, IsEmpty());
    return result.out;
  }

  CustomerServiceClient Book() const {
    return CustomerServiceClient(With(token_));
  }

  std::vector<Customer> Everybody() const {
    ListCustomersRequest request;
    request.set_page_size(200);
    std::vector<Customer> all;
    for (const auto& customer : Book().ListCustomersAll(request)) {
      EXPECT_TRUE(customer.ok()) << customer.status();
      if (!customer.ok()) break;
      all.push_back(*customer);
    }
    return all;
  }

  void DeleteEverybody() const {
    for (const Customer& customer : Everybody()) {
      DeleteCustomerRequest request;
      request.set_customer_id(customer.id());
      EXPECT_TRUE(Book().DeleteCustomer(request).ok());
    }
  }

  // Another key of the same merchant.
  std::string NewKey(const std::vector<Permission>& permissions) const {
    merchants::v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Other");
    for (const Permission permission : permissions) {
      request.mutable_api_key()->add_permissions(permission);
    }
    const auto created =
        merchants::v1::ApiKeyServiceClient(With(token_)).CreateApiKey(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->api_key_token() : "";
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string token_;
};

constexpr char kList[] =
    "Prénom;Nom;Email;Téléphone\r\n"
    "Hélène;Roux;helene@example.com;06 39 98 12 34\r\n"
    "Zoë;Petit;zoe@example.com;\r\n"
    "Noé;Diop;;01 99 00 12 34\r\n";

TEST_F(CliImportTest, ImportsATableOnce) {
  EXPECT_EQ(Import(kList), "3 created, 0 updated, 0 unchanged, 0 rejected\n");
  EXPECT_EQ(Import(kList), "0 created, 0 updated, 3 unchanged, 0 rejected\n");
  EXPECT_THAT(Everybody(), SizeIs(3));
}

TEST_F(CliImportTest, UpdatesTheCustomerOfACorrectedCellAndSaysSo) {
  ASSERT_THAT(Import(kList), StartsWith("3 created"));
  std::string corrected = kList;
  corrected.replace(corrected.find("12 34"), 5, "56 78");

  const CommandResult result = Run({WriteTestFile("list.csv", corrected)});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "0 created, 1 updated, 2 unchanged, 0 rejected\n");
  EXPECT_THAT(result.err, AllOf(HasSubstr("line 2: phone_number of cus_"),
                                HasSubstr("\"06 39 98 12 34\" becomes "
                                          "\"06 39 98 56 78\"")));
  EXPECT_THAT(Everybody(), SizeIs(3));
}

TEST_F(CliImportTest, DoublesNobodyForAnotherKeyOrWithACountry) {
  ASSERT_THAT(Import(kList), StartsWith("3 created"));
  const std::string key =
      NewKey({PERMISSION_CUSTOMERS_VIEW, PERMISSION_CUSTOMERS_VIEW_CONTACT,
              PERMISSION_CUSTOMERS_CREATE, PERMISSION_CUSTOMERS_EDIT});

  const CommandResult other =
      RunCommand(Words(key, {WriteTestFile("list.csv", kList)}));

  EXPECT_EQ(other.out, "0 created, 0 updated, 3 unchanged, 0 rejected\n")
      << other.err;
  EXPECT_EQ(Import(kList, {"--country", "FR"}),
            "0 created, 3 updated, 0 unchanged, 0 rejected\n");
  EXPECT_EQ(Import(kList, {"--country", "FR"}),
            "0 created, 0 updated, 3 unchanged, 0 rejected\n");
}

TEST_F(CliImportTest, RecognisesNobodyWhomItMayNotSee) {
  ASSERT_THAT(Import(kList), StartsWith("3 created"));
  const std::string key =
      NewKey({PERMISSION_CUSTOMERS_VIEW, PERMISSION_CUSTOMERS_CREATE});

  const CommandResult result =
      RunCommand(Words(key, {WriteTestFile("list.csv", kList)}));

  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.err, HasSubstr("PERMISSION_CUSTOMERS_VIEW_CONTACT"));
  EXPECT_THAT(Everybody(), SizeIs(3));
}

TEST_F(CliImportTest, CreatesAgainWhoWasDeleted) {
  ASSERT_THAT(Import(kList), StartsWith("3 created"));
  for (int i = 0; i < 2; ++i) {
    DeleteEverybody();
    EXPECT_EQ(Import(kList, {"--country", i == 0 ? "FR" : "BE"}),
              "3 created, 0 updated, 0 unchanged, 0 rejected\n");
    EXPECT_THAT(Everybody(), SizeIs(3));
  }
}

TEST_F(CliImportTest, BringsNextMonthsExportUpToDate) {
  ASSERT_THAT(Import("customer_id,name,note\n"
                     "1,Awa Diop,\n2,Noé Petit,\n3,Ida Roux,\n"),
              StartsWith("3 created"));

  EXPECT_EQ(Import("customer_id,name,note\n"
                   "1,Awa Diop,\n2,Noé Petit,Tea\n4,Léa Martin,\n"),
            "1 created, 1 updated, 1 unchanged, 0 rejected\n");
  EXPECT_EQ(
      Import("customer_id,name,note\n1,Awa Diop,Milk\n", {"--known", "skip"}),
      "0 created, 0 updated, 0 unchanged, 0 rejected, 1 skipped\n");
  EXPECT_EQ(Import("customer_id,name,note\n2,Noé Petit,Coffee\n",
                   {"--known", "fill"}),
            "0 created, 0 updated, 1 unchanged, 0 rejected\n");
}

// With `has_names` one row in four has nothing but a name.
std::string LongList(int rows, bool has_names) {
  std::string content = "given_name,family_name,email\n";
  for (int i = 0; i < rows; ++i) {
    const std::string email =
        has_names && i % 4 == 0 ? "" : fmt::format("a{}@example.com", i);
    content += fmt::format("Awa,Diop {},{}\n", i, email);
  }
  return content;
}

TEST_F(CliImportTest, DoublesNobodyWhenItRunsTwiceAtOnce) {
  constexpr int kRows = 1000;
  // Of one caller everybody; of two those who can be told apart.
  const std::string key =
      NewKey({PERMISSION_CUSTOMERS_VIEW, PERMISSION_CUSTOMERS_VIEW_CONTACT,
              PERMISSION_CUSTOMERS_CREATE, PERMISSION_CUSTOMERS_EDIT});
  const std::string bare = WriteTestFile("bare.csv", LongList(kRows, true));
  const std::string told = WriteTestFile("told.csv", LongList(kRows, false));
  for (const auto& [path, other] :
       {std::pair(bare, token_), std::pair(told, key)}) {
    DeleteEverybody();
    auto process =
        Process::Start(Words(token_, {path}), NewFolder("first") + "/output");
    ASSERT_TRUE(process.ok()) << process.status();
    while ((*process)->Running() && Everybody().empty()) {
    }

    const CommandResult second = RunCommand(Words(other, {path, "-q"}));

    EXPECT_EQ(second.exit_code, 0) << second.err;
    EXPECT_EQ((*process)->Wait(), 0);
    EXPECT_THAT(Everybody(), SizeIs(kRows));
  }
}

TEST_F(CliImportTest, DoublesNobodyWhenItIsKilledInTheMiddle) {
  constexpr int kRows = 2000;
  const std::string path = WriteTestFile("long.csv", LongList(kRows, true));
  for (int kill_at : {100, 900}) {
    auto process =
        Process::Start(Words(token_, {path}), NewFolder("killed") + "/output");
    ASSERT_TRUE(process.ok()) << process.status();
    while ((*process)->Running() &&
           Everybody().size() < static_cast<size_t>(kill_at)) {
    }
    (*process)->Stop(SIGKILL);
  }

  const CommandResult result = Run({path, "--json", "-q"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(Everybody(), SizeIs(kRows));
  EXPECT_EQ(Run({path, "-q"}).out,
            "0 created, 0 updated, 2000 unchanged, 0 rejected\n");
}

TEST_F(CliImportTest, ExitsWith7AndSavesTheRowsItRejects) {
  const std::string path = WriteTestFile(
      "mixed.csv",
      "name,email,birthday\nAwa,not an@email,\nNoé,,soon\nIda,,\n\"Eve,,\n");

  const CommandResult result = Run({path});

  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.out, "2 created, 0 updated, 0 unchanged, 2 rejected\n");
  // What cannot be read is told; it costs nobody the rest of the row.
  EXPECT_THAT(result.err,
              HasSubstr("left out of birthday: 4 characters that are no date: "
                        "line 3"));
  const std::string rejects = Read(path + ".rejects.csv");
  EXPECT_THAT(
      rejects,
      AllOf(HasSubstr("Awa,not an@email,,2,INVALID_ARGUMENT,"
                      "customer.email_address: must be one email address\r\n"),
            HasSubstr(",5,INVALID_ARGUMENT,"), Not(HasSubstr("Ida"))));
}

TEST_F(CliImportTest, GivesUpOneRowForWhatIsWrongInIt) {
  std::string content = "name,note\n";
  for (int i = 0; i < 50; ++i) content += fmt::format("Awa {},\n", i);
  content += "Noé," + std::string(5'000'000, 'x') + "\nIda,\n";

  const CommandResult result = Run({WriteTestFile("huge.csv", content)});

  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.out, "51 created, 0 updated, 0 unchanged, 1 rejected\n");
}

TEST_F(CliImportTest, SaysInADryRunWhatItThenDoes) {
  ASSERT_THAT(Import(kList), StartsWith("3 created"));
  const std::string path = WriteTestFile(
      "next.csv", fmt::format("Prénom;Nom;Email;Anniversaire\n"
                              "Hélène;Roux;helene@example.com;3/4/1990\n"
                              "Quentin;Dry;q@example.com;\n"
                              "Zoë;Petit;zoe@example.com;\n"
                              "Léa;Martin;no em@il;\n"
                              "{};;;\n"
                              "Tom;4111 1111 1111 1111;;\n",
                              std::string(301, 'x')));

  const CommandResult dry = Run({path, "--dry-run"});
  EXPECT_THAT(Everybody(), SizeIs(3));
  const std::string rejects = Read(path + ".rejects.csv");
  const CommandResult real = Run({path});

  EXPECT_THAT(dry.out, AllOf(HasSubstr("Quentin"),
                             HasSubstr("1 would be created, 1 would be "
                                       "updated, 1 unchanged, 3 rejected")));
  EXPECT_EQ(real.out, "1 created, 1 updated, 1 unchanged, 3 rejected\n");
  EXPECT_EQ(Read(path + ".rejects.csv"), rejects);
  EXPECT_THAT(rejects, Not(HasSubstr("4111")));
}

TEST_F(CliImportTest, ShowsProgramsNothingButJson) {
  const std::string path = WriteTestFile("list.csv", kList);

  const CommandResult dry = Run({path, "--dry-run", "--json"});
  const CommandResult real = Run({path, "--json"});

  EXPECT_EQ(dry.out, real.out);
  EXPECT_EQ(real.out,
            R"({"rows":3,"created":3,"updated":0,"unchanged":0,"rejected":0,)"
            R"("perhapsUpdated":0,"skipped":0,"partOfMergedProfile":0,)"
            "\"sameCustomer\":0,\"notReached\":0,\"cellsLeftOut\":0}\n");
  // Its last word on progress is that it is done.
  EXPECT_THAT(real.err, HasSubstr("importing: 3/3"));
}

TEST_F(CliImportTest, SaysWhereTheHeadingsAreAndWhatEachRowBecame) {
  const std::string path = WriteTestFile(
      "titled.csv",
      "Clients du Comptoir;;\nNom;Email;Pointure\nRoux;;38\nDiop;;\n");
  const std::string report = ::testing::TempDir() + "/report.csv";

  const CommandResult result = Run({path, "--report", report});

  EXPECT_THAT(result.err,
              AllOf(HasSubstr("headings: line 2: Nom, Email, Pointure"),
                    HasSubstr("left out: Pointure")));
  EXPECT_THAT(Read(report), AllOf(HasSubstr("\r\n3;created;cus_"),
                                  HasSubstr("\r\n4;created;cus_")));
}

TEST_F(CliImportTest, FailsAtOnceOnWhatIsNoListOfCustomers) {
  const auto error_of = [this](const std::string& content,
                               std::vector<std::string> words = {}) {
    words.insert(words.begin(), WriteTestFile("wrong.csv", content));
    const CommandResult result = Run(std::move(words));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.out, IsEmpty());
    return result.err;
  };

  EXPECT_THAT(error_of("PK\x03\x04....xl/workbook.xml"),
              HasSubstr("save it as CSV"));
  EXPECT_THAT(error_of("Date;Total\n1;2\n"),
              HasSubstr("the headings were read as \"Date\", \"Total\""));
  EXPECT_THAT(error_of("name\n\x8E\n\x8F\n\x9D\n"), HasSubstr("--encoding"));
  EXPECT_THAT(error_of(kList, {"--country", "fr"}),
              HasSubstr("fr is no country"));
  EXPECT_THAT(error_of(kList, {"--known", "merge"}),
              HasSubstr("merge is none of: update, fill, skip"));
  // Once.
  const std::string error = error_of("");
  EXPECT_EQ(error.find("is empty"), error.rfind("is empty"));
  EXPECT_THAT(Everybody(), IsEmpty());
}

TEST_F(CliImportTest, WritesNothingOverTheFileThatItReads) {
  const std::string path = WriteTestFile("own.csv", kList);
  for (const char* output : {"--rejects", "--report"}) {
    EXPECT_THAT(Run({path, output, path}).err,
                HasSubstr("is the file that is imported"));
    EXPECT_EQ(Read(path), kList);
  }
  EXPECT_THAT(Everybody(), IsEmpty());
}

TEST_F(CliImportTest, CreatesWhoHasSomebodysPhone) {
  ASSERT_THAT(Import(kList), StartsWith("3 created"));
  EXPECT_EQ(Import("Nom,Email,Téléphone\nRoux,helene@example.com,\n"
                   "Videlle,,01 99 00 12 34\n"),
            "1 created, 0 updated, 1 unchanged, 0 rejected\n");
}

TEST_F(CliImportTest, ReadsTheEncodingThatItIsTold) {
  EXPECT_EQ(Import("name\nDvo\xF8\xE1k\n", {"--encoding", "windows-1250"}),
            "1 created, 0 updated, 0 unchanged, 0 rejected\n");
  ASSERT_THAT(Everybody(), SizeIs(1));
  EXPECT_EQ(Everybody()[0].given_name(), "Dvořák");
}

}  // namespace
}  // namespace comptoir::testing
