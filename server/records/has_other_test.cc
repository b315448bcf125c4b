#include "server/records/has_other.h"

#include <string>

#include "comptoir/recordtest/v1/gadget.pb.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"

namespace comptoir::records {
namespace {

using recordtest::v1::Gadget;

class HasOtherTest : public testing::Test {
 protected:
  std::string Add(int weight) {
    return store_
        .Write(merchant_,
               [&](store::Transaction& txn) -> absl::StatusOr<std::string> {
                 Gadget gadget;
                 gadget.set_id(txn.NewId("gad"));
                 gadget.set_weight(weight);
                 RETURN_IF_ERROR(table_.Put(txn, gadget));
                 return gadget.id();
               })
        .value();
  }

  // Whether a heavy one is there besides `id`.
  absl::StatusOr<bool> HasOtherHeavy(const std::string& merchant,
                                     const std::string& id) {
    return store_.Write(merchant, [&](store::Transaction& txn) {
      return HasOther(txn, table_, id, [](const Gadget& gadget) {
        return gadget.weight() > 1000;
      });
    });
  }

  const std::string merchant_ = FormatId("mer", "merchant-0000001");
  const std::string other_merchant_ = FormatId("mer", "merchant-0000002");
  store::TestStore store_;
  const store::Table<Gadget> table_{
      {.space = store::Space::kCustomers,
       .noun = "gadget",
       .id_prefix = "gad",
       .id = [](const Gadget& gadget) { return gadget.id(); },
       .indexes = {}}};
};

TEST_F(HasOtherTest, LooksForTheKindBesidesTheOne) {
  const std::string heavy = Add(2000);
  Add(1);
  EXPECT_FALSE(HasOtherHeavy(merchant_, heavy).value());

  const std::string second = Add(2000);

  EXPECT_TRUE(HasOtherHeavy(merchant_, heavy).value());
  EXPECT_TRUE(HasOtherHeavy(merchant_, second).value());
  EXPECT_FALSE(HasOtherHeavy(other_merchant_, heavy).value());
}

TEST_F(HasOtherTest, TakesNoDamagedRecordForNone) {
  const std::string heavy = Add(2000);
  const absl::Status damaged =
      store_.Write(merchant_, [&](store::Transaction& txn) {
        txn.Put(store::Key(store::Space::kCustomers, merchant_)
                    .Id(FormatId("gad", "gadget-0000000001"))
                    .Take(),
                "\xff");
        return absl::OkStatus();
      });
  ASSERT_TRUE(damaged.ok()) << damaged;

  EXPECT_EQ(ReasonOf(HasOtherHeavy(merchant_, heavy).status()),
            "CORRUPT_RECORD");
}

}  // namespace
}  // namespace comptoir::records
