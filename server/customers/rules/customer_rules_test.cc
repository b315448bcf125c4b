#include "server/customers/rules/customer_rules.h"

#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/records/changes.h"
#include "server/rpc/rules/validation.h"

namespace comptoir::customers {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Customer;

Customer Helene() {
  Customer customer;
  customer.set_given_name("Hélène");
  customer.set_family_name("Martin");
  customer.set_email_address("helene@example.com");
  customer.mutable_address()->set_locality("Lyon");
  customer.mutable_address()->set_country("FR");
  return customer;
}

// What the annotations of customer.proto say to a new customer.
absl::Status Admit(const Customer& customer) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = customer;
  return rpc::ValidationPlan::Of(request.GetDescriptor()).Admit(request);
}

// Whether a customer is admitted whose text field `field` is `text`.
bool AdmitsText(const std::string& field, const std::string& text) {
  Customer customer;
  customer.GetReflection()->SetString(
      &customer, Customer::descriptor()->FindFieldByName(field), text);
  return Admit(customer).ok();
}

struct TextLimit {
  std::string field;
  size_t length_max;
};

class CustomerTextLimits : public ::testing::TestWithParam<TextLimit> {};

TEST_P(CustomerTextLimits, AreCountedInCodePoints) {
  const auto& [field, length_max] = GetParam();
  std::string text;
  for (size_t i = 0; i < length_max; ++i) text += "é";

  EXPECT_TRUE(AdmitsText(field, text));
  EXPECT_FALSE(AdmitsText(field, text + "é"));
  EXPECT_FALSE(AdmitsText(field, "control \a character"));
  EXPECT_FALSE(AdmitsText(field, "pay with 4111 1111 1111 1111"));
}

INSTANTIATE_TEST_SUITE_P(Fields, CustomerTextLimits,
                         ::testing::Values(TextLimit{"given_name", 300},
                                           TextLimit{"family_name", 300},
                                           TextLimit{"nickname", 100},
                                           TextLimit{"company_name", 500},
                                           TextLimit{"reference_id", 100},
                                           TextLimit{"note", 4096}),
                         [](const auto& info) { return info.param.field; });

TEST(CustomerRules, HaveFormats) {
  EXPECT_TRUE(AdmitsText("email_address", "helene@example.com"));
  EXPECT_FALSE(AdmitsText("email_address", "helene"));
  EXPECT_TRUE(AdmitsText("phone_number", "06 12 34 56 78"));
  EXPECT_TRUE(AdmitsText("phone_number", "1234"));
  EXPECT_FALSE(AdmitsText("phone_number", "123"));
  EXPECT_FALSE(AdmitsText("phone_number", "12345678901234567"));
  EXPECT_TRUE(AdmitsText("birthday", "02-29"));
  EXPECT_FALSE(AdmitsText("birthday", "1987-02-29"));
  EXPECT_TRUE(AdmitsText("language", "fr-CA"));
  EXPECT_FALSE(AdmitsText("language", "French!"));
}

TEST(CustomerRules, LimitAddressesAndTaxIds) {
  Customer customer;
  customer.mutable_tax_ids()->set_eu_vat(std::string(20, 'X'));
  for (int i = 0; i < 5; ++i) customer.mutable_address()->add_lines("line");
  customer.mutable_address()->set_country("FR");
  EXPECT_TRUE(Admit(customer).ok());

  Customer long_vat = customer;
  long_vat.mutable_tax_ids()->set_eu_vat(std::string(21, 'X'));
  EXPECT_FALSE(Admit(long_vat).ok());
  Customer many_lines = customer;
  many_lines.mutable_address()->add_lines("line");
  EXPECT_FALSE(Admit(many_lines).ok());
  Customer no_country = customer;
  no_country.mutable_address()->set_country("UK");
  EXPECT_FALSE(Admit(no_country).ok());
}

TEST(CustomerRules, WantSomethingToKnowTheCustomerBy) {
  Customer customer;
  customer.set_nickname("Nell");
  customer.set_note("likes tea");

  EXPECT_EQ(ReasonOf(CheckCustomer(customer)), "INVALID_FIELDS");
  customer.set_phone_number("0612345678");
  EXPECT_TRUE(CheckCustomer(customer).ok());
}

TEST(CustomerRules, RefuseCardNumbersWithoutEchoingThem) {
  Customer customer = Helene();
  customer.mutable_address()->add_lines("1 rue X");
  customer.mutable_address()->add_lines("4111-1111-1111-1111");

  const absl::Status status = Admit(customer);

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "CARD_NUMBER_REFUSED");
  EXPECT_THAT(status.ToString(), HasSubstr("customer.address.lines[1]"));
  EXPECT_THAT(status.ToString(), Not(HasSubstr("1111")));
}

TEST(CustomerRules, LeaveSomeSourcesToTheServer) {
  EXPECT_TRUE(CheckRequestedSource(v1::CREATION_SOURCE_IMPORT).ok());
  EXPECT_TRUE(CheckRequestedSource(v1::CREATION_SOURCE_UNSPECIFIED).ok());
  EXPECT_FALSE(CheckRequestedSource(v1::CREATION_SOURCE_INSTANT_PROFILE).ok());
  EXPECT_FALSE(CheckRequestedSource(v1::CREATION_SOURCE_MERGE).ok());
  Customer customer = Helene();
  customer.set_creation_source(static_cast<v1::CreationSource>(20));
  EXPECT_FALSE(CheckCustomer(customer).ok());
}

TEST(CustomerRules, LeaveNoRoomForCardNumbers) {
  EXPECT_FALSE(AdmitsText("phone_number", "4111 1111 1111 1111"));
  EXPECT_FALSE(AdmitsText("email_address", "4111111111111111@example.com"));
  EXPECT_FALSE(AdmitsText("etag", "4111111111111111"));
  EXPECT_FALSE(AdmitsText("birthday", "4111111111111111"));
}

TEST(CustomerRules, ComposeAndTrimAllTexts) {
  v1::CreateCustomerRequest request;
  Customer& customer = *request.mutable_customer();
  customer.set_given_name(" He\u0301le\u0300ne\u00a0");
  customer.set_email_address("he\u0301lene@example.com");
  customer.set_nickname("  ");
  customer.mutable_address()->add_lines(" ");
  customer.mutable_address()->add_lines(" 1 rue X");
  customer.mutable_tax_ids()->set_eu_vat(" ");
  ASSERT_TRUE(
      rpc::ValidationPlan::Of(request.GetDescriptor()).Admit(request).ok());

  TrimTexts(&customer);

  EXPECT_EQ(customer.given_name(), "Hélène");
  EXPECT_EQ(customer.email_address(), "hélene@example.com");
  EXPECT_EQ(customer.nickname(), "");
  EXPECT_THAT(customer.address().lines(), ElementsAre("1 rue X"));
  EXPECT_FALSE(customer.has_tax_ids());
}

TEST(CustomerRules, RefuseBirthdaysToCome) {
  Customer customer = Helene();
  customer.set_birthday("2026-03-01");
  EXPECT_TRUE(CheckBirthday(customer, absl::CivilDay(2026, 3, 1)).ok());
  EXPECT_EQ(ReasonOf(CheckBirthday(customer, absl::CivilDay(2026, 2, 28))),
            "INVALID_FIELDS");
}

TEST(CustomerRules, KeepBirthdaysWithoutAYearPlainly) {
  Customer customer;
  customer.set_birthday("0000-12-31");
  EXPECT_TRUE(AdmitsText("birthday", customer.birthday()));
  TrimTexts(&customer);
  EXPECT_EQ(customer.birthday(), "12-31");
}

// `current` after a request with these changes and this mask.
absl::StatusOr<Customer> Updated(Customer current, const Customer& changes,
                                 const std::vector<std::string>& paths,
                                 records::Sight sight = records::Sight::kAll) {
  v1::UpdateCustomerRequest request;
  *request.mutable_customer() = changes;
  for (const std::string& path : paths) {
    request.mutable_update_mask()->add_paths(path);
  }
  RETURN_IF_ERROR(records::ApplyUpdate(request, &current, sight));
  return current;
}

TEST(CustomerUpdate, TakesTheNamedFieldsAndClearsEmptyOnes) {
  Customer changes;
  changes.set_family_name("Roy");
  changes.set_note("not taken");

  const auto updated =
      Updated(Helene(), changes, {"family_name", "email_address"});

  Customer expected = Helene();
  expected.set_family_name("Roy");
  expected.clear_email_address();
  EXPECT_TRUE(MessageDifferencer::Equals(*updated, expected));
}

TEST(CustomerUpdate, TakesWhatIsSetWithoutAMask) {
  Customer changes;
  changes.set_family_name("Roy");
  changes.mutable_address()->set_locality("Paris");

  const auto updated = Updated(Helene(), changes, {});

  Customer expected = Helene();
  expected.set_family_name("Roy");
  expected.mutable_address()->set_locality("Paris");
  expected.mutable_address()->clear_country();
  EXPECT_TRUE(MessageDifferencer::Equals(*updated, expected));
}

TEST(CustomerUpdate, ReplacesAllWithAStar) {
  Customer current = Helene();
  current.set_id("cus_1");
  Customer changes;
  changes.set_company_name("Roy & Fils");
  changes.set_phone_e164("+33612345678");

  const auto updated = Updated(current, changes, {"*"});

  Customer expected;
  expected.set_id("cus_1");
  expected.set_company_name("Roy & Fils");
  EXPECT_TRUE(MessageDifferencer::Equals(*updated, expected));
}

TEST(CustomerUpdate, KeepsContactDataThatTheCallerCannotSee) {
  Customer changes;
  changes.set_family_name("Roy");
  changes.set_birthday("06-05");

  const auto updated =
      Updated(Helene(), changes, {"*"}, records::Sight::kNoContact);

  EXPECT_EQ(updated->email_address(), "helene@example.com");
  EXPECT_EQ(updated->address().locality(), "Lyon");
  EXPECT_EQ(updated->birthday(), "06-05");
  EXPECT_EQ(updated->given_name(), "");
}

TEST(CustomerUpdate, TakesPartsOfAMessage) {
  Customer changes;
  changes.mutable_address()->set_locality("Paris");

  const auto updated = Updated(Helene(), changes, {"address.locality"});

  EXPECT_EQ(updated->address().locality(), "Paris");
  EXPECT_EQ(updated->address().country(), "FR");
}

TEST(CustomerUpdate, RefusesFieldsThatCannotBeChanged) {
  for (const char* path : {"id", "etag", "phone_e164", "create_time", "colour",
                           "address.colour", "", "*.name", "given_name.x"}) {
    EXPECT_FALSE(Updated(Helene(), Customer(), {path}).ok()) << path;
  }
  EXPECT_FALSE(Updated(Helene(), Customer(), {"note", "*"}).ok());
}

TEST(CustomerUpdate, NamesWhatChanged) {
  Customer after = Helene();
  after.set_family_name("Roy");
  after.mutable_address()->clear_locality();
  after.set_etag("2");

  EXPECT_THAT(records::ChangedFields(Helene(), after).paths(),
              ElementsAre("family_name", "address"));
  EXPECT_THAT(records::ChangedFields(Helene(), Helene()).paths(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
