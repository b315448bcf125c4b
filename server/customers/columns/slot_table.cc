#include "server/customers/columns/slot_table.h"

#include <algorithm>
#include <cstring>

namespace comptoir::customers {
namespace {

bool IsBelow(const IdBytes& a, const IdBytes& b) {
  return std::memcmp(a.data(), b.data(), a.size()) < 0;
}

}  // namespace

size_t SlotTable::PositionOf(const IdBytes& id) const {
  // Most are newer than all others.
  if (by_id_.empty() || IsBelow(IdOf(by_id_.back()), id)) return by_id_.size();
  const auto at = std::lower_bound(
      by_id_.begin(), by_id_.end(), id,
      [this](Slot slot, const IdBytes& id) { return IsBelow(IdOf(slot), id); });
  return static_cast<size_t>(at - by_id_.begin());
}

std::optional<Slot> SlotTable::Find(const IdBytes& id) const {
  const size_t position = PositionOf(id);
  if (position == by_id_.size() || IdOf(by_id_[position]) != id) {
    return std::nullopt;
  }
  return by_id_[position];
}

Slot SlotTable::Add(const IdBytes& id) {
  const size_t position = PositionOf(id);
  const Slot slot = AddBeside(id);
  if (by_id_.size() == by_id_.capacity()) {
    constexpr size_t kLeast = 64;
    by_id_.reserve(by_id_.size() + by_id_.size() / 16 + kLeast);
  }
  by_id_.insert(by_id_.begin() + static_cast<ptrdiff_t>(position), slot);
  return slot;
}

Slot SlotTable::AddBeside(const IdBytes& id) {
  Slot slot;
  if (free_.empty()) {
    slot = static_cast<Slot>(ids_.size());
    ids_.Resize(ids_.size() + 1);
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  ids_[slot] = id;
  return slot;
}

void SlotTable::Remove(Slot slot) {
  const size_t position = PositionOf(IdOf(slot));
  if (position < by_id_.size() && by_id_[position] == slot) {
    by_id_.erase(by_id_.begin() + static_cast<ptrdiff_t>(position));
  }
  free_.push_back(slot);
}

void SlotTable::ShrinkToFit() {
  ids_.ShrinkToFit();
  by_id_.shrink_to_fit();
}

size_t SlotTable::bytes() const {
  return ids_.bytes() + (by_id_.capacity() + free_.capacity()) * sizeof(Slot);
}

}  // namespace comptoir::customers
