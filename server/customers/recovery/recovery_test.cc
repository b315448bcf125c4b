// What `comptoird verify` finds wrong with who is deleted.
#include "server/customers/recovery/recovery.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/recovery/recovery_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

class RecoveryChecksTest : public RecoveryFixture {
 protected:
  void SetUp() override {
    anna_ = Create("Anna");
    ann_ = Create("Ann");
    ASSERT_TRUE(customers_.Merge(anna_, {ann_}).ok());
    ASSERT_TRUE(customers_.Delete(anna_).ok());
  }
  template <typename Change>
  void Write(Change change) {
    const absl::Status status = customers_.store().Write(
        std::string(kMerchant), [&](store::Transaction& txn) -> absl::Status {
          return change(txn, customers_.tables());
        });
    ASSERT_TRUE(status.ok()) << status;
  }

  std::string anna_;
  std::string ann_;
};

TEST_F(RecoveryChecksTest, FindWhoIsDeletedAndThere) {
  Write([&](store::Transaction& txn, const CustomerTables& tables) {
    storage::v1::StoredCustomer row;
    row.mutable_customer()->set_id(anna_);
    return tables.customers.Put(txn, row);
  });

  EXPECT_THAT(Problems(), ElementsAre(anna_ + " is deleted and there"));
}

TEST_F(RecoveryChecksTest, FindWhoHasNoTimes) {
  Write([&](store::Transaction& txn, const CustomerTables& tables) {
    auto row = *tables.deleted.Get(txn, kMerchant, anna_);
    row.mutable_customer()->clear_purge_time();
    return tables.deleted.Put(txn, row);
  });

  EXPECT_THAT(Problems(), ElementsAre(anna_ + " is deleted without its times"));
}

TEST_F(RecoveryChecksTest, FindWhoHasNoProfile) {
  Write([&](store::Transaction& txn, const CustomerTables& tables) {
    return tables.deleted.Delete(txn, anna_).status();
  });

  EXPECT_THAT(Problems(),
              ElementsAre(ann_ + " is deleted without its profile"));
}

TEST_F(RecoveryChecksTest, FindWhoIsNotListed) {
  Write([&](store::Transaction& txn, const CustomerTables& tables) {
    auto row = *tables.deleted.Get(txn, kMerchant, anna_);
    row.clear_merged();
    return tables.deleted.Put(txn, row);
  });

  EXPECT_THAT(
      Problems(),
      ElementsAre(StartsWith(ann_ + " is deleted with a profile that")));
}

}  // namespace
}  // namespace comptoir::customers
