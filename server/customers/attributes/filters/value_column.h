// One value for each of some customers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_VALUE_COLUMN_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_VALUE_COLUMN_H_

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/customers/columns/block.h"
#include "server/customers/filters/conditions.h"
#include "server/customers/filters/filter_kind.h"

namespace comptoir::customers {

// A list of those who have a value, or, once these are many, a place for
// everybody: it costs nothing until the first value is set. Not thread-safe.
template <typename Value>
class ValueColumn {
 public:
  std::optional<Value> Find(Slot slot) const {
    if (is_dense_) {
      return there_.Has(slot) ? std::optional(dense_[slot]) : std::nullopt;
    }
    const auto found = few_.find(slot);
    return found == few_.end() ? std::nullopt : std::optional(found->second);
  }
  // There are `slots` altogether.
  void Set(Slot slot, Value value, size_t slots) {
    if (is_dense_) {
      SetDense(slot, value);
      return;
    }
    few_[slot] = value;
    SpreadWhenMany(slots);
  }
  void Erase(Slot slot) {
    if (is_dense_) {
      if (there_.Has(slot)) --dense_count_;
      there_.Remove(slot);
    } else {
      few_.erase(slot);
    }
  }
  // Who has a value.
  size_t size() const { return is_dense_ ? dense_count_ : few_.size(); }

  // Those who have a value for which `holds(value)` says so. The column must
  // stay as it is while the test is used.
  template <typename Holds>
  Test Where(Holds holds) const {
    if (is_dense_) {
      return [this, holds = std::move(holds)](Block& block) {
        block.KeepAlso(there_.In(block.first));
        block.Keep([&](Slot slot) { return holds(dense_[slot]); });
      };
    }
    SlotSet slots;
    for (const auto& [slot, value] : few_) {
      if (holds(value)) slots.Add(slot);
    }
    return TestOfSet(std::move(slots));
  }

  void ShrinkToFit() { dense_.ShrinkToFit(); }
  size_t bytes() const {
    return dense_.bytes() + there_.bytes() +
           few_.capacity() *
               (sizeof(std::pair<Slot, Value>) + 1 /* absl's control byte */);
  }

 private:
  void SetDense(Slot slot, Value value) {
    if (slot >= dense_.size()) dense_.Resize(slot + 1);
    dense_[slot] = value;
    if (!there_.Has(slot)) ++dense_count_;
    there_.Add(slot);
  }
  // A list costs about four times as much for each who is in it.
  void SpreadWhenMany(size_t slots) {
    constexpr size_t kListedPart = 4;
    constexpr size_t kListedMin = 64;
    if (few_.size() < kListedMin || few_.size() * kListedPart < slots) return;
    is_dense_ = true;
    for (const auto& [slot, value] : few_) SetDense(slot, value);
    few_ = {};
  }

  bool is_dense_ = false;
  absl::flat_hash_map<Slot, Value> few_;
  Column<Value> dense_;
  SlotSet there_;  // Of dense_.
  size_t dense_count_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_VALUE_COLUMN_H_
