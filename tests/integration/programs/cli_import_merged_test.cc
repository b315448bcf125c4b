// Lists that still have whom somebody has merged, against a server.
#include <cstddef>
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/command.h"

namespace comptoir::testing {
namespace {

using customers::v1::CustomerServiceClient;
using customers::v1::ListCustomersRequest;
using customers::v1::MergeCustomersRequest;
using customers::v1::MergeServiceClient;
using customers::v1::SearchCustomersRequest;
using customers::v1::UpdateCustomerRequest;
using ::testing::HasSubstr;

constexpr char kHeading[] = "given_name,family_name,email,phone\n";

class CliImportMergedTest : public ShopTest {
 protected:
  CommandResult Run(const std::string& content,
                    std::vector<std::string> words) const {
    words.insert(words.begin(), {"tools/cli/comptoir", "customers", "import",
                                 WriteTestFile("list.csv", content)});
    words.insert(words.end(),
                 {"--server", server().address(), "--token-file",
                  WriteTestFile("token", shop().api_key_token + "\n")});
    return RunCommand(words);
  }

  // What the dry run and then the real one say; the same, but for "would be".
  std::string Import(const std::string& content) const {
    const CommandResult dry = Run(content, {"--dry-run", "--json", "-q"});
    const CommandResult real = Run(content, {"--json"});
    EXPECT_EQ(dry.out, real.out);
    return real.out + real.err;
  }

  size_t CountAll() const {
    size_t count = 0;
    for (const auto& customer : CustomerServiceClient(owner()).ListCustomersAll(
             ListCustomersRequest())) {
      EXPECT_TRUE(customer.ok()) << customer.status();
      ++count;
    }
    return count;
  }

  static std::string IdOf(const std::string& email) {
    SearchCustomersRequest request;
    request.mutable_query()->mutable_email_address()->set_exact(email);
    const auto found = CustomerServiceClient(owner()).SearchCustomers(request);
    EXPECT_TRUE(found.ok() && found->customers_size() == 1) << found.status();
    return found.ok() && found->customers_size() > 0 ? found->customers(0).id()
                                                     : "";
  }

  // `fields` of the profile show what the other has.
  static void Merge(const std::string& survivor, const std::string& other,
                    const std::vector<std::string>& fields = {}) {
    MergeCustomersRequest request;
    request.set_survivor_customer_id(survivor);
    request.add_customer_ids(other);
    for (const std::string& path : fields) {
      auto* const choice = request.add_choices();
      choice->set_path(path);
      choice->set_customer_id(other);
    }
    const auto merged = MergeServiceClient(owner()).MergeCustomers(request);
    EXPECT_TRUE(merged.ok()) << merged.status();
  }
};

// The profile shows the other's names, and then the other's contacts, too.
TEST_F(CliImportMergedTest, DoublesNoSurvivorWhoShowsWhatTheOtherHad) {
  const std::vector<std::string> names = {"given_name", "family_name"};
  const std::vector<std::string> all = {"given_name", "family_name",
                                        "email_address", "phone_number"};
  const std::string one = "Old,Person,old1@p.fr,0655001101\n";
  const std::string two = "Mia,Grand,mia@p.fr,0655001102\n";
  const std::string list = kHeading + one + two;
  ASSERT_THAT(Import(list), HasSubstr("\"created\":2"));
  ASSERT_THAT(
      Import(std::string(kHeading) + "Oldy,Persson,oldy1@p.fr,0655003301\n"
                                     "Noa,Petit,noa@p.fr,0655003302\n"),
      HasSubstr("\"created\":2"));
  Merge(IdOf("old1@p.fr"), IdOf("oldy1@p.fr"), names);
  Merge(IdOf("mia@p.fr"), IdOf("noa@p.fr"), all);
  const size_t customers = CountAll();

  const std::string said = Import(list);

  EXPECT_THAT(said, HasSubstr("\"partOfMergedProfile\":2"));
  EXPECT_THAT(said, HasSubstr(IdOf("old1@p.fr") + ": left as it is\n"));
  EXPECT_EQ(CountAll(), customers);
}

TEST_F(CliImportMergedTest, TellsWhatIsNewOfWhoWasMergedAway) {
  const std::string list = std::string(kHeading) +
                           "Helene,Roux,helene@roux.fr,0611000001\n"
                           "Hélène,Petit,hroux@work.fr,0611000002\n";
  ASSERT_THAT(Import(list), HasSubstr("\"created\":2"));
  const std::string helene = IdOf("helene@roux.fr");
  Merge(helene, IdOf("hroux@work.fr"));
  const size_t customers = CountAll();
  const std::string left = "merged profile " + helene + ": left as it is";

  EXPECT_THAT(Import("email,phone\nhroux@work.fr,0611000002\n"),
              HasSubstr(left + "\n"));
  EXPECT_THAT(Import("email,phone\nhroux@work.fr,0611000009\n"),
              HasSubstr(left + ": phone_number\n"));
  EXPECT_THAT(Import("given_name,family_name,email,phone,note\n"
                     "Hélène,Petit,hroux@work.fr,0611000009,Tea\n"),
              HasSubstr(left + ": phone_number, note\n"));
  EXPECT_THAT(
      Import(std::string(kHeading) + "Helene,Roux,hroux@work.fr,0611000002\n"),
      HasSubstr(left + "\n"));
  EXPECT_EQ(CountAll(), customers);
}

TEST_F(CliImportMergedTest, CreatesAgainWhoBecameSomebodyElseAndWasMerged) {
  const std::string list =
      std::string(kHeading) + "Aldo,Verne,aldo@v.fr,0655001203\n";
  ASSERT_THAT(Import(list + "Xav,Blanc,xav@b.fr,0655001304\n"),
              HasSubstr("\"created\":2"));
  UpdateCustomerRequest request;
  request.mutable_customer()->set_id(IdOf("aldo@v.fr"));
  request.mutable_customer()->set_given_name("Neva");
  request.mutable_customer()->set_family_name("Fresh");
  request.mutable_customer()->set_email_address("neva@f.fr");
  request.mutable_customer()->set_phone_number("0655009903");
  ASSERT_TRUE(CustomerServiceClient(owner()).UpdateCustomer(request).ok());
  Merge(IdOf("xav@b.fr"), IdOf("neva@f.fr"));

  // The same request as the first creation.
  EXPECT_THAT(Import(list), HasSubstr("\"created\":1"));
  EXPECT_NE(IdOf("aldo@v.fr"), IdOf("xav@b.fr"));
  EXPECT_THAT(Import(list), HasSubstr("\"unchanged\":1"));
}

}  // namespace
}  // namespace comptoir::testing
