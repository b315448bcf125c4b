// What stands in customers' own rows, for filters and lists by name.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_FIELD_COLUMNS_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_FIELD_COLUMNS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/columns/column_set.h"
#include "server/customers/columns/slot_table.h"
#include "server/customers/columns/text_dictionary.h"
#include "server/customers/filters/conditions.h"
#include "server/customers/filters/fields/code_column.h"

namespace comptoir::customers {

// The texts that are kept whole: those that many customers share.
enum class KeptText : uint8_t {
  kGivenName,
  kFamilyName,
  kNickname,
  kCompanyName,
  kLanguage,
  kCountry,
  kLocality,
  kPostalCode,
};
inline constexpr size_t kKeptTexts = 8;

// Of texts that are not kept, whether there is one.
enum PresenceBit : uint8_t {
  kHasEmail = 1,
  kHasPhone = 2,
  kHasReference = 4,
  kHasAddress = 8,
  // Besides: whether there is a customer at all, and whether lists by name go
  // by another name than the texts tell.
  kIsThere = 64,
  kHasOddSortName = 128,
};

// The form in which texts are compared: folded, or, where that leaves nothing,
// plain.
std::string FilterText(std::string_view text);

// A day of a year: 32 for each month.
using YearDay = uint16_t;
inline constexpr size_t kYearDays = 13 * 32;
// 0 for an empty birthday. `birthday` is as stored: YYYY-MM-DD or MM-DD.
YearDay YearDayOf(std::string_view birthday);

// What the columns keep of one customer.
struct FieldFacts {
  explicit FieldFacts(const v1::Customer& customer);

  uint8_t creation_source;
  uint8_t presence = kIsThere;
  YearDay birthday;
  Seconds create_time;
  Seconds update_time;
  std::array<std::string, kKeptTexts> texts;
  // What lists by name go by, where the texts do not tell it.
  std::string odd_sort_name;
};

class FieldColumns final : public ColumnSet {
 public:
  // `slots` must outlive it.
  explicit FieldColumns(const SlotTable& slots);

  void Set(Slot slot, const FieldFacts& facts);

  void Resize(size_t slots) override;
  void Clear(Slot slot) override;
  void Fold(Slot profile, std::span<const Slot> identities) override;
  void BeginLoading() override { is_loading_ = true; }
  void FinishLoading() override;
  size_t bytes() const override;

  const Column<uint8_t>& creation_source() const { return creation_source_; }
  const Column<uint8_t>& presence() const { return presence_; }
  const Column<YearDay>& birthday() const { return birthday_; }
  const Column<Seconds>& create_time() const { return create_time_; }
  const Column<Seconds>& update_time() const { return update_time_; }
  struct Texts {
    TextDictionary dictionary;
    CodeColumn codes;
  };
  const Texts& texts(KeptText text) const {
    return texts_[static_cast<size_t>(text)];
  }

  // As customer_names.h SortName().
  std::string SortNameOf(Slot slot) const;
  // Where somebody stands in a list by name.
  struct NamePlace {
    std::string name;
    IdBytes id;
  };
  // Calls `use(slot)` for all slots by name and id, after a place or from the
  // beginning; backwards from there, or from the end. Until it says false.
  void WalkByName(const NamePlace* after, bool is_backward,
                  const std::function<bool(Slot slot)>& use) const;

 private:
  struct ByName {
    using is_transparent = void;
    bool operator()(Slot a, Slot b) const;
    bool operator()(Slot a, const NamePlace& b) const;
    bool operator()(const NamePlace& a, Slot b) const;
    const FieldColumns* columns;
  };

  // Below 0, 0 or above.
  int Compare(Slot slot, std::string_view name, const IdBytes& id) const;
  void ReleaseTexts(Slot slot);

  const SlotTable& slots_;
  Column<uint8_t> creation_source_;
  Column<uint8_t> presence_;
  Column<YearDay> birthday_;
  Column<Seconds> create_time_;
  Column<Seconds> update_time_;
  std::array<Texts, kKeptTexts> texts_;
  absl::flat_hash_map<Slot, std::string> odd_sort_names_;
  // Those that have a customer; empty while loading.
  bool is_loading_ = false;
  absl::btree_set<Slot, ByName> by_name_{ByName{this}};
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_FIELD_COLUMNS_H_
