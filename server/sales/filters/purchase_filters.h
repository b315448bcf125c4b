// Filters by what customers have bought, and lists in the order of it.
#ifndef COMPTOIR_SERVER_SALES_FILTERS_PURCHASE_FILTERS_H_
#define COMPTOIR_SERVER_SALES_FILTERS_PURCHASE_FILTERS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/customers/filters/filter_kind.h"
#include "server/customers/filters/filters.h"
#include "server/kv/kv.h"
#include "server/sales/filters/purchase_columns.h"
#include "server/sales/sales_tables.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// Thread-safe. What it is made of must outlive it.
class PurchaseFilters final : public customers::FilterKind {
 public:
  // Adds its columns to `filters`, and itself; follows `tables.summaries`.
  PurchaseFilters(SalesTables& tables, customers::Filters& filters);

  // A deleted customer is there again: see Participant::BringBack().
  absl::Status BringBack(store::Transaction& txn,
                         const std::string& customer_id) const;

  std::vector<customers::v1::Filter::PartCase> parts() const override;
  absl::StatusOr<customers::Condition> Compile(
      const customers::FilterContext& context,
      const customers::v1::Filter& part,
      const std::string& field) const override;
  absl::Status AddTurns(const customers::FilterContext& context,
                        const customers::v1::Filter& part,
                        std::vector<customers::Turn>* turns) const override;
  std::vector<customers::v1::CustomerOrder> orders() const override;
  absl::StatusOr<customers::Sorting> Sort(
      const customers::FilterContext& context,
      customers::v1::CustomerOrder order,
      const std::string& spend_currency) const override;

 private:
  absl::Status Load(const kv::View& view);
  void Changed(const std::string& merchant_id,
               const storage::v1::StoredPurchaseSummary& summary,
               bool is_there) const;
  const PurchaseColumns& In(const customers::MerchantColumns& columns) const {
    return static_cast<const PurchaseColumns&>(columns.set(place_));
  }
  absl::StatusOr<customers::Condition> CompilePeriod(
      const customers::FilterContext& context,
      const customers::v1::Filter& part, const std::string& field) const;
  absl::StatusOr<customers::Condition> CompileSpend(
      const customers::v1::SpendFilter& part, bool is_average,
      const std::string& field) const;

  const SalesTables& tables_;
  customers::CustomerColumns& columns_;
  const size_t place_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_FILTERS_PURCHASE_FILTERS_H_
