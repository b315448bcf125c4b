// Every method of sales/v1 over a real server and the SDK, and how each answers
// bad input.
#include <functional>
#include <limits>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::sales::v1 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::Summary;
using types::v1::Money;

constexpr char kUnknownSale[] = "sal_00000000000000000000000000";
constexpr char kUnknownCustomer[] = "cus_00000000000000000000000000";
constexpr char kUnknownLocation[] = "loc_00000000000000000000000001";

Money Euros(int64_t cents) {
  Money money;
  money.set_minor_units(cents);
  money.set_currency("EUR");
  return money;
}

SaleLine Line(const std::string& name, int quantity, int64_t cents) {
  SaleLine line;
  line.set_name(name);
  line.set_quantity(quantity);
  *line.mutable_unit_price() = Euros(cents);
  return line;
}

// Five hundred of these are the most that a sale takes.
SaleLine LongLine() {
  SaleLine line = Line(std::string(255, 'x'), 1, 100);
  line.set_catalog_item_id(std::string(64, 'x'));
  line.set_note(std::string(500, 'x'));
  return line;
}

class SalesTest : public comptoir::testing::ShopTest {
 protected:
  static SaleServiceClient Sales() { return SaleServiceClient(owner()); }

  static absl::StatusOr<CreateSaleResponse> Open(const SaleLine& line) {
    CreateSaleRequest request;
    request.set_location_id(shop().location_id);
    *request.add_lines() = line;
    return Sales().CreateSale(request);
  }

  // A sale of 6.40 EUR.
  static Sale OpenSale() {
    const auto opened = Open(Line("Café crème", 2, 320));
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? opened->sale() : Sale();
  }

  static absl::StatusOr<RecordPaymentResponse> Pay(const std::string& sale_id,
                                                   const Money& amount) {
    RecordPaymentRequest request;
    request.set_sale_id(sale_id);
    request.set_method(PAYMENT_METHOD_CASH);
    *request.mutable_amount() = amount;
    return Sales().RecordPayment(request);
  }

  static std::string NewCustomer() {
    customers::v1::CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Hélène");
    const auto created =
        customers::v1::CustomerServiceClient(owner()).CreateCustomer(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->customer().id() : "";
  }

  static absl::Status Attach(const std::string& sale_id,
                             const std::string& customer_id) {
    AttachCustomerRequest request;
    request.set_sale_id(sale_id);
    request.set_customer_id(customer_id);
    return Sales().AttachCustomer(request).status();
  }

  static absl::StatusOr<GetSaleResponse> Get(const ChannelPtr& channel,
                                             const std::string& sale_id) {
    GetSaleRequest request;
    request.set_sale_id(sale_id);
    return SaleServiceClient(channel).GetSale(request);
  }
};

TEST_F(SalesTest, GoFromOpenToPaid) {
  const Sale sale = OpenSale();
  const std::string customer = NewCustomer();
  AddSaleLinesRequest add;
  add.set_sale_id(sale.id());
  *add.add_lines() = Line("Tarte", 1, 450);
  ASSERT_TRUE(Attach(sale.id(), customer).ok());
  const auto added = Sales().AddSaleLines(add);
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->sale().totals().total().minor_units(), 1090);
  RemoveSaleLineRequest remove;
  remove.set_sale_id(sale.id());
  remove.set_line_id(added->sale().lines(1).id());
  ASSERT_TRUE(Sales().RemoveSaleLine(remove).ok());

  const auto paid = Pay(sale.id(), Euros(640));

  ASSERT_TRUE(paid.ok()) << paid.status();
  EXPECT_EQ(paid->sale().state(), SALE_STATE_COMPLETED);
  EXPECT_THAT(Get(owner(), sale.id())->payments(), SizeIs(1));
  GetPurchaseSummaryRequest summary;
  summary.set_customer_id(customer);
  EXPECT_EQ(Sales().GetPurchaseSummary(summary)->summary().visit_count(), 1);
}

TEST_F(SalesTest, MayLoseTheirCustomer) {
  const Sale sale = OpenSale();
  ASSERT_TRUE(Attach(sale.id(), NewCustomer()).ok());
  DetachCustomerRequest request;
  request.set_sale_id(sale.id());

  const auto detached = Sales().DetachCustomer(request);

  ASSERT_TRUE(detached.ok()) << detached.status();
  EXPECT_EQ(detached->sale().customer_id(), "");
}

TEST_F(SalesTest, AreOpenedWhereTheTillStands) {
  const auto opened = SaleServiceClient(owner_on_till()).CreateSale({});

  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->sale().location_id(), shop().location_id);
  EXPECT_EQ(opened->sale().device_id(), shop().till_id);
}

TEST_F(SalesTest, AreOpenedNowhereWithoutATill) {
  EXPECT_EQ(Summary(Sales().CreateSale({}).status()),
            "FAILED_PRECONDITION LOCATION_REQUIRED");
}

TEST_F(SalesTest, AreListedByState) {
  const Sale sale = OpenSale();
  CancelSaleRequest cancel;
  cancel.set_sale_id(sale.id());
  ASSERT_TRUE(Sales().CancelSale(cancel).ok());
  ListSalesRequest request;
  request.set_state(SALE_STATE_CANCELED);

  bool is_listed = false;
  for (const auto& listed : Sales().ListSalesAll(request)) {
    ASSERT_TRUE(listed.ok()) << listed.status();
    EXPECT_EQ(listed->state(), SALE_STATE_CANCELED);
    is_listed |= listed->id() == sale.id();
  }
  EXPECT_TRUE(is_listed);
}

// Each is as large as its parts may make it, and together they are far more
// than one answer takes.
TEST_F(SalesTest, AreOpenedPaidAndListedHoweverLargeTheyAre) {
  CreateSaleRequest request;
  request.set_location_id(shop().location_id);
  for (int i = 0; i < 500; ++i) *request.add_lines() = LongLine();
  std::set<std::string> large;
  for (int i = 0; i < 10; ++i) {
    const auto opened = Sales().CreateSale(request);
    ASSERT_TRUE(opened.ok()) << opened.status();
    large.insert(opened->sale().id());
  }
  const auto paid = Pay(*large.begin(), Euros(50'000));
  ASSERT_TRUE(paid.ok()) << paid.status();
  EXPECT_EQ(paid->sale().state(), SALE_STATE_COMPLETED);

  for (const auto& listed : Sales().ListSalesAll({})) {
    ASSERT_TRUE(listed.ok()) << listed.status();
    large.erase(listed->id());
  }

  EXPECT_THAT(large, IsEmpty());
}

TEST_F(SalesTest, AreListedByCustomerAndStateAndLocation) {
  const std::string customer = NewCustomer();
  const Sale open = OpenSale();
  const Sale paid = OpenSale();
  const Sale canceled = OpenSale();
  for (const Sale& sale : {open, paid, canceled}) {
    ASSERT_TRUE(Attach(sale.id(), customer).ok());
  }
  ASSERT_TRUE(Pay(paid.id(), Euros(640)).ok());
  CancelSaleRequest cancel;
  cancel.set_sale_id(canceled.id());
  ASSERT_TRUE(Sales().CancelSale(cancel).ok());
  const auto list = [&](SaleState state) {
    ListSalesRequest request;
    request.set_customer_id(customer);
    request.set_location_id(open.location_id());
    request.set_state(state);
    std::vector<std::string> ids;
    for (const auto& sale : Sales().ListSalesAll(request)) {
      EXPECT_TRUE(sale.ok()) << sale.status();
      if (!sale.ok()) break;
      ids.push_back(sale->id());
    }
    return ids;
  };

  EXPECT_THAT(list(SALE_STATE_OPEN), ElementsAre(open.id()));
  EXPECT_THAT(list(SALE_STATE_CANCELED), ElementsAre(canceled.id()));
  EXPECT_THAT(list(SALE_STATE_COMPLETED), ElementsAre(paid.id()));
  EXPECT_THAT(list(SALE_STATE_UNSPECIFIED), ElementsAre(paid.id()));
}

TEST_F(SalesTest, TakeNothingOnceTheyAreOver) {
  const Sale sale = OpenSale();
  ASSERT_TRUE(Pay(sale.id(), Euros(640)).ok());
  AddSaleLinesRequest add;
  add.set_sale_id(sale.id());
  *add.add_lines() = Line("Tarte", 1, 450);

  EXPECT_EQ(Summary(Sales().AddSaleLines(add).status()),
            "FAILED_PRECONDITION SALE_NOT_OPEN");
  EXPECT_EQ(Summary(Pay(sale.id(), Euros(1)).status()),
            "FAILED_PRECONDITION SALE_NOT_OPEN");
}

TEST_F(SalesTest, TakeNoMoreThanIsDue) {
  EXPECT_EQ(Summary(Pay(OpenSale().id(), Euros(641)).status()),
            "FAILED_PRECONDITION AMOUNT_EXCEEDS_DUE");
}

TEST_F(SalesTest, AreNotGivenUpOncePaidFor) {
  const Sale sale = OpenSale();
  ASSERT_TRUE(Pay(sale.id(), Euros(100)).ok());
  CancelSaleRequest cancel;
  cancel.set_sale_id(sale.id());

  EXPECT_EQ(Summary(Sales().CancelSale(cancel).status()),
            "FAILED_PRECONDITION SALE_HAS_PAYMENTS");
}

TEST_F(SalesTest, RefuseAStaleEtag) {
  CancelSaleRequest cancel;
  cancel.set_sale_id(OpenSale().id());
  cancel.set_etag("0");

  EXPECT_EQ(Summary(Sales().CancelSale(cancel).status()),
            "ABORTED ETAG_MISMATCH");
}

TEST_F(SalesTest, ArePaidOnceUnderOneRequestId) {
  const Sale sale = OpenSale();
  RecordPaymentRequest request;
  request.set_sale_id(sale.id());
  request.set_method(PAYMENT_METHOD_CASH);
  *request.mutable_amount() = Euros(320);
  request.set_request_id("half-once");

  const auto first = Sales().RecordPayment(request);
  const auto again = Sales().RecordPayment(request);

  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->payment().id(), again->payment().id());
  EXPECT_THAT(Get(owner(), sale.id())->payments(), SizeIs(1));
}

TEST_F(SalesTest, NameWhatDoesNotExist) {
  const std::string sale = OpenSale().id();

  EXPECT_EQ(Summary(Get(owner(), kUnknownSale).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(Attach(sale, kUnknownCustomer)), "NOT_FOUND");
  EXPECT_EQ(Summary(Attach(kUnknownSale, NewCustomer())), "NOT_FOUND");
  EXPECT_EQ(Summary(Pay(kUnknownSale, Euros(1)).status()), "NOT_FOUND");
  ListSalesRequest list;
  list.set_location_id(kUnknownLocation);
  EXPECT_EQ(Summary(Sales().ListSales(list).status()), "NOT_FOUND");
  list.set_location_id(shop().location_id);
  list.set_customer_id(kUnknownCustomer);
  list.set_state(SALE_STATE_OPEN);
  EXPECT_EQ(Summary(Sales().ListSales(list).status()), "NOT_FOUND");
}

TEST_F(SalesTest, AreNobodyElses) {
  const std::string sale = OpenSale().id();

  EXPECT_EQ(Summary(Get(stranger(), sale).status()), "NOT_FOUND");
  EXPECT_THAT(SaleServiceClient(stranger()).ListSales({})->sales(), IsEmpty());
}

TEST_F(SalesTest, RefuseThePageTokenOfAnotherQuery) {
  for (int i = 0; i < 3; ++i) OpenSale();
  ListSalesRequest request;
  request.set_page_size(1);
  request.set_page_token(Sales().ListSales(request)->next_page_token());
  ASSERT_TRUE(Sales().ListSales(request).ok());
  request.set_location_id(shop().location_id);

  EXPECT_EQ(Summary(Sales().ListSales(request).status()),
            "INVALID_ARGUMENT PAGE_TOKEN_MISMATCH");
}

// What the rules of fields and the method find. The currency of the location is
// told once these hold.
TEST_F(SalesTest, SayAllThatIsWrongWithTheirLines) {
  CreateSaleRequest request;
  request.set_location_id(shop().location_id);
  *request.add_lines() = Line("", 1, -1);
  *request.add_lines() = Line("Tarte", 1, 450);
  *request.mutable_lines(1)->mutable_discount() = Euros(451);

  EXPECT_EQ(Summary(Sales().CreateSale(request).status()),
            "INVALID_ARGUMENT INVALID_FIELDS lines[0].name "
            "lines[0].unit_price.minor_units lines[1].discount");
}

// A line with what it does not take, and what is named then.
struct WrongLine {
  const char* named;
  std::function<void(SaleLine&)> spoil;
};

void PrintTo(const WrongLine& wrong, std::ostream* out) { *out << wrong.named; }

class WrongLineTest : public SalesTest,
                      public ::testing::WithParamInterface<WrongLine> {};

TEST_P(WrongLineTest, IsNamed) {
  SaleLine line = Line("Thé", 1, 300);
  GetParam().spoil(line);

  EXPECT_EQ(Summary(Open(line).status()),
            std::string("INVALID_ARGUMENT ") + GetParam().named);
}

constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();

INSTANTIATE_TEST_SUITE_P(
    Line, WrongLineTest,
    ::testing::Values(
        WrongLine{"INVALID_FIELDS lines[0].name",
                  [](auto& l) { l.set_name(""); }},
        WrongLine{"INVALID_FIELDS lines[0].name",
                  [](auto& l) { l.set_name(std::string(256, 'a')); }},
        WrongLine{"INVALID_FIELDS lines[0].quantity",
                  [](auto& l) { l.set_quantity(-1); }},
        WrongLine{
            "INVALID_FIELDS lines[0].unit_price.currency",
            [](auto& l) { l.mutable_unit_price()->set_currency("euro"); }},
        WrongLine{"INVALID_FIELDS lines[0].unit_price.currency",
                  [](auto& l) { l.mutable_unit_price()->set_currency("USD"); }},
        WrongLine{"INVALID_FIELDS lines[0].unit_price.minor_units",
                  [](auto& l) { *l.mutable_unit_price() = Euros(-1); }},
        // The line's amount is wrong then, too.
        WrongLine{"INVALID_FIELDS lines[0].unit_price.minor_units lines[0]",
                  [](auto& l) { *l.mutable_unit_price() = Euros(kHuge); }}));

}  // namespace
}  // namespace comptoir::sales::v1
