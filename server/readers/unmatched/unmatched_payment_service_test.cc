#include "server/readers/unmatched/unmatched_payment_service.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/readers/testing/readers_fixture.h"

namespace comptoir::readers {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using v1::UnmatchedPayment;

class UnmatchedPaymentServiceTest : public ReadersFixture {
 protected:
  // A charge of 10 that names no sale, reported under this number.
  std::string Charge(uint64_t seq, const std::string& currency = "EUR") {
    auto daemon = Online(seq);
    v1::ReaderEvent event = Approved({});
    auto& approved = *event.mutable_payment_approved();
    approved.set_payment_id(FormatId("pay", RandomBytes(16)));
    approved.mutable_amount()->set_minor_units(1000);
    approved.mutable_amount()->set_currency(currency);
    EXPECT_TRUE(daemon->Events(seq, 1, {event}).ok());
    EXPECT_TRUE(daemon->AwaitAcknowledgement(seq, 1));
    return approved.payment_id();
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(
      absl::StatusOr<Response> (UnmatchedPaymentService::*method)(
          const Call&, store::Transaction&, const Request&),
      const Request& request) {
    const Call call = NewCall();
    return store_.Write(merchant_, [&](store::Transaction& txn) {
      return (area_.unmatched_payment_service().*method)(call, txn, request);
    });
  }

  absl::StatusOr<v1::MatchUnmatchedPaymentResponse> Match(
      const std::string& payment_id, const std::string& sale_id) {
    v1::MatchUnmatchedPaymentRequest request;
    request.set_payment_id(payment_id);
    request.set_sale_id(sale_id);
    return Do(&UnmatchedPaymentService::MatchUnmatchedPayment, request);
  }

  absl::StatusOr<v1::SettleUnmatchedPaymentResponse> Settle(
      const std::string& payment_id, const std::string& note) {
    v1::SettleUnmatchedPaymentRequest request;
    request.set_payment_id(payment_id);
    request.set_note(note);
    return Do(&UnmatchedPaymentService::SettleUnmatchedPayment, request);
  }

  std::vector<std::string> List(v1::UnmatchedPaymentState state) {
    v1::ListUnmatchedPaymentsRequest request;
    request.set_state(state);
    std::vector<std::string> ids;
    const auto page = area_.unmatched_payment_service().ListUnmatchedPayments(
        NewCall(), *store_.Read(), request);
    for (const auto& payment : page->unmatched_payments()) {
      ids.push_back(payment.payment_id());
    }
    return ids;
  }

  absl::StatusOr<v1::GetUnmatchedPaymentResponse> GetPayment(
      const std::string& payment_id) {
    v1::GetUnmatchedPaymentRequest request;
    request.set_payment_id(payment_id);
    return area_.unmatched_payment_service().GetUnmatchedPayment(
        NewCall(), *store_.Read(), request);
  }
};

TEST_F(UnmatchedPaymentServiceTest, ListsWhatIsNoSales) {
  const std::string first = Charge(1);
  const std::string second = Charge(2);
  ASSERT_TRUE(Settle(second, "given back at the acquirer").ok());

  EXPECT_THAT(List(v1::UNMATCHED_PAYMENT_STATE_UNSPECIFIED), SizeIs(2));
  EXPECT_THAT(List(v1::UNMATCHED_PAYMENT_STATE_OPEN), ElementsAre(first));
  EXPECT_THAT(List(v1::UNMATCHED_PAYMENT_STATE_SETTLED), ElementsAre(second));
  const UnmatchedPayment shown = GetPayment(first)->unmatched_payment();
  EXPECT_EQ(shown.amount().minor_units(), 1000);
  EXPECT_EQ(shown.refusal(), "NOT_FOUND");
  EXPECT_EQ(shown.card().last_four(), "4242");
  EXPECT_TRUE(shown.has_create_time());
  EXPECT_TRUE(absl::IsNotFound(
      GetPayment(FormatId("pay", "unknown-00000001")).status()));
}

TEST_F(UnmatchedPaymentServiceTest, MatchesAPaymentWithItsSale) {
  const std::string id = Charge(1);
  const sales::v1::Sale sale = Open({Line("tea", 1000)}, anna_);

  const auto matched = Match(id, sale.id());

  ASSERT_TRUE(matched.ok()) << matched.status();
  EXPECT_EQ(matched->sale().state(), sales::v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(matched->unmatched_payment().state(),
            v1::UNMATCHED_PAYMENT_STATE_MATCHED);
  EXPECT_EQ(matched->unmatched_payment().matched_payment_id(), id);
  EXPECT_EQ(Get(sale.id()).payments(0).reader_id(), reader_);
  EXPECT_THAT(EventNames(), Contains("UnmatchedPaymentMatched"));
  EXPECT_EQ(ReasonOf(Match(id, sale.id()).status()), "ALREADY_RESOLVED");
  EXPECT_EQ(ReasonOf(Settle(id, "again").status()), "ALREADY_RESOLVED");
}

TEST_F(UnmatchedPaymentServiceTest, MatchesAgainWhatWasGivenBackOfAWrongSale) {
  const std::string id = Charge(1);
  const sales::v1::Sale wrong = Open({Line("tea", 1000)}, anna_);
  const sales::v1::Sale right = Open({Line("cake", 1000)}, bob_);
  ASSERT_EQ(Match(id, wrong.id())->sale().state(),
            sales::v1::SALE_STATE_COMPLETED);
  EXPECT_TRUE(Get(wrong.id()).payments(0).matched());
  ASSERT_TRUE(Refund(id, 400).ok());
  EXPECT_EQ(ReasonOf(Match(id, right.id()).status()), "ALREADY_RESOLVED");

  ASSERT_TRUE(Refund(id).ok());
  const auto matched = Match(id, right.id());

  ASSERT_TRUE(matched.ok()) << matched.status();
  EXPECT_EQ(matched->sale().state(), sales::v1::SALE_STATE_COMPLETED);
  EXPECT_NE(matched->unmatched_payment().matched_payment_id(), id);
  EXPECT_EQ(Get(wrong.id()).sale().state(), sales::v1::SALE_STATE_OPEN);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 0);
  EXPECT_EQ(SummaryOf(bob_).visit_count(), 1);
  EXPECT_EQ(ReasonOf(Match(id, right.id()).status()), "ALREADY_RESOLVED");
}

TEST_F(UnmatchedPaymentServiceTest, AMatchWithACanceledSaleCanBeUndone) {
  const std::string id = Charge(1);
  const sales::v1::Sale sale = Open();
  ASSERT_TRUE(CancelSale(sale).ok());
  ASSERT_EQ(Match(id, sale.id())->sale().state(),
            sales::v1::SALE_STATE_COMPLETED);

  EXPECT_EQ(Refund(id)->sale().state(), sales::v1::SALE_STATE_CANCELED);
}

TEST_F(UnmatchedPaymentServiceTest, MatchesUnderAnotherIdWhatIsTaken) {
  auto daemon = Online(1);
  const sales::v1::Sale first = Open();
  v1::ReaderEvent event =
      Approved(CreateCheckout(first.id(), reader_).value().checkout());
  const std::string id = event.payment_approved().payment_id();
  v1::ReaderEvent other = event;
  other.mutable_payment_approved()->mutable_card()->set_last_four("1111");
  ASSERT_TRUE(daemon->Events(1, 1, {event, other}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 2));
  const sales::v1::Sale second = Open();

  const auto matched = Match(id, second.id());

  ASSERT_TRUE(matched.ok()) << matched.status();
  EXPECT_NE(matched->unmatched_payment().matched_payment_id(), id);
  EXPECT_EQ(Get(first.id()).sale().totals().paid().minor_units(), 1000);
  EXPECT_EQ(Get(second.id()).sale().totals().paid().minor_units(), 1000);
}

TEST_F(UnmatchedPaymentServiceTest, RefusesASaleThatItCannotPay) {
  const std::string id = Charge(1, "USD");

  EXPECT_EQ(ReasonOf(Match(id, Open().id()).status()), "INVALID_FIELDS");
  EXPECT_TRUE(absl::IsNotFound(
      Match(id, FormatId("sal", "unknown-00000001")).status()));
  EXPECT_EQ(GetPayment(id)->unmatched_payment().state(),
            v1::UNMATCHED_PAYMENT_STATE_OPEN);
}

TEST_F(UnmatchedPaymentServiceTest, RefusesASaleOfAnotherLocation) {
  const std::string id = Charge(1);
  const std::string elsewhere = FormatId("loc", "location-0000002");
  PutLocation(elsewhere, "Europe/Paris");
  sales::v1::CreateSaleRequest create;
  create.set_location_id(elsewhere);
  *create.add_lines() = Line("tea", 1000);
  const sales::v1::Sale sale =
      SalesFixture::Do(&sales::SaleService::CreateSale, create)->sale();

  const absl::Status refused = Match(id, sale.id()).status();

  EXPECT_EQ(ReasonOf(refused), "OTHER_LOCATION");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("or settle it"));
  EXPECT_EQ(GetPayment(id)->unmatched_payment().state(),
            v1::UNMATCHED_PAYMENT_STATE_OPEN);
  EXPECT_EQ(Get(sale.id()).payments_size(), 0);
}

TEST_F(UnmatchedPaymentServiceTest, SaysWhatItOverpays) {
  const sales::v1::Sale sale = Open({Line("tea", 400)});

  const auto matched = Match(Charge(1), sale.id());

  ASSERT_TRUE(matched.ok()) << matched.status();
  EXPECT_EQ(matched->sale().totals().overpaid().minor_units(), 600);
}

TEST_F(UnmatchedPaymentServiceTest, TakesMoneyInNoCurrencyForTheSales) {
  const std::string id = Charge(1, "none");

  EXPECT_EQ(Match(id, Open().id())->sale().state(),
            sales::v1::SALE_STATE_COMPLETED);
}

}  // namespace
}  // namespace comptoir::readers
