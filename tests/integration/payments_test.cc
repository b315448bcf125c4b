// Every method of PaymentService over a real server and the SDK, and how each
// answers bad input.
#include <functional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sales/v1/payment_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::sales::v1 {
namespace {

using ::testing::SizeIs;
using testing::Summary;
using types::v1::Money;

constexpr char kUnknownPayment[] = "pay_00000000000000000000000000";

Money Amount(int64_t minor_units, const std::string& currency = "EUR") {
  Money money;
  money.set_minor_units(minor_units);
  money.set_currency(currency);
  return money;
}

class PaymentsTest : public comptoir::testing::ShopTest {
 protected:
  static PaymentServiceClient Payments() {
    return PaymentServiceClient(owner());
  }
  static SaleServiceClient Sales() { return SaleServiceClient(owner()); }

  // So many cents in cash for a sale of 6.40 EUR.
  static Payment Paid(int64_t cents) {
    CreateSaleRequest open;
    open.set_location_id(shop().location_id);
    SaleLine& line = *open.add_lines();
    line.set_name("Café crème");
    line.set_quantity(2);
    *line.mutable_unit_price() = Amount(320);
    const auto opened = Sales().CreateSale(open);
    EXPECT_TRUE(opened.ok()) << opened.status();
    RecordPaymentRequest pay;
    pay.set_sale_id(opened->sale().id());
    pay.set_method(PAYMENT_METHOD_CASH);
    *pay.mutable_amount() = Amount(cents);
    const auto paid = Sales().RecordPayment(pay);
    EXPECT_TRUE(paid.ok()) << paid.status();
    return paid.ok() ? paid->payment() : Payment();
  }

  static RefundPaymentRequest RefundOf(const std::string& payment_id) {
    RefundPaymentRequest request;
    request.set_payment_id(payment_id);
    request.set_method(PAYMENT_METHOD_CASH);
    return request;
  }

  static absl::StatusOr<GetPaymentResponse> Get(const ChannelPtr& channel,
                                                const std::string& payment_id) {
    GetPaymentRequest request;
    request.set_payment_id(payment_id);
    return PaymentServiceClient(channel).GetPayment(request);
  }

  static absl::StatusOr<CancelSaleResponse> Cancel(const std::string& sale_id) {
    CancelSaleRequest request;
    request.set_sale_id(sale_id);
    return Sales().CancelSale(request);
  }
};

TEST_F(PaymentsTest, AreGivenBackBeforeTheirSaleIsGivenUp) {
  const Payment payment = Paid(300);
  ASSERT_EQ(Summary(Cancel(payment.sale_id()).status()),
            "FAILED_PRECONDITION SALE_HAS_PAYMENTS");

  const auto refunded = Payments().RefundPayment(RefundOf(payment.id()));

  ASSERT_TRUE(refunded.ok()) << refunded.status();
  EXPECT_EQ(refunded->sale().totals().due().minor_units(), 640);
  const auto canceled = Cancel(payment.sale_id());
  ASSERT_TRUE(canceled.ok()) << canceled.status();
  EXPECT_EQ(canceled->sale().state(), SALE_STATE_CANCELED);
  const auto shown = Get(owner(), payment.id());
  ASSERT_TRUE(shown.ok()) << shown.status();
  ASSERT_THAT(shown->payment().refunds(), SizeIs(1));
  EXPECT_EQ(shown->payment().refunds(0).amount().minor_units(), 300);
}

TEST_F(PaymentsTest, AreGivenBackOnceUnderOneRequestId) {
  const Payment payment = Paid(300);
  RefundPaymentRequest request = RefundOf(payment.id());
  *request.mutable_amount() = Amount(100);
  request.set_request_id("back-once");

  const auto first = Payments().RefundPayment(request);
  const auto again = Payments().RefundPayment(request);

  ASSERT_TRUE(first.ok() && again.ok()) << first.status() << again.status();
  EXPECT_EQ(first->payment().refunds(0).id(), again->payment().refunds(0).id());
  EXPECT_THAT(Get(owner(), payment.id())->payment().refunds(), SizeIs(1));
}

TEST_F(PaymentsTest, StayWhenTheirSaleCostsSoMuch) {
  const Payment payment = Paid(640);

  EXPECT_EQ(Summary(Payments().RefundPayment(RefundOf(payment.id())).status()),
            "FAILED_PRECONDITION NOTHING_TO_REFUND");
}

TEST_F(PaymentsTest, AreGivenBackByThoseWhoMay) {
  const RefundPaymentRequest request = RefundOf(Paid(300).id());

  for (const ChannelPtr& channel : {till(), staff()}) {
    EXPECT_TRUE(absl::IsPermissionDenied(
        PaymentServiceClient(channel).RefundPayment(request).status()));
  }
  EXPECT_TRUE(
      PaymentServiceClient(owner_on_till()).RefundPayment(request).ok());
}

TEST_F(PaymentsTest, AreNobodyElses) {
  const std::string id = Paid(300).id();

  EXPECT_EQ(Summary(Get(stranger(), id).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(PaymentServiceClient(stranger())
                        .RefundPayment(RefundOf(id))
                        .status()),
            "NOT_FOUND");
}

TEST_F(PaymentsTest, NameWhatDoesNotExist) {
  EXPECT_EQ(Summary(Get(owner(), kUnknownPayment).status()), "NOT_FOUND");
  EXPECT_EQ(
      Summary(Payments().RefundPayment(RefundOf(kUnknownPayment)).status()),
      "NOT_FOUND");
}

// A refund of what it cannot be, and what is answered then.
struct WrongRefund {
  const char* answer;
  std::function<void(RefundPaymentRequest&)> spoil;
};

void PrintTo(const WrongRefund& wrong, std::ostream* out) {
  *out << wrong.answer;
}

class WrongRefundTest : public PaymentsTest,
                        public ::testing::WithParamInterface<WrongRefund> {};

TEST_P(WrongRefundTest, IsRefused) {
  const Payment payment = Paid(300);
  RefundPaymentRequest request = RefundOf(payment.id());
  GetParam().spoil(request);

  EXPECT_EQ(Summary(Payments().RefundPayment(request).status()),
            GetParam().answer);
  EXPECT_THAT(Get(owner(), payment.id())->payment().refunds(), SizeIs(0));
}

INSTANTIATE_TEST_SUITE_P(
    Refund, WrongRefundTest,
    ::testing::Values(
        WrongRefund{"INVALID_ARGUMENT INVALID_FIELDS payment_id",
                    [](auto& r) { r.set_payment_id("sal_1"); }},
        WrongRefund{"INVALID_ARGUMENT INVALID_FIELDS method",
                    [](auto& r) { r.clear_method(); }},
        WrongRefund{"INVALID_ARGUMENT INVALID_FIELDS method",
                    [](auto& r) { r.set_method(PAYMENT_METHOD_CARD); }},
        WrongRefund{"INVALID_ARGUMENT INVALID_FIELDS amount.currency",
                    [](auto& r) { *r.mutable_amount() = Amount(1, "USD"); }},
        WrongRefund{"INVALID_ARGUMENT INVALID_FIELDS amount.minor_units",
                    [](auto& r) { *r.mutable_amount() = Amount(-1); }},
        WrongRefund{"FAILED_PRECONDITION REFUND_EXCEEDS_PAYMENT",
                    [](auto& r) { *r.mutable_amount() = Amount(301); }},
        WrongRefund{"FAILED_PRECONDITION NOTHING_TO_REFUND",
                    [](auto& r) { *r.mutable_amount() = Amount(0); }},
        WrongRefund{"FAILED_PRECONDITION REFUND_EXCEEDS_PAYMENT",
                    [](auto& r) { *r.mutable_tip() = Amount(1); }},
        WrongRefund{"INVALID_ARGUMENT INVALID_FIELDS reason",
                    [](auto& r) { r.set_reason(std::string(201, 'x')); }},
        WrongRefund{"INVALID_ARGUMENT CARD_NUMBER_REFUSED reason",
                    [](auto& r) { r.set_reason("4111 1111 1111 1111"); }}));

}  // namespace
}  // namespace comptoir::sales::v1
