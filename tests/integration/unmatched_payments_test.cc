// Every method of UnmatchedPaymentService over a real server and the SDK: what
// a reader charged for no sale, until somebody has dealt with it.
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "comptoir/readers/v1/unmatched_payment_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::readers::v1 {
namespace {

using testing::Summary;

constexpr char kUnknownPayment[] = "pay_00000000000000000000000000";
constexpr char kUnknownSale[] = "sal_00000000000000000000000000";

class UnmatchedPaymentsTest : public comptoir::testing::ShopTest {
 protected:
  static UnmatchedPaymentServiceClient Unmatched() {
    return UnmatchedPaymentServiceClient(owner());
  }

  static std::string NewReaderToken() {
    const ReaderServiceClient readers(owner());
    CreateReaderRequest create;
    create.mutable_reader()->set_display_name("Counter");
    create.mutable_reader()->set_location_id(shop().location_id);
    const auto created = readers.CreateReader(create);
    EXPECT_TRUE(created.ok()) << created.status();
    PairReaderRequest pair;
    pair.set_pairing_code(created->pairing_code());
    const auto paired = readers.PairReader(pair);
    EXPECT_TRUE(paired.ok()) << paired.status();
    return paired.ok() ? paired->reader_token() : "";
  }

  // A charge at the device itself, of 12.50: the id that it was kept under.
  static std::string Charge(const std::string& currency = "EUR") {
    auto stream = ReaderServiceClient(With(NewReaderToken())).StreamReader();
    StreamReaderRequest hello;
    hello.mutable_hello()->set_epoch(1);
    hello.mutable_hello()->set_first_unacknowledged_seq(1);
    StreamReaderRequest report;
    report.mutable_events()->set_epoch(1);
    report.mutable_events()->set_first_seq(1);
    auto& charge =
        *report.mutable_events()->add_events()->mutable_payment_approved();
    charge.mutable_amount()->set_minor_units(1250);
    charge.mutable_amount()->set_currency(currency);
    charge.mutable_card()->set_last_four("4242");
    EXPECT_TRUE(stream->Write(hello) && stream->Write(report));
    StreamReaderResponse response;
    while (stream->Read(&response) && !response.has_acknowledgement()) {
    }
    EXPECT_TRUE(response.has_acknowledgement());
    stream->Cancel();
    return NewestOpen();
  }

  // Of those that nobody has dealt with, the one that came last.
  static std::string NewestOpen() {
    ListUnmatchedPaymentsRequest request;
    request.set_state(UNMATCHED_PAYMENT_STATE_OPEN);
    std::string id;
    int64_t newest = 0;
    for (const auto& payment : Unmatched().ListUnmatchedPaymentsAll(request)) {
      EXPECT_TRUE(payment.ok()) << payment.status();
      const auto& time = payment->create_time();
      const int64_t micros = time.seconds() * 1'000'000 + time.nanos() / 1000;
      if (micros < newest) continue;
      newest = micros;
      id = payment->payment_id();
    }
    return id;
  }

  // An open sale of 12.50 EUR.
  static std::string OpenSale() {
    sales::v1::CreateSaleRequest request;
    request.set_location_id(shop().location_id);
    auto& line = *request.add_lines();
    line.set_name("tea");
    line.set_quantity(1);
    line.mutable_unit_price()->set_minor_units(1250);
    line.mutable_unit_price()->set_currency("EUR");
    const auto created =
        sales::v1::SaleServiceClient(owner()).CreateSale(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->sale().id() : "";
  }

  static absl::StatusOr<GetUnmatchedPaymentResponse> Get(
      const ChannelPtr& channel, const std::string& payment_id) {
    GetUnmatchedPaymentRequest request;
    request.set_payment_id(payment_id);
    return UnmatchedPaymentServiceClient(channel).GetUnmatchedPayment(request);
  }

  static absl::StatusOr<MatchUnmatchedPaymentResponse> Match(
      const ChannelPtr& channel, const std::string& payment_id,
      const std::string& sale_id) {
    MatchUnmatchedPaymentRequest request;
    request.set_payment_id(payment_id);
    request.set_sale_id(sale_id);
    return UnmatchedPaymentServiceClient(channel).MatchUnmatchedPayment(
        request);
  }

  static absl::StatusOr<SettleUnmatchedPaymentResponse> Settle(
      const ChannelPtr& channel, const std::string& payment_id,
      const std::string& note) {
    SettleUnmatchedPaymentRequest request;
    request.set_payment_id(payment_id);
    request.set_note(note);
    return UnmatchedPaymentServiceClient(channel).SettleUnmatchedPayment(
        request);
  }
};

TEST_F(UnmatchedPaymentsTest, AreMatchedWithTheirSale) {
  const std::string id = Charge();
  const auto shown = Get(owner(), id);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->unmatched_payment().amount().minor_units(), 1250);
  EXPECT_EQ(shown->unmatched_payment().card().last_four(), "4242");

  const auto matched = Match(owner(), id, OpenSale());

  ASSERT_TRUE(matched.ok()) << matched.status();
  EXPECT_EQ(matched->sale().state(), sales::v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(Get(owner(), id)->unmatched_payment().state(),
            UNMATCHED_PAYMENT_STATE_MATCHED);
  EXPECT_EQ(Summary(Settle(owner(), id, "again").status()),
            "FAILED_PRECONDITION ALREADY_RESOLVED");
}

TEST_F(UnmatchedPaymentsTest, AreSettledWithANote) {
  const std::string id = Charge();

  const auto settled = Settle(owner(), id, "Given back by the bank");

  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(Get(owner(), id)->unmatched_payment().note(),
            "Given back by the bank");
  EXPECT_NE(NewestOpen(), id);
  EXPECT_EQ(Summary(Match(owner(), id, OpenSale()).status()),
            "FAILED_PRECONDITION ALREADY_RESOLVED");
}

TEST_F(UnmatchedPaymentsTest, RefuseWhatTheyCannotBe) {
  const std::string id = Charge("USD");

  EXPECT_EQ(Summary(Match(owner(), id, OpenSale()).status()),
            "INVALID_ARGUMENT INVALID_FIELDS amount.currency");
  EXPECT_EQ(Summary(Match(owner(), id, kUnknownSale).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(Match(owner(), id, id).status()),
            "INVALID_ARGUMENT INVALID_FIELDS sale_id");
  EXPECT_EQ(Summary(Settle(owner(), id, "").status()),
            "INVALID_ARGUMENT INVALID_FIELDS note");
  EXPECT_EQ(Summary(Settle(owner(), id, "4111 1111 1111 1111").status()),
            "INVALID_ARGUMENT CARD_NUMBER_REFUSED note");
  EXPECT_EQ(Get(owner(), id)->unmatched_payment().state(),
            UNMATCHED_PAYMENT_STATE_OPEN);
}

TEST_F(UnmatchedPaymentsTest, AreSettledByThoseWhoMayRefund) {
  const std::string id = Charge();

  EXPECT_TRUE(
      absl::IsPermissionDenied(Settle(staff(), id, "mine now").status()));
  EXPECT_TRUE(Match(staff(), id, OpenSale()).ok());
}

TEST_F(UnmatchedPaymentsTest, AreNobodyElses) {
  const std::string id = Charge();

  EXPECT_EQ(Summary(Get(stranger(), id).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(Settle(stranger(), id, "mine now").status()), "NOT_FOUND");
  for (const auto& payment :
       UnmatchedPaymentServiceClient(stranger()).ListUnmatchedPaymentsAll({})) {
    ADD_FAILURE() << payment.status();
  }
}

TEST_F(UnmatchedPaymentsTest, NameWhatDoesNotExist) {
  EXPECT_EQ(Summary(Get(owner(), kUnknownPayment).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(Match(owner(), kUnknownPayment, OpenSale()).status()),
            "NOT_FOUND");
  EXPECT_EQ(Summary(Settle(owner(), kUnknownPayment, "gone").status()),
            "NOT_FOUND");
}

}  // namespace
}  // namespace comptoir::readers::v1
