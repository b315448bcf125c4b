#include "server/readers/upkeep/verify_readers.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/readers/testing/readers_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::readers {
namespace {

using store::Key;
using store::Space;

class VerifyReadersTest : public ReadersFixture {
 protected:
  // A reader that has reported three events, and a payment.
  VerifyReadersTest() {
    auto daemon = Connect(reader_);
    EXPECT_TRUE(daemon->Hello(1).ok());
    checkout_ = CreateCheckout(Open().id(), reader_)->checkout();
    EXPECT_TRUE(
        daemon->Events(1, 1, {CardRemovedAt(1), CardRemovedAt(2)}).ok());
    EXPECT_TRUE(daemon->Events(1, 3, {Approved(checkout_)}).ok());
    EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 3));
  }

  void Change(std::function<void(store::Transaction&)> change) {
    ASSERT_TRUE(store_
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             change(txn);
                             return absl::OkStatus();
                           })
                    .ok());
  }

  std::vector<std::string> Problems() {
    const auto snapshot = store_.Read();
    store::VerifyReport report;
    store::Checks checks(*snapshot, report);
    AddReaderChecks(checks);
    EXPECT_TRUE(checks.CheckAll().ok());
    std::vector<std::string> texts;
    for (const auto& problem : report.problems()) texts.push_back(problem.text);
    return texts;
  }

  v1::Checkout checkout_;
};

TEST_F(VerifyReadersTest, FindsNothingWrong) {
  EXPECT_THAT(Problems(), testing::IsEmpty());
}

TEST_F(VerifyReadersTest, FindsEventsAppliedTwice) {
  Change([&](store::Transaction& txn) {
    storage::v1::ReaderBatch batch;
    batch.set_first_seq(2);
    batch.add_digests(7);
    batch.add_digests(7);
    batch.add_digests(7);
    txn.Put(
        Key(Space::kReaderBatches, merchant_).Id(reader_).U64(1).U64(4).Take(),
        batch.SerializeAsString());
  });

  EXPECT_THAT(Problems(),
              testing::UnorderedElementsAre(
                  testing::HasSubstr("event 2 was applied twice"),
                  testing::HasSubstr("event 4 lies behind the cursor")));
}

TEST_F(VerifyReadersTest, FindsACompletedCheckoutWithoutAPayment) {
  Change([&](store::Transaction& txn) {
    ASSERT_TRUE(
        SalesFixture::tables_.payments.Delete(txn, checkout_.payment_id())
            .ok());
  });

  EXPECT_THAT(Problems(),
              testing::ElementsAre(testing::HasSubstr("without a payment")));
}

TEST_F(VerifyReadersTest, FindsAMatchedPaymentThatIsNone) {
  v1::UnmatchedPayment unmatched;
  unmatched.set_payment_id(FormatId("pay", "payment-00000001"));
  const auto put = [&](store::Transaction& txn) {
    ASSERT_TRUE(
        area_.reader_tables().unmatched_payments.Put(txn, unmatched).ok());
  };
  Change(put);
  EXPECT_THAT(Problems(), testing::IsEmpty());
  unmatched.set_state(v1::UNMATCHED_PAYMENT_STATE_MATCHED);
  unmatched.set_matched_payment_id(checkout_.payment_id());
  Change(put);
  EXPECT_THAT(Problems(), testing::IsEmpty());
  unmatched.set_matched_payment_id(unmatched.payment_id());
  Change(put);

  EXPECT_THAT(Problems(),
              testing::ElementsAre(testing::HasSubstr("matched without")));
}

// As servers left it that took a charge for a sale's without a look at this.
TEST_F(VerifyReadersTest, FindsMoneyThatIsPaidAndOpen) {
  v1::UnmatchedPayment unmatched;
  unmatched.set_payment_id(checkout_.payment_id());
  unmatched.set_refusal("NOT_FOUND");
  const auto put = [&](store::Transaction& txn) {
    ASSERT_TRUE(
        area_.reader_tables().unmatched_payments.Put(txn, unmatched).ok());
  };
  Change(put);
  EXPECT_THAT(Problems(), testing::ElementsAre(
                              testing::HasSubstr("a sale's payment, too")));

  unmatched.set_state(v1::UNMATCHED_PAYMENT_STATE_SETTLED);
  Change(put);
  EXPECT_THAT(Problems(), testing::IsEmpty());
  // Another charge under the payment's id.
  unmatched.set_state(v1::UNMATCHED_PAYMENT_STATE_OPEN);
  unmatched.set_refusal("PAYMENT_MISMATCH");
  Change(put);
  EXPECT_THAT(Problems(), testing::IsEmpty());
}

// Each is for one check to name, and stops no other.
TEST_F(VerifyReadersTest, GoesOnBehindDamagedRows) {
  v1::UnmatchedPayment unmatched;
  unmatched.set_payment_id(FormatId("pay", "payment-00000001"));
  unmatched.set_state(v1::UNMATCHED_PAYMENT_STATE_MATCHED);
  unmatched.set_matched_payment_id(unmatched.payment_id());
  Change([&](store::Transaction& txn) {
    ASSERT_TRUE(
        area_.reader_tables().unmatched_payments.Put(txn, unmatched).ok());
    txn.Put(Key(Space::kReaders, merchant_).Id(reader_).Take(), "\xff");
    txn.Put(Key(Space::kPayments, merchant_).Id(checkout_.payment_id()).Take(),
            "\xff");
    txn.Put(Key(Space::kReaderCursors, merchant_).Id(reader_).U64(1).Take(),
            "\xff");
  });

  EXPECT_THAT(Problems(), testing::UnorderedElementsAre(
                              testing::HasSubstr("a row that cannot be read"),
                              testing::HasSubstr("matched without")));
}

}  // namespace
}  // namespace comptoir::readers
