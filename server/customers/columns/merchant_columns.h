// All columns of one merchant, and who is listed.
#ifndef COMPTOIR_SERVER_CUSTOMERS_COLUMNS_MERCHANT_COLUMNS_H_
#define COMPTOIR_SERVER_CUSTOMERS_COLUMNS_MERCHANT_COLUMNS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/base/ids.h"
#include "server/customers/columns/block.h"
#include "server/customers/columns/column_set.h"
#include "server/customers/columns/slot_table.h"

namespace comptoir::customers {

// Every identity has a slot with what is its own, so that merges can be taken
// back. A profile of one identity is listed by that slot; one of several by a
// slot beside them, which has what they have together (ColumnSet::Fold).
//
// Not thread-safe; CustomerColumns (customer_columns.h) adds the locks.
class MerchantColumns {
 public:
  MerchantColumns() = default;
  MerchantColumns(const MerchantColumns&) = delete;
  MerchantColumns& operator=(const MerchantColumns&) = delete;

  // The set keeps the place that it is given: the first one is at 0. Before
  // there are customers.
  void AddSet(std::unique_ptr<ColumnSet> set) {
    sets_.push_back(std::move(set));
  }
  const ColumnSet& set(size_t place) const { return *sets_[place]; }

  // There is a customer, who is part of `merged_into` or of nobody.
  void PutCustomer(const IdBytes& id,
                   const std::optional<IdBytes>& merged_into);
  // There is none any more. Nothing when there was none.
  void RemoveCustomer(const IdBytes& id);

  // Calls `change(set, slot)` with the set at `place` and the identity's own
  // slot; nothing when there is no such customer.
  template <typename Change>
  void ChangeCustomer(const IdBytes& id, size_t place, Change change) {
    const std::optional<Slot> slot = slots_.Find(id);
    if (!slot || !has_row_.Has(*slot)) return;
    change(*sets_[place], *slot);
    const Slot survivor = SurvivorOf(*slot);
    if (profiles_.contains(survivor)) {
      sets_[place]->Fold(profiles_[survivor], IdentitiesOf(survivor));
    }
  }
  // As ColumnSet's.
  void BeginLoading();
  void FinishLoading();

  const SlotTable& slots() const { return slots_; }
  // The slot by which the profile of an identity is listed.
  std::optional<Slot> ListedSlotOf(const IdBytes& id) const;
  // One slot for each profile.
  const SlotSet& listed() const { return listed_; }
  // Profiles.
  size_t size() const { return size_; }
  size_t bytes() const;

 private:
  Slot FindOrAdd(const IdBytes& id);
  Slot SurvivorOf(Slot identity) const;
  // The survivor and all who are part of its profile.
  std::vector<Slot> IdentitiesOf(Slot survivor) const;
  // Makes the identity part of `into`, or of nobody.
  void Move(Slot identity, std::optional<Slot> into);
  // Brings what is listed of a profile up to date.
  void List(Slot survivor);
  void SetListed(Slot slot, bool is_listed);
  void Free(Slot slot);
  // Forgets a customer whom there is not, unless others are still part of them.
  void FreeIfUnused(Slot identity);
  void Resize();

  SlotTable slots_;
  std::vector<std::unique_ptr<ColumnSet>> sets_;
  SlotSet listed_;
  size_t size_ = 0;
  // Identities whom there are; others are only what somebody is part of.
  SlotSet has_row_;
  // Of those who were merged away, into whom; and the other way round.
  absl::flat_hash_map<Slot, Slot> merged_into_;
  absl::flat_hash_map<Slot, std::vector<Slot>> parts_;
  // The slots of profiles of several identities, by survivor.
  absl::flat_hash_map<Slot, Slot> profiles_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_COLUMNS_MERCHANT_COLUMNS_H_
