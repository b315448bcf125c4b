// A customer with several phone numbers, email addresses and addresses over a
// real server and the SDK.
#include <string>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using testing::Summary;

class ContactsTest : public comptoir::testing::ShopTest {
 protected:
  static CustomerServiceClient Book() { return CustomerServiceClient(owner()); }

  static absl::StatusOr<Customer> Create(const Customer& customer) {
    CreateCustomerRequest request;
    *request.mutable_customer() = customer;
    auto response = Book().CreateCustomer(request);
    if (!response.ok()) return response.status();
    return response->customer();
  }

  static absl::StatusOr<Customer> Get(const ChannelPtr& channel,
                                      const std::string& id) {
    GetCustomerRequest request;
    request.set_customer_id(id);
    auto response = CustomerServiceClient(channel).GetCustomer(request);
    if (!response.ok()) return response.status();
    return response->customer();
  }
};

// A customer with a second phone number, email address and address.
Customer WithOthers() {
  Customer customer;
  customer.set_given_name("Gisèle");
  customer.set_phone_number("+33 6 11 22 33 44");
  customer.set_email_address("gisele@example.com");
  customer.mutable_address()->set_locality("Lyon");
  auto& work = *customer.add_other_phone_numbers();
  work.set_number("+33 4 72 55 66 77");
  work.set_label("work");
  customer.add_other_email_addresses()->set_email_address("shop@example.net");
  customer.add_other_addresses()->mutable_address()->set_locality("Paris");
  customer.add_preferences()->set_value("window seat");
  return customer;
}

TEST_F(ContactsTest, IsFoundByEveryContactAndSaysByWhich) {
  const auto created = Create(WithOthers());
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->other_phone_numbers(0).e164(), "+33472556677");
  CustomerQuery query;
  query.mutable_email_address()->set_exact("SHOP@example.net");
  SearchCustomersRequest search;
  *search.mutable_query() = query;
  SuggestCustomersRequest typed;
  typed.set_text("+33 4 72 55 66 77");

  const auto found = Book().SearchCustomers(search);
  const auto suggested = Book().SuggestCustomers(typed);
  const auto unseen = CustomerServiceClient(staff()).SuggestCustomers(typed);

  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->customers(0).id(), created->id());
  EXPECT_EQ(found->contact_matches(0).matched_contact(), "shop@example.net");
  ASSERT_TRUE(suggested.ok()) << suggested.status();
  EXPECT_EQ(suggested->suggestions(0).customer_id(), created->id());
  EXPECT_EQ(suggested->suggestions(0).matched_contact(), "+33 4 72 55 66 77");
  EXPECT_EQ(suggested->suggestions(0).matched_label(), "work");
  ASSERT_TRUE(unseen.ok()) << unseen.status();
  EXPECT_EQ(unseen->suggestions(0).customer_id(), created->id());
  EXPECT_EQ(unseen->suggestions(0).matched_contact(), "");
  EXPECT_EQ(unseen->suggestions(0).matched_label(), "");
}

TEST_F(ContactsTest, HidesEveryContactFromStaff) {
  const auto created = Create(WithOthers());

  const auto seen = Get(staff(), created->id());

  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->phone_number(), "");
  EXPECT_THAT(seen->other_phone_numbers(), IsEmpty());
  EXPECT_THAT(seen->other_email_addresses(), IsEmpty());
  EXPECT_THAT(seen->other_addresses(), IsEmpty());
  EXPECT_EQ(seen->preferences(0).value(), "window seat");
  for (const char* path : {"phone_state", "other_phone_numbers",
                           "other_email_addresses", "other_addresses"}) {
    EXPECT_THAT(seen->redacted_fields().paths(), Contains(path));
  }
}

// The swap that Customer.other_phone_numbers tells of.
TEST_F(ContactsTest, MakesAnotherNumberThePrimaryOne) {
  const auto created = Create(WithOthers());
  UpdateCustomerRequest request;
  Customer& swapped = *request.mutable_customer();
  swapped = *created;
  swapped.set_phone_number(created->other_phone_numbers(0).number());
  swapped.set_phone_label(created->other_phone_numbers(0).label());
  swapped.mutable_other_phone_numbers(0)->set_number(created->phone_number());
  swapped.mutable_other_phone_numbers(0)->set_label(created->phone_label());
  for (const char* path :
       {"phone_number", "phone_label", "other_phone_numbers"}) {
    request.mutable_update_mask()->add_paths(path);
  }

  const auto updated = Book().UpdateCustomer(request);

  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->customer().phone_e164(), "+33472556677");
  EXPECT_EQ(updated->customer().phone_label(), "work");
  EXPECT_EQ(updated->customer().other_phone_numbers(0).e164(), "+33611223344");
  EXPECT_EQ(Summary(Book().UpdateCustomer(request).status()),
            "ABORTED ETAG_MISMATCH");
}

TEST_F(ContactsTest, RefusesCardNumbersInLabelsAndPreferences) {
  Customer label = WithOthers();
  label.mutable_other_phone_numbers(0)->set_label("4111 1111 1111 1111");
  Customer preference = WithOthers();
  preference.mutable_preferences(0)->set_value("pay 4111 1111 1111 1111");

  EXPECT_EQ(sdk::ReasonOf(Create(label).status()), "CARD_NUMBER_REFUSED");
  EXPECT_EQ(sdk::ReasonOf(Create(preference).status()), "CARD_NUMBER_REFUSED");
}

}  // namespace
}  // namespace comptoir::customers::v1
