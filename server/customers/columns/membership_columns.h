// Sets of customers by what they are in or at, such as groups.
#ifndef COMPTOIR_SERVER_CUSTOMERS_COLUMNS_MEMBERSHIP_COLUMNS_H_
#define COMPTOIR_SERVER_CUSTOMERS_COLUMNS_MEMBERSHIP_COLUMNS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "roaring/roaring.hh"
#include "server/base/ids.h"
#include "server/customers/columns/block.h"
#include "server/customers/columns/column_set.h"

namespace comptoir::customers {

// One compressed set of slots for each id. A profile is in a set when any of
// its identities is.
class MembershipColumns final : public ColumnSet {
 public:
  void Set(const IdBytes& id, Slot slot, bool is_in);

  bool Has(const IdBytes& id, Slot slot) const {
    return SetOf(id).contains(slot);
  }
  // Those in one of the sets, or in all of them; there must be one.
  SlotSet InAnyOf(std::span<const IdBytes> ids) const;
  SlotSet InAllOf(std::span<const IdBytes> ids) const;

  void Resize(size_t) override {}
  void Clear(Slot slot) override;
  void Fold(Slot profile, std::span<const Slot> identities) override;
  void FinishLoading() override;
  size_t bytes() const override;

 private:
  // An empty one for an id without.
  const Roaring& SetOf(const IdBytes& id) const;

  absl::flat_hash_map<IdBytes, Roaring> sets_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_COLUMNS_MEMBERSHIP_COLUMNS_H_
