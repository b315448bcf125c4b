// What customers have bought, in memory, for filters and lists.
#ifndef COMPTOIR_SERVER_SALES_FILTERS_PURCHASE_COLUMNS_H_
#define COMPTOIR_SERVER_SALES_FILTERS_PURCHASE_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "comptoir/storage/v1/sales.pb.h"
#include "server/customers/columns/column_set.h"
#include "server/customers/filters/conditions.h"

namespace comptoir::sales {

// What somebody spent in one currency.
struct Spend {
  int64_t minor_units = 0;
  uint32_t visits = 0;
};

// Of all customers in one currency: a list of those who spent something, or,
// once these are many, a place for everybody.
class SpendColumn {
 public:
  Spend Of(customers::Slot slot) const;
  // `slots` is how many there are.
  void Set(customers::Slot slot, const Spend& spend, size_t slots);
  void Resize(size_t slots);
  void ShrinkToFit();
  size_t bytes() const;

 private:
  bool is_dense_ = false;
  absl::flat_hash_map<customers::Slot, Spend> few_;
  customers::Column<int64_t> minor_units_;
  customers::Column<uint32_t> visits_;
};

class PurchaseColumns final : public customers::ColumnSet {
 public:
  using Slot = customers::Slot;

  // Nothing was bought without a summary.
  void Set(Slot slot, const storage::v1::StoredPurchaseSummary* summary);

  void Resize(size_t slots) override;
  void Clear(Slot slot) override;
  // Visits and spend add up, as in PurchaseSummary.
  void Fold(Slot profile, std::span<const Slot> identities) override;
  void FinishLoading() override;
  size_t bytes() const override;

  const customers::Column<uint32_t>& visits() const { return visits_; }
  const customers::Column<customers::Seconds>& first_visit() const {
    return first_visit_;
  }
  const customers::Column<customers::Seconds>& last_visit() const {
    return last_visit_;
  }
  // An empty one for a currency that nobody has paid in.
  const SpendColumn& spend(std::string_view currency) const;

 private:
  customers::Column<uint32_t> visits_;
  customers::Column<customers::Seconds> first_visit_;
  customers::Column<customers::Seconds> last_visit_;
  // By ISO 4217 code.
  std::map<std::string, SpendColumn, std::less<>> spend_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_FILTERS_PURCHASE_COLUMNS_H_
