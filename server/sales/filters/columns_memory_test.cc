// What the columns of a customer take.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/customers/attributes/filters/attribute_columns.h"
#include "server/customers/columns/membership_columns.h"
#include "server/customers/columns/merchant_columns.h"
#include "server/customers/filters/fields/field_columns.h"
#include "server/sales/filters/purchase_columns.h"

namespace comptoir::sales {
namespace {

using customers::AttributeColumns;
using customers::ColumnSet;
using customers::FieldColumns;
using customers::FieldFacts;
using customers::MembershipColumns;
using customers::Slot;

// At most so many bytes a customer for all columns together.
constexpr size_t kBytesMax = 100;
constexpr int kCustomers = 200'000;

IdBytes IdAt(int number) {
  const std::string text = fmt::format("{:016}", number);
  IdBytes id;
  std::copy(text.begin(), text.end(), id.begin());
  return id;
}

// As in a shop of a town: few given names, many family names, most from nearby.
customers::v1::Customer Somebody(int i) {
  customers::v1::Customer customer;
  customer.set_given_name(fmt::format("Given{}", i % 2000));
  customer.set_family_name(fmt::format("Family{}", i * 7919 % 15'000));
  customer.set_email_address(fmt::format("{}@example.com", i));
  customer.set_language("fr");
  customer.mutable_create_time()->set_seconds(1'700'000'000 + i);
  customer.mutable_address()->set_locality(fmt::format("Town{}", i % 500));
  customer.mutable_address()->set_postal_code(fmt::format("{}", i % 900));
  customer.mutable_address()->set_country("FR");
  return customer;
}

TEST(ColumnsMemory, IsSmall) {
  customers::MerchantColumns columns;
  columns.AddSet(std::make_unique<FieldColumns>(columns.slots()));
  columns.AddSet(std::make_unique<PurchaseColumns>());
  columns.AddSet(std::make_unique<MembershipColumns>());
  // Of a merchant without attributes; attribute_columns_test.cc says what a
  // value costs.
  columns.AddSet(std::make_unique<AttributeColumns>());
  storage::v1::StoredPurchaseSummary bought;
  bought.set_visit_count(3);
  bought.mutable_last_visit_time()->set_seconds(1'700'000'000);
  storage::v1::StoredSpend& spend = *bought.add_spend();
  spend.set_currency("EUR");
  spend.set_minor_units(12'345);
  spend.set_visit_count(3);
  columns.BeginLoading();
  for (int i = 0; i < kCustomers; ++i) {
    columns.PutCustomer(IdAt(i), std::nullopt);
    const FieldFacts facts(Somebody(i));
    columns.ChangeCustomer(IdAt(i), 0, [&](ColumnSet& set, Slot slot) {
      static_cast<FieldColumns&>(set).Set(slot, facts);
    });
    columns.ChangeCustomer(IdAt(i), 1, [&](ColumnSet& set, Slot slot) {
      static_cast<PurchaseColumns&>(set).Set(slot, &bought);
    });
    columns.ChangeCustomer(IdAt(i), 2, [&](ColumnSet& set, Slot slot) {
      static_cast<MembershipColumns&>(set).Set(IdAt(i % 20), slot, true);
    });
    columns.ChangeCustomer(IdAt(i), 3, [&](ColumnSet& set, Slot slot) {
      static_cast<AttributeColumns&>(set).Set(slot, {});
    });
  }
  columns.FinishLoading();
  const size_t bytes = columns.bytes() / kCustomers;
  RecordProperty("bytes_a_customer", static_cast<int>(bytes));
  EXPECT_LE(bytes, kBytesMax);
  EXPECT_GT(bytes, kBytesMax / 2) << "some columns are not counted";
}

}  // namespace
}  // namespace comptoir::sales
