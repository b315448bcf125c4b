// The code of one text of each customer.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_CODE_COLUMN_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_CODE_COLUMN_H_

#include <cstddef>

#include "absl/container/flat_hash_map.h"
#include "server/customers/columns/block.h"
#include "server/customers/columns/text_dictionary.h"

namespace comptoir::customers {

// A list of those who have a text, or, once these are many, a place for
// everybody: most people have no company and no nickname.
class CodeColumn {
 public:
  void Resize(size_t slots) {
    slots_ = slots;
    if (is_dense_) dense_.Resize(slots);
  }
  TextCode operator[](Slot slot) const {
    if (is_dense_) return dense_[slot];
    const auto found = few_.find(slot);
    return found == few_.end() ? kNoText : found->second;
  }
  void Set(Slot slot, TextCode code) {
    if (is_dense_) {
      dense_[slot] = code;
    } else if (code == kNoText) {
      few_.erase(slot);
    } else {
      few_[slot] = code;
      SpreadWhenMany();
    }
  }
  void ShrinkToFit() { dense_.ShrinkToFit(); }
  size_t bytes() const {
    return dense_.bytes() + few_.capacity() * (sizeof(Slot) + sizeof(TextCode) +
                                               1 /* absl's control byte */);
  }

 private:
  // A list costs about four times as much for each who is in it.
  void SpreadWhenMany() {
    constexpr size_t kListedPart = 4;
    constexpr size_t kListedMin = 64;
    if (few_.size() < kListedMin || few_.size() * kListedPart < slots_) return;
    is_dense_ = true;
    dense_.Resize(slots_);
    for (const auto& [slot, code] : few_) dense_[slot] = code;
    few_ = {};
  }

  size_t slots_ = 0;
  bool is_dense_ = false;
  absl::flat_hash_map<Slot, TextCode> few_;
  Column<TextCode> dense_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_CODE_COLUMN_H_
