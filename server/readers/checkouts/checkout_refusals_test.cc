// Checkouts that are not begun, and what a till is told then.
#include <cstdint>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/readers/checkouts/checkout_service.h"
#include "server/readers/testing/readers_fixture.h"

namespace comptoir::readers {
namespace {

class CheckoutRefusalsTest : public ReadersFixture {
 protected:
  // What asking for `amount` comes to.
  absl::Status Ask(const std::string& sale_id, int64_t amount) {
    v1::CreateCheckoutRequest request;
    request.set_reader_id(reader_);
    request.set_sale_id(sale_id);
    request.mutable_amount()->set_currency("EUR");
    request.mutable_amount()->set_minor_units(amount);
    return DoCheckout(&CheckoutService::CreateCheckout, request).status();
  }

  // All that a refusal tells; its bytes have the facts in any order.
  static std::string Told(const absl::Status& refused) {
    std::string text =
        absl::StatusCodeToString(refused.code()) + " " + ReasonOf(refused);
    for (const char* fact :
         {"sale_id", "sale_state", "due_minor_units", "currency"}) {
      text += " " + MetadataOf(refused, fact);
    }
    return text + ": " + std::string(refused.message());
  }
};

TEST_F(CheckoutRefusalsTest, AreForReadersAndSalesThatCannotBeUsed) {
  EXPECT_EQ(
      ReasonOf(
          CreateCheckout(Open().id(), CreateReader()->reader().id()).status()),
      "READER_NOT_PAIRED");
  EXPECT_EQ(ReasonOf(CreateCheckout(Completed().id(), reader_).status()),
            "SALE_NOT_OPEN");
  EXPECT_EQ(CreateCheckout(FormatId("sal", "sale-is-unknown1"), reader_)
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

TEST_F(CheckoutRefusalsTest, AreForAmountsThatAreNone) {
  for (const int64_t amount : {-5, 0}) {
    EXPECT_EQ(ReasonOf(Ask(Open().id(), amount)), "INVALID_FIELDS");
  }
  EXPECT_TRUE(Ask(Open().id(), 1).ok());
}

// Another till was paid meanwhile: whoever asks for too much then is told so
// alike, whether they take cash or a card.
TEST_F(CheckoutRefusalsTest, AreThoseOfAPaymentOfTheSameAmount) {
  const sales::v1::Sale sale = Open();
  ASSERT_TRUE(Pay(sale, 600).ok());

  const absl::Status too_much = Ask(sale.id(), 401);

  EXPECT_EQ(ReasonOf(too_much), "AMOUNT_EXCEEDS_DUE");
  EXPECT_EQ(MetadataOf(too_much, "due_minor_units"), "400");
  EXPECT_EQ(Told(too_much), Told(Pay(sale, 401).status()));

  ASSERT_TRUE(Pay(sale, 400).ok());
  const absl::Status completed = Ask(sale.id(), 401);
  EXPECT_EQ(ReasonOf(completed), "SALE_NOT_OPEN");
  EXPECT_EQ(MetadataOf(completed, "sale_state"), "SALE_STATE_COMPLETED");
  EXPECT_EQ(Told(completed), Told(Pay(sale, 401).status()));
}

TEST_F(CheckoutRefusalsTest, AreThoseOfAPaymentOfACanceledSale) {
  const sales::v1::Sale sale = Open();
  ASSERT_TRUE(CancelSale(sale).ok());

  const absl::Status refused = Ask(sale.id(), 1000);

  EXPECT_EQ(ReasonOf(refused), "SALE_CANCELED");
  EXPECT_EQ(Told(refused), Told(Pay(sale, 1000).status()));
}

// What costs nothing is paid by a payment of nothing, which no reader takes.
TEST_F(CheckoutRefusalsTest, AreForSalesThatCostNothing) {
  const sales::v1::Sale sale = Open({Line("water", 0)});

  EXPECT_EQ(ReasonOf(CreateCheckout(sale.id(), reader_).status()),
            "NOTHING_TO_PAY");
  EXPECT_EQ(Told(Ask(sale.id(), 1)), Told(Pay(sale, 1).status()));
}

}  // namespace
}  // namespace comptoir::readers
