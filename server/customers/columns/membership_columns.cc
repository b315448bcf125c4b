#include "server/customers/columns/membership_columns.h"

#include <algorithm>

namespace comptoir::customers {
namespace {

SlotSet Spread(const Roaring& set) {
  SlotSet slots;
  for (const uint32_t slot : set) slots.Add(slot);
  return slots;
}

}  // namespace

void MembershipColumns::Set(const IdBytes& id, Slot slot, bool is_in) {
  if (is_in) {
    sets_[id].add(slot);
    return;
  }
  const auto found = sets_.find(id);
  if (found == sets_.end()) return;
  found->second.remove(slot);
  if (found->second.isEmpty()) sets_.erase(found);
}

const Roaring& MembershipColumns::SetOf(const IdBytes& id) const {
  static const Roaring& none = *new Roaring;
  const auto found = sets_.find(id);
  return found == sets_.end() ? none : found->second;
}

SlotSet MembershipColumns::InAnyOf(std::span<const IdBytes> ids) const {
  Roaring all;
  for (const IdBytes& id : ids) all |= SetOf(id);
  return Spread(all);
}

SlotSet MembershipColumns::InAllOf(std::span<const IdBytes> ids) const {
  Roaring common = SetOf(ids.front());
  for (const IdBytes& id : ids.subspan(1)) common &= SetOf(id);
  return Spread(common);
}

void MembershipColumns::Clear(Slot slot) {
  for (auto set = sets_.begin(); set != sets_.end();) {
    const auto current = set++;
    current->second.remove(slot);
    if (current->second.isEmpty()) sets_.erase(current);
  }
}

void MembershipColumns::Fold(Slot profile, std::span<const Slot> identities) {
  for (auto& [id, set] : sets_) {
    const bool is_in =
        std::any_of(identities.begin(), identities.end(),
                    [&set](Slot identity) { return set.contains(identity); });
    if (is_in) {
      set.add(profile);
    } else {
      set.remove(profile);
    }
  }
}

void MembershipColumns::FinishLoading() {
  for (auto& [id, set] : sets_) {
    set.runOptimize();
    set.shrinkToFit();
  }
}

size_t MembershipColumns::bytes() const {
  size_t bytes = sets_.capacity() * (sizeof(IdBytes) + sizeof(Roaring));
  for (const auto& [id, set] : sets_) bytes += set.getSizeInBytes();
  return bytes;
}

}  // namespace comptoir::customers
