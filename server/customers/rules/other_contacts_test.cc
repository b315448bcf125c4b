// Phone numbers, email addresses and addresses beside the primary ones, their
// labels, and preferences.
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/rules/customer_rules.h"
#include "server/records/changes.h"
#include "server/rpc/rules/validation.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Customer;

// What the annotations of customer.proto say to a new customer.
absl::Status Admit(const Customer& customer) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = customer;
  return rpc::ValidationPlan::Of(request.GetDescriptor()).Admit(request);
}

// A customer with as much of everything as she may have.
Customer Full() {
  Customer customer;
  customer.set_given_name("Hélène");
  customer.set_email_address("helene@example.com");
  customer.mutable_address()->set_locality("Lyon");
  customer.set_phone_number("06 12 34 56 78");
  for (int i = 0; i < 10; ++i) {
    customer.add_other_phone_numbers()->set_number("04 78 00 00 00");
    customer.add_other_email_addresses()->set_email_address("h@example.com");
    customer.add_other_addresses()->mutable_address()->set_locality("Lyon");
  }
  for (int i = 0; i < 20; ++i) customer.add_preferences()->set_value("oat");
  return customer;
}

TEST(OtherContacts, AreSoMany) {
  EXPECT_TRUE(Admit(Full()).ok());

  Customer phones = Full();
  phones.add_other_phone_numbers()->set_number("04 78 00 00 00");
  EXPECT_FALSE(Admit(phones).ok());
  Customer emails = Full();
  emails.add_other_email_addresses()->set_email_address("h@example.com");
  EXPECT_FALSE(Admit(emails).ok());
  Customer addresses = Full();
  addresses.add_other_addresses()->mutable_address()->set_locality("Lyon");
  EXPECT_FALSE(Admit(addresses).ok());
  Customer preferences = Full();
  preferences.add_preferences()->set_value("oat");
  EXPECT_FALSE(Admit(preferences).ok());
}

// Whether elements of every list are admitted with these texts.
bool AdmitsTexts(const std::string& label, const std::string& name,
                 const std::string& value) {
  Customer customer = Full();
  customer.set_phone_label(label);
  customer.set_email_label(label);
  customer.set_address_label(label);
  const absl::Status primary = Admit(customer);
  customer.mutable_other_phone_numbers(1)->set_label(label);
  const absl::Status phone = Admit(customer);
  customer.mutable_other_email_addresses(1)->set_label(label);
  customer.mutable_other_addresses(1)->set_label(label);
  customer.mutable_preferences(1)->set_name(name);
  customer.mutable_preferences(1)->set_value(value);
  EXPECT_EQ(primary.ok(), phone.ok());
  return Admit(customer).ok();
}

TEST(OtherContacts, HaveTextsOfSomeLength) {
  const std::string label(50, 'l');
  const std::string name(50, 'n');
  const std::string value(200, 'v');

  EXPECT_TRUE(AdmitsTexts(label, name, value));
  EXPECT_FALSE(AdmitsTexts(label + "l", name, value));
  EXPECT_FALSE(AdmitsTexts(label, name + "n", value));
  EXPECT_FALSE(AdmitsTexts(label, name, value + "v"));
  EXPECT_FALSE(AdmitsTexts("4111 1111 1111 1111", name, value));
  EXPECT_FALSE(AdmitsTexts(label, name, "4111 1111 1111 1111"));
}

TEST(OtherContacts, HaveTheFormsOfPrimaryOnes) {
  for (const char* number : {"", "123", "4111 1111 1111 1111"}) {
    Customer customer = Full();
    customer.mutable_other_phone_numbers(3)->set_number(number);
    EXPECT_FALSE(Admit(customer).ok()) << number;
  }
  for (const char* email : {"", " ", "helene"}) {
    Customer customer = Full();
    customer.mutable_other_email_addresses(3)->set_email_address(email);
    EXPECT_FALSE(Admit(customer).ok()) << email;
  }
  Customer customer = Full();
  customer.mutable_other_addresses(3)->mutable_address()->set_country("UK");
  EXPECT_FALSE(Admit(customer).ok());
}

TEST(OtherContacts, AreComposedAndTrimmed) {
  v1::CreateCustomerRequest request;
  Customer& customer = *request.mutable_customer();
  customer.set_email_label(" home ");
  customer.add_other_phone_numbers()->set_number(" 04 78 00 00 00 ");
  customer.mutable_other_phone_numbers(0)->set_label(" cafe\u0301 ");
  customer.add_other_addresses()->mutable_address()->add_lines(" ");
  customer.mutable_other_addresses(0)->mutable_address()->add_lines(" 1 rue");
  ASSERT_TRUE(
      rpc::ValidationPlan::Of(request.GetDescriptor()).Admit(request).ok());

  TrimTexts(&customer);

  EXPECT_EQ(customer.other_phone_numbers(0).number(), "04 78 00 00 00");
  EXPECT_EQ(customer.other_phone_numbers(0).label(), "café");
  EXPECT_THAT(customer.other_addresses(0).address().lines(),
              ElementsAre("1 rue"));
  // There is no email address that it could be the label of.
  EXPECT_EQ(customer.email_label(), "");
}

TEST(OtherContacts, AreNotEmpty) {
  Customer address = Full();
  address.mutable_other_addresses(3)->mutable_address()->set_locality(" ");
  Customer preference = Full();
  preference.mutable_preferences(3)->set_value(" ");
  TrimTexts(&address);
  TrimTexts(&preference);

  EXPECT_TRUE(CheckCustomer(Full()).ok());
  EXPECT_THAT(CheckCustomer(address).ToString(),
              HasSubstr("customer.other_addresses[3].address: must not be"));
  EXPECT_THAT(CheckCustomer(preference).ToString(),
              HasSubstr("customer.preferences[3].value: must not be"));
}

TEST(OtherContacts, StandBesidePrimaryOnes) {
  EXPECT_TRUE(CheckPrimaries(Customer(), Full()).ok());
  for (const std::string field : {"phone_number", "email_address", "address"}) {
    Customer without = Full();
    without.GetReflection()->ClearField(
        &without, Customer::descriptor()->FindFieldByName(field));

    const absl::Status status = CheckPrimaries(Full(), without);

    EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS") << field;
    EXPECT_THAT(status.ToString(), HasSubstr("customer." + field + ": must"));
    // As a merge may have left them.
    EXPECT_TRUE(CheckPrimaries(without, without).ok()) << field;
  }
}

// The full customer after a request with these changes and this mask.
absl::StatusOr<Customer> Updated(const Customer& changes,
                                 const std::vector<std::string>& paths,
                                 records::Sight sight = records::Sight::kAll) {
  v1::UpdateCustomerRequest request;
  *request.mutable_customer() = changes;
  for (const std::string& path : paths) {
    request.mutable_update_mask()->add_paths(path);
  }
  Customer current = Full();
  RETURN_IF_ERROR(records::ApplyUpdate(request, &current, sight));
  return current;
}

TEST(OtherContacts, AreUpdatedWhole) {
  Customer changes;
  changes.add_other_phone_numbers()->set_number("01 23 45 67 89");

  const auto unmasked = Updated(changes, {});
  const auto masked =
      Updated(changes, {"other_phone_numbers", "other_email_addresses"});

  EXPECT_EQ(unmasked->other_phone_numbers_size(), 1);
  EXPECT_EQ(unmasked->other_email_addresses_size(), 10);
  EXPECT_EQ(masked->other_phone_numbers_size(), 1);
  EXPECT_EQ(masked->other_email_addresses_size(), 0);
  EXPECT_EQ(masked->other_addresses_size(), 10);
}

TEST(OtherContacts, AreNotOverwrittenByARedactedCopy) {
  constexpr records::Sight kNoContact = records::Sight::kNoContact;
  Customer changes;
  changes.add_other_phone_numbers()->set_number("01 23 45 67 89");

  const auto copy = Updated(Customer(), {"*"}, kNoContact);

  EXPECT_EQ(copy->other_phone_numbers_size(), 10);
  EXPECT_EQ(copy->other_email_addresses_size(), 10);
  EXPECT_EQ(copy->other_addresses_size(), 10);
  EXPECT_EQ(copy->preferences_size(), 0);
  EXPECT_EQ(ReasonOf(Updated(changes, {}, kNoContact).status()),
            "PERMISSION_DENIED");
}

}  // namespace
}  // namespace comptoir::customers
