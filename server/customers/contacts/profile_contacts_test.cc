// Phone numbers and email addresses that change places, through the handlers.
#include "server/customers/contacts/profile_contacts.h"

#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Customer;

void AddPhone(const std::string& number, const std::string& label,
              Customer* customer) {
  auto& other = *customer->add_other_phone_numbers();
  other.set_number(number);
  other.set_label(label);
}

void AddEmail(const std::string& address, const std::string& label,
              Customer* customer) {
  auto& other = *customer->add_other_email_addresses();
  other.set_email_address(address);
  other.set_label(label);
}

Customer Helene() {
  Customer customer;
  customer.set_given_name("Hélène");
  customer.set_phone_number("06 12 34 56 78");
  customer.set_phone_label("mobile");
  AddPhone("04 78 00 11 22", "work", &customer);
  AddPhone("01 23 45 67 89", "home", &customer);
  customer.set_email_address("helene@example.com");
  customer.set_email_label("private");
  AddEmail("shop@example.org", "work", &customer);
  return customer;
}

// "number=label" of each, the primary one first.
std::vector<std::string> PhonesOf(const Customer& customer) {
  std::vector<std::string> phones = {customer.phone_number() + "=" +
                                     customer.phone_label()};
  for (const auto& other : customer.other_phone_numbers()) {
    phones.push_back(other.number() + "=" + other.label());
  }
  return phones;
}

std::vector<std::string> EmailsOf(const Customer& customer) {
  std::vector<std::string> emails = {customer.email_address() + "=" +
                                     customer.email_label()};
  for (const auto& other : customer.other_email_addresses()) {
    emails.push_back(other.email_address() + "=" + other.label());
  }
  return emails;
}

class ProfileContacts : public ::testing::Test {
 protected:
  ProfileContacts() : created_(*customers_.Create(Helene())) {
    changes_.set_id(created_.id());
  }

  Customer Updated(const std::vector<std::string>& mask = {}) {
    const auto updated = customers_.Update(changes_, mask);
    EXPECT_TRUE(updated.ok()) << updated.status();
    return updated.value_or(Customer());
  }

  CustomersForTest customers_;
  const Customer created_;
  // What an update sends.
  Customer changes_;
};

TEST_F(ProfileContacts, ChangePlaces) {
  changes_.set_phone_number("+33 4 78 00 11 22");
  changes_.set_email_address("SHOP@example.org");

  const Customer updated = Updated();

  EXPECT_THAT(PhonesOf(updated),
              ElementsAre("+33 4 78 00 11 22=work", "06 12 34 56 78=mobile",
                          "01 23 45 67 89=home"));
  EXPECT_EQ(updated.phone_e164(), "+33478001122");
  EXPECT_EQ(updated.other_phone_numbers(0).e164(), "+33612345678");
  EXPECT_THAT(EmailsOf(updated), ElementsAre("SHOP@example.org=work",
                                             "helene@example.com=private"));
  const auto event = EventIn<v1::CustomerUpdated>(customers_.Log().back());
  EXPECT_THAT(event.changed_fields().paths(),
              ElementsAre("email_address", "phone_number",
                          "other_phone_numbers", "other_email_addresses",
                          "phone_label", "email_label", "phone_e164"));
  EXPECT_EQ(customers_.Get(updated.id())->SerializeAsString(),
            updated.SerializeAsString());
}

// As forms do that send all they have read.
TEST_F(ProfileContacts, ChangePlacesWhenTheListIsSentAsItWas) {
  changes_ = created_;
  changes_.set_phone_number("01 23 45 67 89");
  changes_.set_phone_label("home");

  EXPECT_THAT(PhonesOf(Updated({"*"})),
              ElementsAre("01 23 45 67 89=home", "04 78 00 11 22=work",
                          "06 12 34 56 78=mobile"));
}

TEST_F(ProfileContacts, AreExchangedByBothFields) {
  changes_.set_phone_number("04 78 00 11 22");
  AddPhone("06 12 34 56 78", "", &changes_);
  changes_.set_email_address("shop@example.org");
  AddEmail("helene@example.com", "private", &changes_);

  const Customer updated = Updated({"phone_number", "other_phone_numbers",
                                    "email_address", "other_email_addresses"});

  EXPECT_THAT(PhonesOf(updated),
              ElementsAre("04 78 00 11 22=work", "06 12 34 56 78=mobile"));
  EXPECT_THAT(EmailsOf(updated), ElementsAre("shop@example.org=work",
                                             "helene@example.com=private"));
}

TEST_F(ProfileContacts, LeaveNoLabelToWhatReplacesThem) {
  changes_.set_phone_number("04 72 00 00 00");
  changes_.set_email_address("new@example.com");
  changes_.set_email_label("new");

  const Customer updated = Updated();

  EXPECT_EQ(updated.phone_label(), "");
  EXPECT_EQ(updated.email_label(), "new");
  EXPECT_EQ(updated.other_phone_numbers_size(), 2);
  const auto event = EventIn<v1::CustomerUpdated>(customers_.Log().back());
  EXPECT_THAT(event.changed_fields().paths(),
              ElementsAre("email_address", "phone_number", "phone_label",
                          "email_label", "phone_e164"));
}

TEST_F(ProfileContacts, KeepTheirLabelWhenTheyAreWrittenOtherwise) {
  changes_.set_phone_number("+33612345678");
  changes_.set_email_address("Helene@example.com");

  const Customer updated = Updated({"phone_number", "email_address"});

  EXPECT_EQ(updated.phone_label(), "mobile");
  EXPECT_EQ(updated.email_label(), "private");
}

TEST_F(ProfileContacts, StandOnceInLists) {
  AddPhone("01 23 45 67 89", "", &changes_);
  AddPhone("+33612345678", "", &changes_);
  AddPhone("+33 1 23 45 67 89", "", &changes_);
  AddEmail("HELENE@example.com", "", &changes_);

  const absl::Status status = customers_.Update(changes_).status();

  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  EXPECT_THAT(status.ToString(),
              HasSubstr("customer.other_phone_numbers[1].number: must not be "
                        "phone_number, too"));
  // The details are encoded: fields and descriptions are not joined there.
  EXPECT_THAT(
      status.ToString(),
      AllOf(HasSubstr("customer.other_phone_numbers[2].number"),
            HasSubstr("must not stand twice"),
            HasSubstr("customer.other_email_addresses[0].email_address"),
            HasSubstr("must not be email_address, too")));
  EXPECT_EQ(customers_.Get(created_.id())->etag(), created_.etag());
  changes_.clear_id();
  changes_.set_given_name("Ann");
  changes_.set_phone_number("06 12 34 56 78");
  changes_.set_email_address("ann@example.com");
  EXPECT_EQ(ReasonOf(customers_.Create(changes_).status()), "INVALID_FIELDS");
  // Another extension is another number.
  changes_.clear_other_phone_numbers();
  AddPhone("06 12 34 56 78 ext 7", "", &changes_);
  EXPECT_TRUE(customers_.Create(changes_).ok());
}

// What merges left twice does not get into the way of other changes.
TEST_F(ProfileContacts, MayStandTwiceInMergedProfiles) {
  Customer twin;
  twin.set_given_name("Hélène");
  twin.set_phone_number("04 78 00 11 22");
  twin = *customers_.Create(twin);
  v1::MergeCustomersRequest request;
  request.set_survivor_customer_id(twin.id());
  request.add_customer_ids(created_.id());
  // Taken whole, it is not joined to what the twin has.
  v1::FieldChoice& choice = *request.add_choices();
  choice.set_path("other_phone_numbers");
  choice.set_customer_id(created_.id());
  ASSERT_TRUE(customers_.Merge(request).ok());
  changes_.set_given_name("Helena");

  EXPECT_EQ(Updated().other_phone_numbers_size(), 2);
  changes_.set_phone_number("01 23 45 67 89");
  EXPECT_THAT(PhonesOf(Updated()),
              ElementsAre("01 23 45 67 89=home", "04 78 00 11 22=work"));
}

TEST_F(ProfileContacts, TellNothingToWhoDoesNotSeeThem) {
  Customer known;
  known.set_given_name("Ann");
  known.set_phone_number("06 12 34 56 78");
  const std::string ann = customers_.Create(known)->id();
  customers_.MaySeeContact(false);
  changes_.set_id(ann);
  AddPhone("06 12 34 56 78", "", &changes_);
  AddPhone("06 12 34 56 79", "", &changes_);

  // Whether the guess is right makes no difference.
  EXPECT_TRUE(customers_.Update(changes_).ok());
}

// An address gives numbers a country; a stranger must not give them another
// meaning.
TEST_F(ProfileContacts, KeepTheirMeaningWhenSomebodyChangesThemUnseen) {
  Customer swiss;
  swiss.set_id(created_.id());
  swiss.mutable_address()->set_country("CH");
  customers_.MaySeeContact(false);
  ASSERT_TRUE(customers_.Update(swiss).ok());

  EXPECT_EQ(customers_.Get(created_.id())->phone_e164(), "+33612345678");
  EXPECT_EQ(customers_.Get(created_.id())->other_phone_numbers(0).e164(),
            "+33478001122");
  const auto event = EventIn<v1::CustomerUpdated>(customers_.Log().back());
  EXPECT_THAT(event.changed_fields().paths(), ElementsAre("address"));
}

}  // namespace
}  // namespace comptoir::customers
