// Values of custom attributes, for filters.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_COLUMNS_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/base/ids.h"
#include "server/customers/attributes/filters/attribute_facts.h"
#include "server/customers/attributes/filters/value_column.h"
#include "server/customers/columns/column_set.h"
#include "server/customers/columns/text_dictionary.h"
#include "server/customers/filters/filter_kind.h"

namespace comptoir::customers {

// The values of one definition; by its type they are of one form. Not
// thread-safe. Tests hold while it stays as it is.
class AttributeColumn {
 public:
  // There are `slots` altogether.
  void Set(Slot slot, const AttributeFact& fact, size_t slots);
  void Copy(Slot from, Slot to, size_t slots);
  void Clear(Slot slot);
  bool IsEmpty() const {
    return wide_.size() + narrow_.size() + codes_.size() == 0;
  }

  // Who has a value within the bounds: of numbers and fingerprints, or of days
  // and booleans.
  Test Within(const Bounds& bounds) const;
  // Who has a text of which it holds. It may be cut (see FilteredText).
  Test WhereText(std::function<bool(std::string_view text)> holds) const;
  // Whose profile shows one of the options `wanted`, of the options that the
  // definition knows.
  Test WhereChosen(std::span<const IdBytes> known,
                   std::span<const IdBytes> wanted) const;

  void ShrinkToFit();
  size_t bytes() const;

 private:
  // Selections as one text: three bytes for each option, and zeros between what
  // several identities have chosen.
  std::string TextOf(const Selections& selections);
  uint32_t NumberOf(const IdBytes& option_id);
  // By their numbers, those that somebody has chosen.
  std::vector<bool> Numbered(std::span<const IdBytes> option_ids) const;

  ValueColumn<int64_t> wide_;
  ValueColumn<uint32_t> narrow_;
  TextDictionary texts_;
  ValueColumn<TextCode> codes_;
  // From 1 on.
  absl::flat_hash_map<IdBytes, uint32_t> options_;
};

// Costs nothing for a merchant without values. A profile has what its
// survivor's row shows.
class AttributeColumns final : public ColumnSet {
 public:
  void Set(Slot slot, const std::vector<AttributeFact>& facts);
  // Null when nobody has a value of it.
  const AttributeColumn* Find(const IdBytes& definition_id) const;

  void Resize(size_t slots) override { slots_ = slots; }
  void Clear(Slot slot) override;
  void Fold(Slot profile, std::span<const Slot> identities) override;
  void FinishLoading() override;
  size_t bytes() const override;

 private:
  size_t slots_ = 0;
  absl::flat_hash_map<IdBytes, std::unique_ptr<AttributeColumn>> columns_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_COLUMNS_H_
