#include "server/customers/index/name_index.h"

#include <algorithm>
#include <cstring>

#include "server/values/names/name_terms.h"

namespace comptoir::customers {
namespace {

constexpr size_t kDisplayNameBytesMax = 0xffff;
// Garbage that is put up with before what is alive is copied.
constexpr size_t kGarbageMin = 64 * 1024;

}  // namespace

std::string InitialsTerm(std::string_view initials) {
  return "\x01" + std::string(initials);
}

std::vector<TermId> NameIndex::InternAll(
    const std::vector<std::string>& words) {
  std::vector<TermId> terms;
  terms.reserve(words.size());
  for (const std::string& word : words) {
    has_sounds_ = has_sounds_ || word.starts_with(kSound);
    has_consonants_ = has_consonants_ || word.starts_with(kConsonant);
    const TermId term = terms_.Intern(word);
    if (std::find(terms.begin(), terms.end(), term) == terms.end()) {
      terms.push_back(term);
    }
  }
  return terms;
}

Ordinal NameIndex::AddSlot(const IndexedCustomer& customer,
                           const std::vector<TermId>& terms) {
  const auto ordinal = static_cast<Ordinal>(ids_.size());
  ids_.push_back(customer.id);
  display_name_at_.push_back(0);
  terms_of_.emplace_back();
  SetDisplayName(ordinal, customer.display_name);
  SetTerms(ordinal, terms);
  for (const TermId term : terms) terms_.AddCustomer(term, ordinal);
  return ordinal;
}

void NameIndex::SetDisplayName(Ordinal customer, std::string_view name) {
  const auto length =
      static_cast<uint16_t>(std::min(name.size(), kDisplayNameBytesMax));
  display_name_at_[customer] = static_cast<uint32_t>(display_names_.size());
  display_names_.append(reinterpret_cast<const char*>(&length), sizeof length);
  display_names_.append(name.substr(0, length));
}

void NameIndex::SetTerms(Ordinal customer, const std::vector<TermId>& terms) {
  TermList& list = terms_of_[customer];
  list.fill(kNoTerm);
  if (terms.size() <= list.size()) {
    std::copy(terms.begin(), terms.end(), list.begin());
    return;
  }
  list[0] = kOverflow;
  list[1] = static_cast<uint32_t>(long_lists_.size());
  list[2] = static_cast<uint32_t>(terms.size());
  long_lists_.insert(long_lists_.end(), terms.begin(), terms.end());
}

std::string_view NameIndex::DisplayNameOf(Ordinal customer) const {
  const char* stored = display_names_.data() + display_name_at_[customer];
  uint16_t length;
  std::memcpy(&length, stored, sizeof length);
  return std::string_view(stored + sizeof length, length);
}

size_t NameIndex::PositionOf(const IdBytes& id) const {
  const auto at = std::lower_bound(
      by_id_.begin(), by_id_.end(), id, [this](Ordinal customer, IdBytes id) {
        return std::memcmp(IdOf(customer).data(), id.data(), id.size()) < 0;
      });
  return static_cast<size_t>(at - by_id_.begin());
}

std::optional<Ordinal> NameIndex::Find(const IdBytes& id) const {
  const size_t position = PositionOf(id);
  if (position == by_id_.size() || IdOf(by_id_[position]) != id) {
    return std::nullopt;
  }
  return by_id_[position];
}

void NameIndex::Put(const IndexedCustomer& customer) {
  const std::vector<TermId> terms = InternAll(customer.words);
  const std::optional<Ordinal> known = Find(customer.id);
  if (!known) {
    const size_t position = PositionOf(customer.id);
    by_id_.insert(by_id_.begin() + position, AddSlot(customer, terms));
    terms_.RankWhenMany();
    return;
  }
  const Terms old_terms = TermsOf(*known);
  if (!std::equal(old_terms.begin(), old_terms.end(), terms.begin(),
                  terms.end())) {
    for (const TermId term : old_terms) terms_.RemoveCustomer(term, *known);
    for (const TermId term : terms) terms_.AddCustomer(term, *known);
    garbage_ += BytesOutside(*known);
    SetTerms(*known, terms);
  }
  const std::string_view old_name = DisplayNameOf(*known);
  if (old_name != customer.display_name) {
    garbage_ += old_name.size() + sizeof(uint16_t);
    SetDisplayName(*known, customer.display_name);
  }
  terms_.RankWhenMany();
  CollectGarbage();
}

void NameIndex::Append(const IndexedCustomer& customer) {
  by_id_.push_back(AddSlot(customer, InternAll(customer.words)));
}

void NameIndex::FinishAppending() {
  const auto by_id = [this](Ordinal a, Ordinal b) {
    return std::memcmp(IdOf(a).data(), IdOf(b).data(), sizeof(IdBytes)) < 0;
  };
  if (!std::is_sorted(by_id_.begin(), by_id_.end(), by_id)) {
    std::sort(by_id_.begin(), by_id_.end(), by_id);
  }
  terms_.RankAll();
  terms_.ShrinkToFit();
  ids_.shrink_to_fit();
  display_name_at_.shrink_to_fit();
  terms_of_.shrink_to_fit();
  by_id_.shrink_to_fit();
  display_names_.shrink_to_fit();
  long_lists_.shrink_to_fit();
}

void NameIndex::Remove(const IdBytes& id) {
  const std::optional<Ordinal> known = Find(id);
  if (!known) return;
  for (const TermId term : TermsOf(*known)) {
    terms_.RemoveCustomer(term, *known);
  }
  garbage_ += BytesOutside(*known);
  garbage_ += DisplayNameOf(*known).size() + sizeof(uint16_t);
  by_id_.erase(by_id_.begin() + PositionOf(id));
  // Its place by ordinal stays unused until the next start: 36 bytes.
  CollectGarbage();
}

size_t NameIndex::BytesOutside(Ordinal customer) const {
  const TermList& list = terms_of_[customer];
  return list[0] == kOverflow ? list[2] * sizeof(TermId) : 0;
}

void NameIndex::CollectGarbage() {
  if (garbage_ < kGarbageMin + display_names_.size() / 2) return;
  const std::string names = std::move(display_names_);
  const std::vector<TermId> lists = std::move(long_lists_);
  display_names_.clear();
  long_lists_.clear();
  for (const Ordinal customer : by_id_) {
    const size_t at = display_name_at_[customer];
    uint16_t length;
    std::memcpy(&length, &names[at], sizeof length);
    SetDisplayName(customer,
                   std::string_view(names).substr(at + sizeof length, length));
    TermList& list = terms_of_[customer];
    if (list[0] != kOverflow) continue;
    const auto terms = lists.begin() + list[1];
    list[1] = static_cast<uint32_t>(long_lists_.size());
    long_lists_.insert(long_lists_.end(), terms, terms + list[2]);
  }
  garbage_ = 0;
}

}  // namespace comptoir::customers
