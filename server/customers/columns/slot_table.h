// Which customer has which place in the columns of a merchant.
#ifndef COMPTOIR_SERVER_CUSTOMERS_COLUMNS_SLOT_TABLE_H_
#define COMPTOIR_SERVER_CUSTOMERS_COLUMNS_SLOT_TABLE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "server/base/ids.h"
#include "server/customers/columns/block.h"

namespace comptoir::customers {

// Not thread-safe.
class SlotTable {
 public:
  // The slot of an identity.
  std::optional<Slot> Find(const IdBytes& id) const;
  // A slot for an identity that has none.
  Slot Add(const IdBytes& id);
  // One more of a customer who has one: Find() does not find it.
  Slot AddBeside(const IdBytes& id);
  void Remove(Slot slot);

  // Gives back the room that was taken for more.
  void ShrinkToFit();

  const IdBytes& IdOf(Slot slot) const { return ids_[slot]; }
  // Above all slots.
  size_t size() const { return ids_.size(); }
  size_t bytes() const;

 private:
  // Where in by_id_ the first identity stands whose id is not below `id`.
  size_t PositionOf(const IdBytes& id) const;

  Column<IdBytes> ids_;
  // Those that Find() finds, in ascending order of id; grows as a column does.
  std::vector<Slot> by_id_;
  std::vector<Slot> free_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_COLUMNS_SLOT_TABLE_H_
