#include "server/store/outbox/verify_outbox.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/outbox/effect_table.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/testing/problems.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");

// Both views of each queue are looked at.
TEST(VerifyOutboxTest, GoesOnBehindCountsThatCannotBeRead) {
  TestStore store;
  const EffectTable table;
  const absl::Status written =
      store.Write(kMerchant, [&](Transaction& txn) -> absl::Status {
        storage::v1::OutboxQueue counts;
        for (const char* destination : {"d", "other"}) {
          storage::v1::OutboxEffect effect;
          effect.set_id(FormatId("eff", std::string(16, *destination)));
          effect.set_kind("k");
          effect.set_destination(destination);
          effect.set_state(storage::v1::OutboxEffect::STATE_PENDING);
          absl::Status put = table.Change(txn, nullptr, &effect, counts);
          if (!put.ok()) return put;
        }
        // It counts two, those of both queues.
        table.PutQueue(txn, "k", "other", counts);
        txn.Put(Key(Space::kMeta, kMerchant)
                    .Text("outbox")
                    .Text("k")
                    .Text("d")
                    .Take(),
                "\xff");
        return absl::OkStatus();
      });
  ASSERT_TRUE(written.ok()) << written;

  const auto snapshot = store.Read();
  VerifyReport report;
  Checks checks(*snapshot, report);
  AddOutboxChecks(table, checks);
  ASSERT_TRUE(checks.CheckAll().ok());

  std::vector<std::string> texts;
  for (const auto& problem : report.problems()) texts.push_back(problem.text);
  EXPECT_THAT(
      texts,
      testing::UnorderedElementsAre(
          "the counts of the queue of kind k for d cannot be read",
          "the queue of kind k for other has 1 rows in view 1 and counts 2",
          "the queue of kind k for other has 1 rows in view 2 and counts 2"));
}

TEST(VerifyOutboxTest, FindsCountsOfRowsThatAreNotThere) {
  TestStore store;
  const EffectTable table;
  ASSERT_TRUE(store
                  .Write(kMerchant,
                         [&](Transaction& txn) {
                           storage::v1::OutboxQueue counts;
                           counts.set_dead_count(2);
                           counts.set_done_count(1);
                           table.PutQueue(txn, "k", "d", counts);
                           return absl::OkStatus();
                         })
                  .ok());

  EXPECT_THAT(ProblemsOf(*store.Read(), kMerchant,
                         {.tables = {&table.table()},
                          .add_checks =
                              [&table](Checks& checks) {
                                AddOutboxChecks(table, checks);
                              }}),
              testing::UnorderedElementsAre(
                  "outbox_queues: the queue of kind k for d has 0 rows in "
                  "view 3 and counts 2",
                  "outbox_queues: the queue of kind k for d has 0 rows in "
                  "view 4 and counts 1"));
}

}  // namespace
}  // namespace comptoir::store
