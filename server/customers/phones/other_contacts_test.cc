// A customer with several phone numbers, email addresses and addresses, through
// the handlers.
#include <string>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Customer;

Customer Helene() {
  Customer customer;
  customer.set_given_name("Hélène");
  customer.set_phone_number("06 12 34 56 78");
  customer.set_phone_label("mobile");
  auto& work = *customer.add_other_phone_numbers();
  work.set_number("04 78 00 11 22 ext 7");
  work.set_label("work");
  customer.set_email_address("helene@example.com");
  customer.add_other_email_addresses()->set_email_address("shop@example.org");
  customer.mutable_address()->set_locality("Lyon");
  auto& other = *customer.add_other_addresses();
  other.mutable_address()->set_locality("Paris");
  other.set_label("delivery");
  customer.add_preferences()->set_name("milk");
  customer.mutable_preferences(0)->set_value("oat");
  return customer;
}

TEST(CreateCustomer, KeepsAllContacts) {
  CustomersForTest customers;
  const Customer given = Helene();

  const Customer created = *customers.Create(given);

  EXPECT_EQ(created.phone_label(), "mobile");
  const v1::OtherPhoneNumber& work = created.other_phone_numbers(0);
  EXPECT_EQ(work.number(), "04 78 00 11 22 ext 7");
  EXPECT_EQ(work.label(), "work");
  EXPECT_EQ(work.e164(), "+33478001122");
  EXPECT_EQ(work.extension(), "7");
  EXPECT_EQ(work.state(), v1::PHONE_STATE_VALID);
  EXPECT_EQ(created.other_email_addresses(0).email_address(),
            "shop@example.org");
  EXPECT_EQ(created.other_addresses(0).label(), "delivery");
  EXPECT_EQ(created.preferences(0).value(), "oat");
  EXPECT_EQ(customers.Get(created.id())->SerializeAsString(),
            created.SerializeAsString());
}

TEST(CreateCustomer, WantsAPrimaryOneBesideOthers) {
  CustomersForTest customers;
  Customer customer = Helene();
  customer.clear_phone_number();

  EXPECT_EQ(ReasonOf(customers.Create(customer).status()), "INVALID_FIELDS");
}

TEST(CreateCustomer, KeepsOtherNumbersUnverified) {
  CustomersForTest customers;
  Customer customer = Helene();
  customer.mutable_other_phone_numbers(0)->set_number("1234");

  const Customer created = *customers.Create(customer);

  EXPECT_EQ(created.other_phone_numbers(0).state(), v1::PHONE_STATE_UNVERIFIED);
  EXPECT_EQ(created.other_phone_numbers(0).e164(), "");
  EXPECT_EQ(created.phone_state(), v1::PHONE_STATE_VALID);
}

TEST(UpdateCustomer, MakesAnotherNumberThePrimaryOne) {
  CustomersForTest customers;
  const Customer created = *customers.Create(Helene());
  Customer swapped;
  swapped.set_id(created.id());
  swapped.set_etag(created.etag());
  swapped.set_phone_number(created.other_phone_numbers(0).number());
  swapped.set_phone_label("work");
  auto& other = *swapped.add_other_phone_numbers();
  other.set_number(created.phone_number());
  other.set_label("mobile");

  const Customer updated = *customers.Update(
      swapped, {"phone_number", "phone_label", "other_phone_numbers"});

  EXPECT_EQ(updated.phone_number(), "04 78 00 11 22 ext 7");
  EXPECT_EQ(updated.phone_e164(), "+33478001122");
  EXPECT_EQ(updated.phone_extension(), "7");
  EXPECT_EQ(updated.phone_label(), "work");
  EXPECT_EQ(updated.other_phone_numbers(0).e164(), "+33612345678");
  EXPECT_EQ(updated.other_phone_numbers(0).extension(), "");
  const auto event = EventIn<v1::CustomerUpdated>(customers.Log().back());
  EXPECT_THAT(event.changed_fields().paths(),
              ElementsAre("phone_number", "other_phone_numbers", "phone_label",
                          "phone_e164"));
}

TEST(UpdateCustomer, ReadsOtherNumbersInTheCountryOfTheAddress) {
  CustomersForTest customers;
  Customer customer;
  customer.set_given_name("Ann");
  customer.set_phone_number("07400 123456");
  customer.mutable_address()->set_country("GB");
  customer = *customers.Create(customer);
  Customer changes;
  changes.set_id(customer.id());
  changes.add_other_phone_numbers()->set_number("020 7946 0018");
  const int before = customers.preparations_made();

  const Customer updated = *customers.Update(changes);

  EXPECT_EQ(updated.other_phone_numbers(0).e164(), "+442079460018");
  EXPECT_EQ(updated.phone_e164(), "+447400123456");
  // The request does not say the country: first it was taken for the shop's.
  EXPECT_EQ(customers.preparations_made() - before, 2);
}

TEST(UpdateCustomer, LeavesTheEtagWhenTheSameIsSentAgain) {
  CustomersForTest customers;
  const Customer created = *customers.Create(Helene());
  Customer same = Helene();
  same.set_id(created.id());

  EXPECT_EQ(customers.Update(same, {"*"})->etag(), created.etag());
  // What clients say of readings is not taken.
  same = created;
  same.mutable_other_phone_numbers(0)->set_e164("+33999999999");
  EXPECT_EQ(customers.Update(same, {"*"})->etag(), created.etag());
}

TEST(UpdateCustomer, SaysWhichContactsChanged) {
  CustomersForTest customers;
  Customer customer = *customers.Create(Helene());
  customer.clear_other_phone_numbers();
  customer.mutable_other_addresses(0)->set_label("parents");
  customer.clear_preferences();

  ASSERT_TRUE(customers.Update(customer, {"*"}).ok());

  const auto event = EventIn<v1::CustomerUpdated>(customers.Log().back());
  EXPECT_THAT(
      event.changed_fields().paths(),
      ElementsAre("other_phone_numbers", "other_addresses", "preferences"));
}

TEST(UpdateCustomer, LeavesOtherContactsToWhoSeesThem) {
  CustomersForTest customers;
  const Customer created = *customers.Create(Helene());
  customers.MaySeeContact(false);
  Customer copy;
  copy.set_id(created.id());
  copy.set_given_name("Helena");
  Customer changes = copy;
  changes.add_other_email_addresses()->set_email_address("me@example.com");

  EXPECT_EQ(ReasonOf(customers.Update(changes).status()), "PERMISSION_DENIED");
  const Customer updated = *customers.Update(copy, {"*"});

  EXPECT_EQ(updated.given_name(), "Helena");
  EXPECT_EQ(updated.other_phone_numbers_size(), 1);
  EXPECT_EQ(updated.other_email_addresses_size(), 1);
  EXPECT_EQ(updated.other_addresses_size(), 1);
  EXPECT_EQ(updated.phone_label(), "mobile");
}

TEST(UpdateCustomer, WantsAPrimaryOneWhileThereAreOthers) {
  CustomersForTest customers;
  const Customer created = *customers.Create(Helene());
  Customer changes;
  changes.set_id(created.id());

  EXPECT_EQ(ReasonOf(customers.Update(changes, {"phone_number"}).status()),
            "INVALID_FIELDS");
  EXPECT_TRUE(
      customers.Update(changes, {"phone_number", "other_phone_numbers"}).ok());
  const Customer updated = *customers.Get(created.id());
  EXPECT_EQ(updated.phone_number(), "");
  EXPECT_EQ(updated.phone_label(), "");
  EXPECT_EQ(updated.phone_state(), v1::PHONE_STATE_UNSPECIFIED);
  EXPECT_THAT(updated.other_phone_numbers(), IsEmpty());
}

TEST(CreateCustomer, UnlessSomebodyHasOneOfTheContacts) {
  CustomersForTest customers;
  const std::string helene = customers.Create(Helene())->id();
  Customer twin;
  twin.set_given_name("Helena");
  twin.set_email_address("helena@example.com");
  twin.add_other_email_addresses()->set_email_address("SHOP@example.org");
  twin.set_phone_number("+33 4 78 00 11 22");
  twin.add_other_phone_numbers()->set_number("06 12 34 56 78");

  const absl::Status status = customers.Create(twin, true).status();

  EXPECT_EQ(ReasonOf(status), "CUSTOMER_KNOWN");
  EXPECT_EQ(MetadataOf(status, "field"),
            "other_email_addresses,phone_number,other_phone_numbers");
  EXPECT_EQ(MetadataOf(status, "customer_id"), helene);
  twin.mutable_other_email_addresses(0)->set_email_address("me@example.com");
  twin.set_phone_number("01 23 45 67 89");
  twin.clear_other_phone_numbers();
  EXPECT_TRUE(customers.Create(twin, true).ok());
}

}  // namespace
}  // namespace comptoir::customers
