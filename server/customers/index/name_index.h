// All customers of one merchant by the words of their names, in memory.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_INDEX_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_INDEX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/ids.h"
#include "server/customers/index/term_dictionary.h"

namespace comptoir::customers {

// What the index knows of one customer.
struct IndexedCustomer {
  IdBytes id;
  // What a suggestion shows.
  std::string display_name;
  // The terms of all names (values/names/name_terms.h), and initials as
  // InitialsTerm. Each once.
  std::vector<std::string> words;
};

// The term under which customers with these initials are found; begins with a
// byte that no folded word has.
std::string InitialsTerm(std::string_view initials);

// About 100 bytes a customer. Answers without reading the store.
//
// Not thread-safe; NameIndexes (name_indexes.h) adds the lock.
class NameIndex {
 public:
  // Adds the customer or replaces what is known of it.
  void Put(const IndexedCustomer& customer);
  // Adds many customers, faster when their ids ascend: one Append each, then
  // FinishAppending before anything else is called.
  void Append(const IndexedCustomer& customer);
  void FinishAppending();
  // Nothing when there is no such customer.
  void Remove(const IdBytes& id);

  size_t size() const { return by_id_.size(); }
  const TermDictionary& terms() const { return terms_; }
  // Whether there are, or were, terms of words in other scripts than Latin.
  bool has_sounds() const { return has_sounds_; }
  bool has_consonants() const { return has_consonants_; }

  // Of customers that are in the index.
  const IdBytes& IdOf(Ordinal customer) const { return ids_[customer]; }
  std::string_view DisplayNameOf(Ordinal customer) const;
  std::optional<Ordinal> Find(const IdBytes& id) const;

  // The terms of a customer.
  struct Terms {
    const TermId* first;
    const TermId* last;
    const TermId* begin() const { return first; }
    const TermId* end() const { return last; }
  };
  Terms TermsOf(Ordinal customer) const {
    const TermList& list = terms_of_[customer];
    if (list[0] == kOverflow) {
      const TermId* first = long_lists_.data() + list[1];
      return {first, first + list[2]};
    }
    size_t count = 0;
    while (count < list.size() && list[count] != kNoTerm) ++count;
    return {list.data(), list.data() + count};
  }
  // Hints that TermsOf(customer) will be asked for soon.
  void PrefetchTermsOf(Ordinal customer) const {
    __builtin_prefetch(&terms_of_[customer]);
  }

  // The customers in ascending order of id.
  const std::vector<Ordinal>& by_id() const { return by_id_; }
  // Where in by_id() the first customer stands whose id is not below `id`.
  size_t PositionOf(const IdBytes& id) const;

 private:
  // The terms of most customers stand here: up to four, then kNoTerm. More
  // stand in long_lists_: {kOverflow, where, how many}.
  using TermList = std::array<TermId, 4>;
  static constexpr TermId kNoTerm = 0xffffffff;
  static constexpr TermId kOverflow = 0xfffffffe;

  std::vector<TermId> InternAll(const std::vector<std::string>& words);
  Ordinal AddSlot(const IndexedCustomer& customer,
                  const std::vector<TermId>& terms);
  void SetDisplayName(Ordinal customer, std::string_view name);
  void SetTerms(Ordinal customer, const std::vector<TermId>& terms);
  // What the customer has in long_lists_.
  size_t BytesOutside(Ordinal customer) const;
  void CollectGarbage();

  TermDictionary terms_;
  bool has_sounds_ = false;
  bool has_consonants_ = false;
  // By ordinal.
  std::vector<IdBytes> ids_;
  std::vector<uint32_t> display_name_at_;
  std::vector<TermList> terms_of_;

  std::vector<Ordinal> by_id_;
  std::string display_names_;  // Each: length:u16, bytes.
  std::vector<TermId> long_lists_;
  // Bytes of the two above that nothing refers to any more.
  size_t garbage_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_INDEX_H_
