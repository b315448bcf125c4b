// In which country the phone number of a customer is read, and when.
#include <string>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/testing/customers_for_test.h"
#include "server/rpc/preparation.h"

namespace comptoir::customers {
namespace {

using v1::Customer;

Customer Helene() {
  Customer customer;
  customer.set_given_name("Hélène");
  customer.set_phone_number("06 12 34 56 78");
  return customer;
}

Customer InLondon() {
  Customer customer;
  customer.set_given_name("Ann");
  customer.mutable_address()->set_country("GB");
  return customer;
}

TEST(UpdateCustomer, ReadsAPhoneInTheCountryOfTheAddress) {
  CustomersForTest customers;
  Customer changes;
  changes.set_id(customers.Create(InLondon())->id());
  changes.set_phone_number("020 7946 0018");
  const int before = customers.preparations_made();

  const Customer updated = *customers.Update(changes);

  EXPECT_EQ(updated.phone_e164(), "+442079460018");
  // The request does not say the country: first it was taken for the shop's.
  EXPECT_EQ(customers.preparations_made() - before, 2);
}

TEST(UpdateCustomer, ReadsAPhoneAnewWhenTheAddressChangesMeanwhile) {
  CustomersForTest customers;
  Customer customer = InLondon();
  customer.mutable_address()->set_country("FR");
  customer = *customers.Create(customer);
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_id(customer.id());
  request.mutable_customer()->set_phone_number("020 7946 0018");
  const Call call = customers.Prepared("UpdateCustomer", request);
  customer.mutable_address()->set_country("GB");
  ASSERT_TRUE(customers.Update(customer).ok());

  EXPECT_TRUE(rpc::MissingIn(customers.Handle(call, request)).has_value());
  EXPECT_EQ(customers.Get(customer.id())->phone_number(), "");
  EXPECT_EQ(customers.Update(request.customer())->phone_e164(),
            "+442079460018");
}

TEST(UpdateCustomer, ReadsAnUnverifiedPhoneAgain) {
  CustomersForTest customers;
  Customer customer;
  customer.set_phone_number("020 7946 0018");
  customer = *customers.Create(customer);
  EXPECT_EQ(customer.phone_state(), v1::PHONE_STATE_UNVERIFIED);
  customer.mutable_address()->set_country("GB");

  EXPECT_EQ(customers.Update(customer, {"address"})->phone_e164(),
            "+442079460018");
}

TEST(UpdateCustomer, KeepsWhatAPhoneMeantWhenSomebodyMoves) {
  CustomersForTest customers;
  Customer customer = Helene();
  customer.mutable_address()->set_country("FR");
  customer = *customers.Create(customer);
  customer.mutable_address()->set_country("MA");

  EXPECT_EQ(customers.Update(customer, {"address"})->phone_e164(),
            "+33612345678");
}

// Who follows numbers by the log goes on calling the right one.
TEST(UpdateCustomer, SaysWhenAPhoneMeansAnotherNumber) {
  CustomersForTest customers;
  Customer changes;
  changes.set_id(customers.Create(Helene())->id());
  changes.mutable_address()->set_country("CH");

  EXPECT_EQ(customers.Update(changes)->phone_e164(), "+41612345678");

  const auto event = EventIn<v1::CustomerUpdated>(customers.Log().back());
  EXPECT_THAT(event.changed_fields().paths(),
              testing::ElementsAre("address", "phone_e164"));
}

TEST(UpdateCustomer, KeepsWhatAPhoneMeansToWhoDoesNotSeeIt) {
  CustomersForTest customers;
  Customer unknown;
  unknown.set_phone_number("020 7946 0018");
  unknown = *customers.Create(unknown);
  const Customer helene = *customers.Create(Helene());
  customers.MaySeeContact(false);
  for (const Customer& customer : {unknown, helene}) {
    Customer changes;
    changes.set_id(customer.id());
    changes.mutable_address()->set_country("GB");

    const Customer updated = *customers.Update(changes);

    EXPECT_EQ(updated.phone_e164(), customer.phone_e164());
    EXPECT_EQ(updated.phone_state(), customer.phone_state());
    const auto event = EventIn<v1::CustomerUpdated>(customers.Log().back());
    EXPECT_THAT(event.changed_fields().paths(),
                testing::ElementsAre("address"));
  }
}

TEST(UpdateCustomer, ReadsThePhoneNumberInACountryThatBecomesKnown) {
  CustomersForTest customers;
  Customer given = Helene();
  const Customer created = *customers.Create(given);
  EXPECT_EQ(created.phone_e164(), "+33612345678");
  given.set_id(created.id());
  given.mutable_address()->set_country("MA");

  EXPECT_EQ(customers.Update(given)->phone_e164(), "+212612345678");

  // Whoever moves keeps her number.
  Customer moved;
  moved.set_id(created.id());
  moved.mutable_address()->set_country("FR");
  EXPECT_EQ(customers.Update(moved)->phone_e164(), "+212612345678");
}

}  // namespace
}  // namespace comptoir::customers
