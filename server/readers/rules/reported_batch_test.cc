#include "server/readers/rules/reported_batch.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/readers/rules/event_rules.h"

namespace comptoir::readers {
namespace {

using testing::ElementsAre;

v1::EventBatch Payments(int count) {
  v1::EventBatch batch;
  batch.set_epoch(7);
  batch.set_first_seq(100);
  for (int i = 0; i < count; ++i) {
    auto& approved = *batch.add_events()->mutable_payment_approved();
    approved.mutable_amount()->set_minor_units(i + 1);
    approved.mutable_amount()->set_currency("EUR");
    batch.add_events()->mutable_card_removed();
  }
  return batch;
}

TEST(PartsOf, KeepsTheOrderAndTheNumbers) {
  const v1::EventBatch batch = Payments(128);

  const std::vector<ReportedBatch> parts = PartsOf(batch);

  ASSERT_EQ(parts.size(), 2u);
  int at = 0;
  for (const ReportedBatch& part : parts) {
    EXPECT_EQ(part.epoch, 7u);
    EXPECT_EQ(part.first_seq, batch.first_seq() + at);
    for (const ReportedEvent& reported : part.events) {
      EXPECT_EQ(reported.digest, DigestOf(batch.events(at)));
      EXPECT_EQ(reported.event.kind_case(), batch.events(at++).kind_case());
    }
  }
  EXPECT_EQ(at, batch.events_size());
}

TEST(PartsOf, LimitsThePaymentsOfAPart) {
  EXPECT_EQ(PartsOf(Payments(kPaymentsPerPartMax)).size(), 1u);
  EXPECT_EQ(PartsOf(Payments(kPaymentsPerPartMax + 1)).size(), 2u);
}

TEST(PartsOf, SaysWhatIsLeftOut) {
  v1::EventBatch batch = Payments(1);
  batch.mutable_events(0)->mutable_payment_approved()->set_sale_id("none");

  const std::vector<ReportedBatch> parts = PartsOf(batch);

  EXPECT_THAT(parts[0].events[0].left_out,
              ElementsAre("payment_approved.sale_id"));
  EXPECT_EQ(parts[0].events[0].digest, DigestOf(batch.events(0)));
}

}  // namespace
}  // namespace comptoir::readers
