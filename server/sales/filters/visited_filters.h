// Filters by the locations that customers have bought at.
#ifndef COMPTOIR_SERVER_SALES_FILTERS_VISITED_FILTERS_H_
#define COMPTOIR_SERVER_SALES_FILTERS_VISITED_FILTERS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "server/customers/filters/filter_kind.h"
#include "server/customers/filters/filters.h"
#include "server/kv/kv.h"
#include "server/merchants/merchant_tables.h"
#include "server/sales/sales_tables.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// Thread-safe. What it is made of must outlive it.
class VisitedFilters final : public customers::FilterKind {
 public:
  // Adds its columns to `filters`, and itself; follows `tables.sales`.
  VisitedFilters(SalesTables& tables,
                 const merchants::MerchantTables& merchants,
                 customers::Filters& filters);

  // A deleted customer is there again: see Participant::BringBack().
  absl::Status BringBack(store::Transaction& txn,
                         const std::string& customer_id) const;

  std::vector<customers::v1::Filter::PartCase> parts() const override;
  absl::StatusOr<customers::Condition> Compile(
      const customers::FilterContext& context,
      const customers::v1::Filter& part,
      const std::string& field) const override;

 private:
  absl::Status Load(const kv::View& view);
  // Null for a sale that there was not, or is no more.
  absl::Status Follow(store::Transaction& txn, const v1::Sale* before,
                      const v1::Sale* after);
  void Changed(const std::string& merchant_id, std::string_view customer_id,
               std::string_view location_id, bool was_there) const;

  const merchants::MerchantTables& merchants_;
  customers::CustomerColumns& columns_;
  const size_t place_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_FILTERS_VISITED_FILTERS_H_
