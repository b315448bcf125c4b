// What becomes of the money that a reader collects while it is revoked.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/readers/checkouts/checkout_rules.h"
#include "server/readers/testing/readers_fixture.h"

namespace comptoir::readers {
namespace {

using testing::HasSubstr;

using RevokedReaderTest = ReadersFixture;

// The obvious cure for a reader that is stuck must not hide that it may charge.
TEST_F(RevokedReaderTest, AnotherReaderCollectsAfterTheSellerWasTold) {
  for (const bool is_asked_to_stop : {false, true}) {
    const std::string stuck =
        Pair(CreateReader()->pairing_code())->reader().id();
    auto daemon = Connect(stuck);
    ASSERT_TRUE(daemon->Hello(1, 1).ok());
    const sales::v1::Sale sale = Open();
    const v1::Checkout first = CreateCheckout(sale.id(), stuck)->checkout();
    if (is_asked_to_stop) {
      ASSERT_TRUE(Cancel(first.id()).ok());
    }
    const int ended = CountEvents("SaleCanceled");
    ASSERT_TRUE(Revoke(stuck).ok());

    v1::CreateCheckoutRequest request;
    request.set_sale_id(sale.id());
    request.set_reader_id(reader_);
    const absl::Status told =
        DoCheckout(&CheckoutService::CreateCheckout, request).status();
    EXPECT_EQ(ReasonOf(told), "CHECKOUT_STOPPING");
    EXPECT_EQ(MetadataOf(told, "checkout_id"), first.id());
    EXPECT_THAT(std::string(told.message()), HasSubstr("was revoked"));
    request.add_despite_checkout_ids(first.id());
    const auto second = DoCheckout(&CheckoutService::CreateCheckout, request);
    ASSERT_TRUE(second.ok()) << second.status();

    ASSERT_TRUE(Cancel(second->checkout().id()).ok());
    ASSERT_TRUE(CancelSale(sale).ok());
    EXPECT_EQ(Get(sale.id()).sale().state(),
              sales::v1::SALE_STATE_CANCEL_REQUESTED);
    EXPECT_EQ(CountEvents("SaleCanceled"), ended);
  }
}

TEST_F(RevokedReaderTest, ASaleGivenUpWaitsForARevokedReaderForADay) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  const v1::Checkout checkout = CreateCheckout(sale.id(), reader_)->checkout();
  ASSERT_TRUE(CancelSale(sale).ok());

  ASSERT_TRUE(Revoke(reader_).ok());

  EXPECT_EQ(Get(sale.id()).sale().state(),
            sales::v1::SALE_STATE_CANCEL_REQUESTED);
  store_.clock().Advance(kDeadlineMax);
  store_.RunDueJobs();
  store_.clock().Advance(kAnswerPeriod - absl::Microseconds(1));
  store_.RunDueJobs();
  EXPECT_EQ(GetCheckout(checkout.id()).state(),
            v1::CHECKOUT_STATE_CANCEL_REQUESTED);
  store_.clock().Advance(absl::Microseconds(1));
  store_.RunDueJobs();
  EXPECT_EQ(Get(sale.id()).sale().state(), sales::v1::SALE_STATE_CANCELED);
  EXPECT_EQ(GetCheckout(checkout.id()).failure_reason(),
            v1::CHECKOUT_FAILURE_REASON_READER_LOST);
  ExpectSound();
}

// It was charged before it was revoked, and could not say so.
TEST_F(RevokedReaderTest, ItsChargePaysTheSaleOnceItIsPairedAgain) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  const v1::Checkout checkout = CreateCheckout(sale.id(), reader_)->checkout();
  ASSERT_TRUE(Revoke(reader_).ok());
  v1::CreateReaderPairingCodeRequest request;
  request.set_reader_id(reader_);
  ASSERT_TRUE(Pair(DoReader(&ReaderService::CreateReaderPairingCode, request)
                       ->pairing_code())
                  .ok());

  daemon = Online(2);
  ASSERT_TRUE(daemon->Events(2, 1, {Approved(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(2, 1));

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_COMPLETED);
  EXPECT_EQ(Get(sale.id()).sale().state(), sales::v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(CountEvents("ReaderAlarm"), 0);
  ExpectSound();
}

}  // namespace
}  // namespace comptoir::readers
