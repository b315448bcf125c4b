#include "server/sales/rules/sale_rules.h"

#include <string>
#include <vector>

#include "comptoir/sales/v1/sale_requests.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/kv/kv.h"
#include "server/rpc/rules/validation.h"
#include "server/sales/rules/refund_rules.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using ::testing::HasSubstr;
using v1::RecordPaymentRequest;
using v1::Sale;
using v1::SaleLine;

SaleLine Line(int64_t price, int quantity = 1, int thousandths = 0) {
  SaleLine line;
  line.set_name("Espresso");
  line.set_quantity(quantity);
  line.set_quantity_thousandths(thousandths);
  *line.mutable_unit_price() = MakeMoney(price, "EUR");
  return line;
}

Sale SaleOf(std::initializer_list<SaleLine> lines) {
  Sale sale;
  sale.set_id("sal_01jd5m7y3k8q4v9w2x6z0b1c3d");
  sale.set_state(v1::SALE_STATE_OPEN);
  sale.set_currency("EUR");
  for (const SaleLine& line : lines) *sale.add_lines() = line;
  EXPECT_TRUE(Recalculate(&sale).ok());
  return sale;
}

std::string NumberedId(std::string_view prefix) {
  return std::string(prefix) + "_1";
}

absl::Status Check(const SaleLine& line) {
  Sale request;
  *request.add_lines() = line;
  Sale sale;
  sale.set_currency("EUR");
  return AddLines(request.lines(), NumberedId, &sale);
}

RecordPaymentRequest Cash(int64_t amount) {
  RecordPaymentRequest request;
  request.set_method(v1::PAYMENT_METHOD_CASH);
  *request.mutable_amount() = MakeMoney(amount, "EUR");
  return request;
}

TEST(SaleRules, AddsUpLines) {
  const Sale sale = SaleOf({Line(250, 2), Line(1000)});

  EXPECT_EQ(sale.totals().subtotal().minor_units(), 1500);
  EXPECT_EQ(sale.totals().total().minor_units(), 1500);
  EXPECT_EQ(sale.totals().due().minor_units(), 1500);
  EXPECT_EQ(sale.totals().due().currency(), "EUR");
  EXPECT_EQ(sale.lines(0).amount().minor_units(), 500);
}

TEST(SaleRules, RoundsWeighedGoodsHalfUp) {
  EXPECT_EQ(SaleOf({Line(333, 0, 500)}).totals().total().minor_units(), 167);
  EXPECT_EQ(SaleOf({Line(333, 1, 499)}).totals().total().minor_units(), 499);
}

TEST(SaleRules, TakesDiscountsOff) {
  SaleLine line = Line(1000, 2);
  *line.mutable_discount() = MakeMoney(500, "EUR");

  const Sale sale = SaleOf({line});

  EXPECT_EQ(sale.totals().discount().minor_units(), 500);
  EXPECT_EQ(sale.totals().total().minor_units(), 1500);
  EXPECT_EQ(sale.lines(0).amount().minor_units(), 1500);
}

TEST(SaleRules, TakesTheGreatestPriceAndNoMore) {
  EXPECT_TRUE(Check(Line(kAmountMax)).ok());
  EXPECT_THAT(Check(Line(kAmountMax + 1)).ToString(),
              HasSubstr("lines[0].unit_price.minor_units"));
}

TEST(SaleRules, RefusesALineThatOverflows) {
  EXPECT_EQ(ReasonOf(Check(Line(kAmountMax, 2))), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Check(Line(INT64_MAX, 1000000, 999))), "INVALID_FIELDS");
}

TEST(SaleRules, RefusesATotalThatOverflows) {
  Sale sale = SaleOf({Line(kAmountMax)});
  *sale.add_lines() = Line(1);

  EXPECT_EQ(ReasonOf(Recalculate(&sale)), "AMOUNT_OVERFLOW");
}

TEST(SaleRules, RefusesNegativePrices) {
  EXPECT_EQ(ReasonOf(Check(Line(-1))), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Check(Line(INT64_MIN))), "INVALID_FIELDS");
}

TEST(SaleRules, RefusesAnotherCurrency) {
  SaleLine line = Line(100);
  line.mutable_unit_price()->set_currency("USD");

  EXPECT_THAT(Check(line).ToString(),
              HasSubstr("lines[0].unit_price.currency"));
}

TEST(SaleRules, RefusesNoQuantity) {
  EXPECT_EQ(ReasonOf(Check(Line(100, 0))), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Check(Line(100, -1))), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Check(Line(100, 1, 1000))), "INVALID_FIELDS");
  EXPECT_TRUE(Check(Line(100, 0, 1)).ok());
}

TEST(SaleRules, RefusesADiscountAboveTheLine) {
  SaleLine line = Line(100, 2);
  *line.mutable_discount() = MakeMoney(200, "EUR");
  EXPECT_TRUE(Check(line).ok());

  line.mutable_discount()->set_minor_units(201);

  EXPECT_EQ(ReasonOf(Check(line)), "INVALID_FIELDS");
}

// As of a request whose fields break their rules as well.
TEST(SaleRules, SayWhatIsWrongWithAmountsOfAnyLines) {
  Sale request;
  *request.add_lines() = Line(100);
  request.mutable_lines(0)->mutable_unit_price()->set_currency("USD");
  *request.add_lines() = Line(-1);
  request.mutable_lines(1)->clear_name();
  *request.add_lines() = Line(100);
  *request.mutable_lines(2)->mutable_discount() = MakeMoney(101, "EUR");
  *request.add_lines() = Line(100, 0);
  *request.add_lines() = Line(100, -1);
  *request.mutable_lines(4)->mutable_discount() = MakeMoney(1, "euro");
  request.add_lines()->set_quantity(1);
  const auto said = [&](std::string_view currency) {
    FieldViolations violations;
    CheckAmountsOf(request.lines(), currency, violations);
    return std::string(violations.ToStatus().message());
  };

  EXPECT_EQ(said(""),
            "lines[1].unit_price.minor_units: must not be negative "
            "(and 2 more)");
  EXPECT_EQ(said("euro"), said(""));
  EXPECT_EQ(said("EUR"),
            "lines[0].unit_price.currency: must be the sale's, EUR "
            "(and 3 more)");
}

// What the annotations of the API say to a request, before it comes here.
template <typename Request>
absl::Status Admit(Request* request) {
  return rpc::ValidationPlan::Of(Request::descriptor()).Admit(*request);
}

TEST(SaleRules, LeaveNoRoomForCardNumbers) {
  constexpr char kText[] = "paid with 4111 1111 1111 1111";
  std::vector<v1::CreateSaleRequest> sales(4);
  sales[0].set_note(kText);
  sales[1].set_reference_id(kText);
  sales[2].add_lines()->set_name(kText);
  sales[3].add_lines()->set_note(kText);
  for (v1::CreateSaleRequest& sale : sales) {
    EXPECT_EQ(ReasonOf(Admit(&sale)), "CARD_NUMBER_REFUSED");
  }
  RecordPaymentRequest payment;
  payment.set_source(kText);
  EXPECT_EQ(ReasonOf(Admit(&payment)), "CARD_NUMBER_REFUSED");
}

TEST(SaleRules, RefusesABlankName) {
  SaleLine line = Line(100);
  line.set_name(" \t ");

  EXPECT_THAT(Check(line).ToString(), HasSubstr("lines[0].name"));
}

TEST(SaleRules, KeepsNamesComposedAndTrimmed) {
  v1::CreateSaleRequest request;
  request.set_location_id("loc_01jd5m7y3k8q4v9w2x6z0b1c3d");
  *request.add_lines() = Line(100);
  request.mutable_lines(0)->set_name(" Cafe\u0301 ");
  ASSERT_TRUE(Admit(&request).ok()) << Admit(&request);
  Sale sale;
  sale.set_currency("EUR");

  ASSERT_TRUE(AddLines(request.lines(), NumberedId, &sale).ok());

  EXPECT_EQ(sale.lines(0).name(), "Caf\u00e9");
  EXPECT_EQ(sale.lines(0).id(), "lin_1");
}

TEST(SaleRules, TakesFiveHundredLinesAndNoMore) {
  Sale sale = SaleOf({});
  for (int i = 0; i < kLinesMax; ++i) *sale.add_lines() = Line(1);
  EXPECT_TRUE(Recalculate(&sale).ok());

  *sale.add_lines() = Line(1);

  EXPECT_EQ(ReasonOf(Recalculate(&sale)), "TOO_MANY_LINES");
}

// All that lines in ASCII may hold, all payments, all of it given back: still
// one record, and one answer that is kept under its request id.
TEST(SaleRules, TheLargestSaleIsOneRecord) {
  Sale request;
  for (int i = 0; i < kLinesMax; ++i) {
    SaleLine& line = *request.add_lines();
    line = Line(kAmountMax / 1000);
    line.set_catalog_item_id(std::string(64, 'x'));
    line.set_name(std::string(255, 'x'));
    line.set_note(std::string(500, 'x'));
    line.set_quantity_thousandths(999);
    *line.mutable_discount() = MakeMoney(1, "EUR");
  }
  Sale sale;
  sale.set_currency("EUR");
  sale.set_note(std::string(500, 'x'));
  const auto new_id = [](std::string_view prefix) {
    return FormatId(prefix, "sixteen bytes 16");
  };
  ASSERT_TRUE(AddLines(request.lines(), new_id, &sale).ok());
  v1::Payment payment;
  payment.set_id(FormatId("pay", "sixteen bytes 16"));
  payment.set_method(v1::PAYMENT_METHOD_CARD);
  *payment.mutable_amount() = MakeMoney(kAmountMax, "EUR");
  *payment.mutable_tip() = MakeMoney(kAmountMax, "EUR");
  v1::Refund refund;
  *refund.mutable_amount() = payment.amount();
  *refund.mutable_tip() = payment.tip();
  for (int i = 0; i < kCardPaymentsMax; ++i) {
    ASSERT_TRUE(AddPayment(payment, &sale).ok());
    sale.mutable_payments(i)->set_payment_id(std::to_string(i) + payment.id());
    ASSERT_TRUE(AddRefund(sale.payments(i).payment_id(), refund, &sale).ok());
  }

  // What stands around the sale in an answer and its row.
  constexpr size_t kAround = 4096;
  EXPECT_LT(sale.ByteSizeLong() + kAround, kv::kValueBytesMax);
}

TEST(SaleRules, RefusesASaleTooLargeToStore) {
  Sale sale = SaleOf({});
  for (int i = 0; i < kLinesMax; ++i) {
    *sale.add_lines() = Line(1);
    sale.mutable_lines(i)->set_note(std::string(1000, 'x'));
  }

  EXPECT_EQ(ReasonOf(Recalculate(&sale)), "SALE_TOO_LARGE");
}

TEST(SaleRules, PaysInParts) {
  Sale sale = SaleOf({Line(1000)});
  v1::Payment part = *PaymentFor(sale, Cash(400));

  ASSERT_TRUE(AddPayment(part, &sale).ok());
  EXPECT_FALSE(IsPaid(sale));
  EXPECT_EQ(sale.totals().due().minor_units(), 600);
  part = *PaymentFor(sale, Cash(600));
  ASSERT_TRUE(AddPayment(part, &sale).ok());

  EXPECT_TRUE(IsPaid(sale));
  EXPECT_EQ(sale.totals().paid().minor_units(), 1000);
}

TEST(SaleRules, TakesAHundredPaymentsOfPeopleAndNoMore) {
  Sale sale = SaleOf({Line(1000)});
  for (int i = 0; i < kPaymentsMax; ++i) {
    const auto payment = PaymentFor(sale, Cash(1));
    ASSERT_TRUE(payment.ok()) << payment.status();
    ASSERT_TRUE(AddPayment(*payment, &sale).ok());
  }

  EXPECT_EQ(ReasonOf(PaymentFor(sale, Cash(1)).status()), "TOO_MANY_PAYMENTS");
}

TEST(SaleRules, RefusesToTakeMoreThanIsDue) {
  const Sale sale = SaleOf({Line(1000)});

  EXPECT_TRUE(PaymentFor(sale, Cash(1000)).ok());
  const absl::Status more = PaymentFor(sale, Cash(1001)).status();
  EXPECT_EQ(ReasonOf(more), "AMOUNT_EXCEEDS_DUE");
  EXPECT_THAT(std::string(more.message()),
              HasSubstr("10.00 EUR is due, less than 10.01 EUR"));
}

TEST(SaleRules, TellHowTheSaleStandsThatIsRefused) {
  Sale sale = SaleOf({Line(1000)});
  sale.set_id("sal_1");
  const auto expect_told = [](const absl::Status& refused,
                              const std::string& state) {
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(MetadataOf(refused, "sale_id"), "sal_1");
    EXPECT_EQ(MetadataOf(refused, "sale_state"), "SALE_STATE_" + state);
    EXPECT_EQ(MetadataOf(refused, "due_minor_units"), "1000");
    EXPECT_EQ(MetadataOf(refused, "currency"), "EUR");
  };

  EXPECT_TRUE(RequireDue(sale, MakeMoney(1000, "EUR")).ok());
  const absl::Status more = RequireDue(sale, MakeMoney(1001, "EUR"));
  EXPECT_EQ(ReasonOf(more), "AMOUNT_EXCEEDS_DUE");
  expect_told(more, "OPEN");
  for (const v1::SaleState state :
       {v1::SALE_STATE_COMPLETED, v1::SALE_STATE_CANCEL_REQUESTED,
        v1::SALE_STATE_CANCELED}) {
    sale.set_state(state);
    expect_told(RequireOpen(sale), v1::SaleState_Name(state).substr(
                                       std::string("SALE_STATE_").size()));
  }
}

TEST(SaleRules, RefusesAPaymentOfNothing) {
  EXPECT_EQ(ReasonOf(PaymentFor(SaleOf({Line(1000)}), Cash(0)).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(PaymentFor(SaleOf({}), Cash(0)).status()), "SALE_EMPTY");
}

TEST(SaleRules, CompletesASaleThatCostsNothingWithAPaymentOfZero) {
  Sale sale = SaleOf({Line(0)});
  EXPECT_FALSE(IsPaid(sale));

  ASSERT_TRUE(AddPayment(*PaymentFor(sale, Cash(0)), &sale).ok());

  EXPECT_TRUE(IsPaid(sale));
}

TEST(SaleRules, GivesChange) {
  RecordPaymentRequest request = Cash(850);
  *request.mutable_tip() = MakeMoney(50, "EUR");
  *request.mutable_tendered() = MakeMoney(1000, "EUR");

  const auto payment = PaymentFor(SaleOf({Line(850)}), request);

  ASSERT_TRUE(payment.ok());
  EXPECT_EQ(payment->change().minor_units(), 100);
}

TEST(SaleRules, RefusesTooLittleTendered) {
  RecordPaymentRequest request = Cash(850);
  *request.mutable_tendered() = MakeMoney(849, "EUR");

  EXPECT_EQ(ReasonOf(PaymentFor(SaleOf({Line(850)}), request).status()),
            "INVALID_FIELDS");
}

TEST(SaleRules, RefusesCardPaymentsByHand) {
  RecordPaymentRequest request = Cash(100);
  request.set_method(v1::PAYMENT_METHOD_CARD);

  EXPECT_EQ(ReasonOf(PaymentFor(SaleOf({Line(100)}), request).status()),
            "INVALID_FIELDS");
}

TEST(SaleRules, RefusesMoneyInAnotherCurrency) {
  RecordPaymentRequest request = Cash(100);
  request.mutable_amount()->set_currency("USD");

  EXPECT_EQ(ReasonOf(PaymentFor(SaleOf({Line(100)}), request).status()),
            "INVALID_FIELDS");
}

TEST(SaleRules, KnowsWhatCanStillChange) {
  Sale sale = SaleOf({});
  EXPECT_TRUE(RequireOpen(sale).ok());

  sale.set_state(v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(ReasonOf(RequireOpen(sale)), "SALE_NOT_OPEN");
  EXPECT_TRUE(RequireNotCanceled(sale).ok());

  sale.set_state(v1::SALE_STATE_CANCELED);
  EXPECT_EQ(ReasonOf(RequireOpen(sale)), "SALE_CANCELED");
}

}  // namespace
}  // namespace comptoir::sales
