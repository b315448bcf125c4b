// Every method of customers/v1 over a real server and the SDK, and how each
// answers bad input.
#include <algorithm>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::Summary;

constexpr char kUnknown[] = "cus_00000000000000000000000000";

class CustomersTest : public comptoir::testing::ShopTest {
 protected:
  static CustomerServiceClient Book() { return CustomerServiceClient(owner()); }

  static absl::StatusOr<Customer> Create(const Customer& customer,
                                         const std::string& request_id = "") {
    CreateCustomerRequest request;
    *request.mutable_customer() = customer;
    request.set_request_id(request_id);
    auto response = Book().CreateCustomer(request);
    if (!response.ok()) return response.status();
    return response->customer();
  }

  static Customer Named(const std::string& given_name) {
    Customer customer;
    customer.set_given_name(given_name);
    return customer;
  }

  static absl::StatusOr<GetCustomerResponse> Get(const ChannelPtr& channel,
                                                 const std::string& id) {
    GetCustomerRequest request;
    request.set_customer_id(id);
    return CustomerServiceClient(channel).GetCustomer(request);
  }

  static absl::StatusOr<SearchCustomersResponse> Search(
      const CustomerQuery& query, int page_size = 0,
      const std::string& page_token = "") {
    SearchCustomersRequest request;
    *request.mutable_query() = query;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Book().SearchCustomers(request);
  }
};

TEST_F(CustomersTest, IsReadAtOnceByEveryMethod) {
  Customer customer = Named("Apolline");
  customer.set_email_address("apolline@example.com");
  customer.set_reference_id("AP-1");
  const auto created = Create(customer);
  ASSERT_TRUE(created.ok()) << created.status();

  BatchGetCustomersRequest batch;
  batch.add_customer_ids(created->id());
  batch.add_customer_ids(kUnknown);
  const auto several = Book().BatchGetCustomers(batch);
  CustomerQuery query;
  query.mutable_reference_id()->set_exact("AP-1");
  const auto found = Search(query);
  SuggestCustomersRequest typed;
  typed.set_text("apoll");
  const auto suggested = Book().SuggestCustomers(typed);

  EXPECT_EQ(Get(owner(), created->id())->customer().etag(), created->etag());
  ASSERT_TRUE(several.ok()) << several.status();
  EXPECT_THAT(several->customers(), SizeIs(1));
  EXPECT_THAT(several->missing_customer_ids(), ElementsAre(kUnknown));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->customers(0).id(), created->id());
  ASSERT_TRUE(suggested.ok()) << suggested.status();
  EXPECT_EQ(suggested->suggestions(0).customer_id(), created->id());
}

TEST_F(CustomersTest, ListsEverybodyOnce) {
  std::vector<std::string> created;
  for (int i = 0; i < 5; ++i) created.push_back(Create(Named("Liste"))->id());
  ListCustomersRequest request;
  request.set_page_size(2);

  std::vector<std::string> listed;
  for (const auto& customer : Book().ListCustomersAll(request)) {
    ASSERT_TRUE(customer.ok()) << customer.status();
    listed.push_back(customer->id());
  }

  for (const std::string& id : created) {
    EXPECT_EQ(std::count(listed.begin(), listed.end(), id), 1);
  }
}

TEST_F(CustomersTest, ChangesWhatTheMaskNames) {
  Customer customer = Named("Basile");
  customer.set_note("Tea");
  const auto created = Create(customer);
  UpdateCustomerRequest request;
  request.mutable_customer()->set_id(created->id());
  request.mutable_customer()->set_given_name("Basil");
  request.mutable_update_mask()->add_paths("given_name");

  const auto updated = Book().UpdateCustomer(request);

  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->customer().given_name(), "Basil");
  EXPECT_EQ(updated->customer().note(), "Tea");
}

TEST_F(CustomersTest, RefusesAStaleEtag) {
  const auto created = Create(Named("Clément"));
  UpdateCustomerRequest update;
  update.mutable_customer()->set_id(created->id());
  update.mutable_customer()->set_etag("0");
  update.mutable_customer()->set_note("Tea");
  update.mutable_update_mask()->add_paths("note");
  DeleteCustomerRequest drop;
  drop.set_customer_id(created->id());
  drop.set_etag("0");

  EXPECT_EQ(Summary(Book().UpdateCustomer(update).status()),
            "ABORTED ETAG_MISMATCH");
  EXPECT_EQ(Summary(Book().DeleteCustomer(drop).status()),
            "ABORTED ETAG_MISMATCH");
}

TEST_F(CustomersTest, RefusesAMaskOfWhatCannotBeChanged) {
  const auto created = Create(Named("Denise"));
  UpdateCustomerRequest request;
  request.mutable_customer()->set_id(created->id());
  request.mutable_update_mask()->add_paths("create_time");
  request.mutable_update_mask()->add_paths("color");

  EXPECT_EQ(Book().UpdateCustomer(request).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(CustomersTest, ForgetsWhoWasDeleted) {
  const auto created = Create(Named("Ursule"));
  DeleteCustomerRequest request;
  request.set_customer_id(created->id());

  ASSERT_TRUE(Book().DeleteCustomer(request).ok());

  EXPECT_EQ(Summary(Get(owner(), created->id()).status()),
            "NOT_FOUND CUSTOMER_DELETED");
  EXPECT_EQ(Summary(Get(staff(), created->id()).status()), "NOT_FOUND");
  CustomerQuery query;
  query.mutable_name()->set_prefix("ursule");
  EXPECT_THAT(Search(query)->customers(), IsEmpty());
}

TEST_F(CustomersTest, CreatesOnceUnderOneRequestId) {
  const auto first = Create(Named("Emma"), "emma-once");
  const auto again = Create(Named("Emma"), "emma-once");

  EXPECT_EQ(first->id(), again->id());
  EXPECT_EQ(Summary(Create(Named("Other"), "emma-once").status()),
            "ALREADY_EXISTS REQUEST_ID_REUSED");
}

TEST_F(CustomersTest, KeepsNothingOfWhatIsOnlyChecked) {
  CreateCustomerRequest create;
  *create.mutable_customer() = Named("Ysolde");
  create.set_validate_only(true);
  create.set_request_id("checked");
  const auto checked = Book().CreateCustomer(create);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->customer().given_name(), "Ysolde");
  EXPECT_EQ(Summary(Get(owner(), checked->customer().id()).status()),
            "NOT_FOUND");
  CustomerQuery query;
  query.mutable_name()->set_exact("Ysolde");
  EXPECT_THAT(Search(query)->customers(), IsEmpty());

  const auto created = Create(Named("Ysolde"), "checked");
  ASSERT_TRUE(created.ok()) << created.status();
  UpdateCustomerRequest update;
  *update.mutable_customer() = *created;
  update.mutable_customer()->set_note("Tea");
  update.mutable_update_mask()->add_paths("note");
  update.set_validate_only(true);
  EXPECT_EQ(Book().UpdateCustomer(update)->customer().note(), "Tea");
  EXPECT_EQ(Get(owner(), created->id())->customer().note(), "");
  EXPECT_EQ(Get(owner(), created->id())->customer().etag(), created->etag());

  update.mutable_customer()->set_etag("stale");
  create.mutable_customer()->set_email_address("no email");
  EXPECT_EQ(Summary(Book().UpdateCustomer(update).status()),
            "ABORTED ETAG_MISMATCH");
  EXPECT_EQ(Summary(Book().CreateCustomer(create).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer.email_address");
}

TEST_F(CustomersTest, ShowsNobodyToAnotherMerchant) {
  const auto created = Create(Named("Fanny"));
  SuggestCustomersRequest typed;
  typed.set_text("fanny");

  EXPECT_EQ(Summary(Get(stranger(), created->id()).status()), "NOT_FOUND");
  EXPECT_THAT(
      CustomerServiceClient(stranger()).SuggestCustomers(typed)->suggestions(),
      IsEmpty());
}

TEST_F(CustomersTest, HidesContactDataFromStaffAndSaysSo) {
  Customer customer = Named("Gaston");
  customer.set_email_address("gaston@example.com");
  const auto created = Create(customer);

  const auto seen = Get(staff(), created->id());

  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->customer().given_name(), "Gaston");
  EXPECT_EQ(seen->customer().email_address(), "");
  EXPECT_THAT(seen->customer().redacted_fields().paths(),
              Contains("email_address"));
}

TEST_F(CustomersTest, RefusesThePageTokenOfAnotherQuery) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Create(Named("Honoré")).ok());
  CustomerQuery query;
  query.mutable_name()->set_prefix("honor");
  const auto page = Search(query, 1);
  ASSERT_TRUE(page.ok()) << page.status();
  CustomerQuery other;
  other.mutable_name()->set_prefix("hono");

  EXPECT_TRUE(Search(query, 1, page->next_page_token()).ok());
  EXPECT_EQ(Summary(Search(other, 1, page->next_page_token()).status()),
            "INVALID_ARGUMENT PAGE_TOKEN_MISMATCH");
}

TEST_F(CustomersTest, RefusesCardNumbersInTexts) {
  Customer customer = Named("Iris");
  customer.set_note("card 4111 1111 1111 1111");

  EXPECT_EQ(sdk::ReasonOf(Create(customer).status()), "CARD_NUMBER_REFUSED");
}

TEST_F(CustomersTest, RefusesNobody) {
  EXPECT_EQ(Create(Customer()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(CustomersTest, RefusesEmptyQuestions) {
  EXPECT_EQ(Search(CustomerQuery()).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Summary(Book().SuggestCustomers({}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS text");
  EXPECT_EQ(Summary(Book().BatchGetCustomers({}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids");
  EXPECT_EQ(Summary(Get(owner(), "").status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer_id");
  EXPECT_EQ(Summary(Get(owner(), "sal_1").status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer_id");
}

TEST_F(CustomersTest, RefusesNegativePages) {
  ListCustomersRequest request;
  request.set_page_size(-1);

  EXPECT_EQ(Summary(Book().ListCustomers(request).status()),
            "INVALID_ARGUMENT INVALID_FIELDS page_size");
}

// A field of a customer with what it does not take.
struct WrongField {
  const char* path;
  std::function<void(Customer&)> spoil;
};

void PrintTo(const WrongField& wrong, std::ostream* out) { *out << wrong.path; }

class WrongFieldTest : public CustomersTest,
                       public ::testing::WithParamInterface<WrongField> {};

TEST_P(WrongFieldTest, IsNamed) {
  Customer customer = Named("Jules");
  GetParam().spoil(customer);

  EXPECT_EQ(Summary(Create(customer).status()),
            std::string("INVALID_ARGUMENT INVALID_FIELDS customer.") +
                GetParam().path);
}

std::string Long(size_t length) { return std::string(length, 'a'); }

INSTANTIATE_TEST_SUITE_P(
    Customer, WrongFieldTest,
    ::testing::Values(
        WrongField{"given_name", [](auto& c) { c.set_given_name(Long(301)); }},
        WrongField{"given_name", [](auto& c) { c.set_given_name("a\x01"); }},
        WrongField{"family_name",
                   [](auto& c) { c.set_family_name(Long(301)); }},
        WrongField{"nickname", [](auto& c) { c.set_nickname(Long(101)); }},
        WrongField{"company_name",
                   [](auto& c) { c.set_company_name(Long(501)); }},
        WrongField{"email_address", [](auto& c) { c.set_email_address("a@"); }},
        WrongField{
            "email_address",
            [](auto& c) { c.set_email_address(Long(250) + "@example.com"); }},
        WrongField{"phone_number", [](auto& c) { c.set_phone_number("12"); }},
        WrongField{"phone_number",
                   [](auto& c) { c.set_phone_number("0612345678 please"); }},
        WrongField{"birthday", [](auto& c) { c.set_birthday("1990-02-30"); }},
        WrongField{"birthday", [](auto& c) { c.set_birthday("1990"); }},
        WrongField{"reference_id",
                   [](auto& c) { c.set_reference_id(Long(101)); }},
        WrongField{"note", [](auto& c) { c.set_note(Long(4097)); }},
        WrongField{"language", [](auto& c) { c.set_language("!"); }},
        WrongField{"tax_ids.eu_vat",
                   [](auto& c) { c.mutable_tax_ids()->set_eu_vat(Long(21)); }},
        WrongField{"other_phone_numbers[0].number",
                   [](auto& c) {
                     c.set_phone_number("0611223344");
                     c.add_other_phone_numbers()->set_label("work");
                   }},
        WrongField{"phone_number",
                   [](auto& c) {
                     c.add_other_phone_numbers()->set_number("0611223344");
                   }},
        WrongField{"other_email_addresses",
                   [](auto& c) {
                     for (int i = 0; i < 11; ++i) c.add_other_email_addresses();
                   }},
        WrongField{"other_addresses[0].address.country",
                   [](auto& c) {
                     c.add_other_addresses()->mutable_address()->set_country(
                         "FRA");
                   }},
        WrongField{"preferences[0].value",
                   [](auto& c) { c.add_preferences()->set_name("milk"); }},
        WrongField{"address.country",
                   [](auto& c) { c.mutable_address()->set_country("FRA"); }},
        WrongField{"address.lines",
                   [](auto& c) {
                     for (int i = 0; i < 6; ++i)
                       c.mutable_address()->add_lines("a");
                   }},
        WrongField{"address.postal_code", [](auto& c) {
                     c.mutable_address()->set_postal_code(Long(21));
                   }}));

}  // namespace
}  // namespace comptoir::customers::v1
