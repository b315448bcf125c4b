#include "server/customers/columns/customer_columns.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "server/store/testing/test_store.h"

namespace comptoir::customers {
namespace {

const std::string& Merchant() {
  static const std::string& id =
      *new std::string(FormatId("mer", "merchant-0000001"));
  return id;
}

// How often each was set.
class Counts final : public ColumnSet {
 public:
  void Resize(size_t slots) override { counts.Resize(slots); }
  void Clear(Slot slot) override { counts[slot] = 0; }
  void Fold(Slot, std::span<const Slot>) override {}
  size_t bytes() const override { return counts.bytes(); }

  Column<int> counts;
};

class CustomerColumnsTest : public testing::Test {
 protected:
  CustomerColumnsTest() : columns_(tables_), place_(AddTo(columns_)) {}

  size_t AddTo(CustomerColumns& columns) {
    return columns.Add({.make = [this](const SlotTable&) {
      auto counts = std::make_unique<Counts>();
      newest_ = counts.get();
      return counts;
    }});
  }
  void Put() {
    const absl::Status put =
        store_.Write(Merchant(), [&](store::Transaction& txn) {
          storage::v1::StoredCustomer stored;
          stored.mutable_customer()->set_id(customer_);
          return tables_.customers.Put(txn, stored);
        });
    ASSERT_TRUE(put.ok()) << put;
  }
  void Count() {
    columns_.Change(Merchant(), *ParseId("cus", customer_), place_,
                    [](ColumnSet& set, Slot slot) {
                      ++static_cast<Counts&>(set).counts[slot];
                    });
  }
  // Without applying what waits.
  int Applied() const {
    return newest_ == nullptr || newest_->counts.size() == 0
               ? 0
               : newest_->counts[0];
  }

  const std::string customer_ = FormatId("cus", "customer-0000001");
  const Counts* newest_ = nullptr;
  CustomerTables tables_;
  CustomerColumns columns_;
  const size_t place_;
  store::TestStore store_;
};

TEST_F(CustomerColumnsTest, SayWhatWasWrittenBefore) {
  Put();
  Count();
  EXPECT_EQ(Applied(), 0);
  EXPECT_EQ(columns_.Read(Merchant(), [](const auto& c) { return c.size(); }),
            1u);
  EXPECT_EQ(Applied(), 1);
}

TEST_F(CustomerColumnsTest, ApplyChangesThatManyWaitFor) {
  Put();
  for (size_t i = 0; i < kWaitingChangesMax - 2; ++i) Count();
  EXPECT_EQ(Applied(), 0);
  Count();
  EXPECT_EQ(Applied(), static_cast<int>(kWaitingChangesMax) - 1);
}

TEST_F(CustomerColumnsTest, ReadWhatIsStoredAtTheStart) {
  Put();
  CustomerTables tables;
  CustomerColumns started(tables);
  AddTo(started);
  ASSERT_TRUE(started.Load(*store_.Read()).ok());
  EXPECT_EQ(started.Read(Merchant(), [](const auto& c) { return c.size(); }),
            1u);
  EXPECT_EQ(started.Read(FormatId("mer", "merchant-0000002"),
                         [](const auto& c) { return c.size(); }),
            0u);
}

}  // namespace
}  // namespace comptoir::customers
