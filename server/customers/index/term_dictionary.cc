#include "server/customers/index/term_dictionary.h"

#include <algorithm>
#include <cstring>

namespace comptoir::customers {
namespace {

// Terms without a rank that are put up with before all are ranked.
constexpr size_t kFreshMin = 256;
constexpr size_t kFreshShare = 8;

// A text after the last one that begins with `prefix`; empty for "the end".
std::string After(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && after.back() == '\xff') after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(after.back() + 1);
  return after;
}

// The first eight bytes as a number, in the order of the texts.
uint64_t HeadOf(std::string_view text) {
  char bytes[sizeof(uint64_t)] = {};
  std::memcpy(bytes, text.data(), std::min(text.size(), sizeof bytes));
  uint64_t head;
  std::memcpy(&head, bytes, sizeof head);
  return __builtin_bswap64(head);
}

size_t CommonLength(std::string_view a, std::string_view b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return static_cast<size_t>(end - a.begin());
}

// What makes a spelling out of the text that it is one typo away from.
struct Spelling {
  enum class Kind { kWithout, kSwapped, kReplaced, kInserted } kind;
  size_t at;
  char letter;

  std::string Apply(std::string_view text) const {
    std::string spelling(text);
    switch (kind) {
      case Kind::kWithout:
        spelling.erase(at, 1);
        break;
      case Kind::kSwapped:
        std::swap(spelling[at], spelling[at + 1]);
        break;
      case Kind::kReplaced:
        spelling[at] = letter;
        break;
      case Kind::kInserted:
        spelling.insert(at, 1, letter);
        break;
    }
    return spelling;
  }
};

// Calls `use` with each spelling one typo away from `text` that `filter` knows
// as a beginning.
template <typename Use>
void ForEachSpelling(std::string_view text, const PrefixFilter& filter,
                     Use use) {
  using Kind = Spelling::Kind;
  // Only the beginning is in the filter, and one letter may be put into it.
  const std::string_view known = text.substr(0, PrefixFilter::kLengthMax - 1);
  // The hashes of what comes after each place.
  uint64_t after[PrefixFilter::kLengthMax + 2] = {};
  for (size_t i = known.size(); i-- > 0;) {
    after[i] = PrefixFilter::Join(PrefixFilter::Append(0, known[i]),
                                  after[i + 1], known.size() - i - 1);
  }
  const auto with_rest = [&](uint64_t hash, size_t from) {
    return from >= known.size()
               ? hash
               : PrefixFilter::Join(hash, after[from], known.size() - from);
  };
  const auto try_one = [&](uint64_t hash, const Spelling& spelling) {
    if (filter.MayContain(hash)) use(spelling);
  };
  // A mark before the letters stays.
  const size_t first =
      !known.empty() && known[0] >= 0 && known[0] < ' ' ? 1 : 0;
  uint64_t before = first == 0 ? 0 : PrefixFilter::Append(0, known[0]);
  for (size_t i = first; i <= known.size(); ++i) {
    // Where nothing begins with the letters so far no other ending helps.
    if (i > 0 && !filter.MayContain(before)) return;
    const bool at_end = i == known.size();
    for (char c = 'a'; c <= 'z'; ++c) {
      if (!at_end && c == known[i]) continue;
      const uint64_t with = PrefixFilter::Append(before, c);
      if (!filter.MayContain(with)) continue;
      try_one(with_rest(with, i), {Kind::kInserted, i, c});
      if (!at_end) try_one(with_rest(with, i + 1), {Kind::kReplaced, i, c});
    }
    if (at_end) break;
    if (i == 0 || known[i] != known[i - 1]) {
      try_one(with_rest(before, i + 1), {Kind::kWithout, i, 0});
    }
    if (i + 1 < known.size() && known[i] != known[i + 1]) {
      uint64_t swapped = PrefixFilter::Append(before, known[i + 1]);
      swapped = PrefixFilter::Append(swapped, known[i]);
      try_one(with_rest(swapped, i + 2), {Kind::kSwapped, i, 0});
    }
    before = PrefixFilter::Append(before, known[i]);
  }
}

}  // namespace

TermDictionary::TermDictionary()
    : by_text_(0, HashText{{this}}, EqualText{{this}}),
      fresh_(LessText{{this}}) {}

TermId TermDictionary::Intern(std::string_view text) {
  if (const std::optional<TermId> known = Find(text)) return *known;
  const auto term = static_cast<TermId>(terms_.size());
  terms_.push_back({.text = static_cast<uint32_t>(texts_.size()),
                    .length = static_cast<uint32_t>(text.size())});
  texts_.append(text);
  ranks_.push_back(kNoRank);
  by_text_.insert(term);
  fresh_.insert(term);
  AddPrefixes(Text(term), 0);
  return term;
}

std::optional<TermId> TermDictionary::Find(std::string_view text) const {
  const auto found = by_text_.find(text);
  if (found == by_text_.end()) return std::nullopt;
  return *found;
}

void TermDictionary::AddCustomer(TermId term, Ordinal customer) {
  std::vector<Ordinal>& customers = terms_[term].customers;
  if (customers.empty() || customers.back() < customer) {
    customers.push_back(customer);
    return;
  }
  const auto at =
      std::lower_bound(customers.begin(), customers.end(), customer);
  if (*at != customer) customers.insert(at, customer);
}

void TermDictionary::RemoveCustomer(TermId term, Ordinal customer) {
  std::vector<Ordinal>& customers = terms_[term].customers;
  const auto at =
      std::lower_bound(customers.begin(), customers.end(), customer);
  if (at != customers.end() && *at == customer) customers.erase(at);
}

uint32_t TermDictionary::LowerBound(std::string_view text) const {
  const auto [first, last] =
      std::equal_range(heads_.begin(), heads_.end(), HeadOf(text));
  if (text.size() < sizeof(uint64_t)) {
    return static_cast<uint32_t>(first - heads_.begin());
  }
  // Among the terms with the same head the texts decide.
  const auto at = std::lower_bound(
      ranked_.begin() + (first - heads_.begin()),
      ranked_.begin() + (last - heads_.begin()), text,
      [this](TermId term, std::string_view text) { return Text(term) < text; });
  return static_cast<uint32_t>(at - ranked_.begin());
}

TermRange TermDictionary::RangeOf(std::string_view prefix) const {
  TermRange range{.prefix = std::string(prefix)};
  range.begin = LowerBound(prefix);
  const std::string after = After(prefix);
  range.end =
      after.empty() ? static_cast<uint32_t>(ranked_.size()) : LowerBound(after);
  if (fresh_.empty()) return range;
  for (auto it = fresh_.lower_bound(prefix);
       it != fresh_.end() && Text(*it).starts_with(prefix); ++it) {
    range.fresh.push_back(*it);
  }
  return range;
}

TermRange TermDictionary::WholeRangeOf(std::string_view text) const {
  TermRange range{.prefix = std::string(text), .is_whole = true};
  const std::optional<TermId> term = Find(text);
  if (!term) return range;
  if (const std::optional<uint32_t> rank = RankOf(*term)) {
    range.begin = *rank;
    range.end = *rank + 1;
  } else {
    range.fresh.push_back(*term);
  }
  return range;
}

size_t TermDictionary::EstimateCustomers(const TermRange& range) const {
  size_t count = 0;
  if (range.begin < range.end) {
    count = customers_before_[range.end] - customers_before_[range.begin];
  }
  for (const TermId term : range.fresh) count += CustomersOf(term).size();
  return count;
}

std::vector<TermRange> TermDictionary::RangesOneTypoFrom(
    std::string_view prefix) const {
  std::vector<TermRange> ranges;
  ForEachSpelling(prefix, prefixes_, [&](const Spelling& spelling) {
    TermRange range = RangeOf(spelling.Apply(prefix));
    range.typos = 1;
    if (!range.empty()) ranges.push_back(std::move(range));
  });
  return ranges;
}

void TermDictionary::RankAll() {
  std::vector<TermId> all;
  all.reserve(terms_.size());
  std::merge(ranked_.begin(), ranked_.end(), fresh_.begin(), fresh_.end(),
             std::back_inserter(all), LessText{{this}});
  ranked_ = std::move(all);
  fresh_.clear();
  heads_.resize(ranked_.size());
  // Neighbours share the prefixes up to where they differ.
  size_t prefixes = 0;
  std::string_view last;
  for (uint32_t rank = 0; rank < ranked_.size(); ++rank) {
    const std::string_view text = Text(ranked_[rank]);
    ranks_[ranked_[rank]] = rank;
    heads_[rank] = HeadOf(text);
    prefixes += text.size() - CommonLength(text, last);
    last = text;
  }
  prefixes_.Reset(prefixes + prefixes / kFreshShare);
  last = {};
  for (const TermId term : ranked_) {
    const std::string_view text = Text(term);
    AddPrefixes(text, CommonLength(text, last));
    last = text;
  }
  BuildFrequencies();
}

void TermDictionary::RankWhenMany() {
  if (fresh_.size() > kFreshMin + ranked_.size() / kFreshShare) RankAll();
}

void TermDictionary::ShrinkToFit() {
  for (Term& term : terms_) term.customers.shrink_to_fit();
  terms_.shrink_to_fit();
  texts_.shrink_to_fit();
}

// Adds the beginnings of `text` that are longer than `known` letters.
void TermDictionary::AddPrefixes(std::string_view text, size_t known) {
  uint64_t hash = 0;
  for (size_t i = 0; i < text.size() && i < PrefixFilter::kLengthMax; ++i) {
    hash = PrefixFilter::Append(hash, text[i]);
    if (i >= known) prefixes_.Add(hash);
  }
}

void TermDictionary::BuildFrequencies() {
  const size_t size = ranked_.size();
  customers_before_.assign(size + 1, 0);
  most_frequent_.assign(2 * size, {});
  for (uint32_t rank = 0; rank < size; ++rank) {
    const size_t count = terms_[ranked_[rank]].customers.size();
    customers_before_[rank + 1] = customers_before_[rank] + count;
    most_frequent_[size + rank] = {static_cast<uint32_t>(count), rank};
  }
  for (size_t node = size; node-- > 1;) {
    const Frequent& left = most_frequent_[2 * node];
    const Frequent& right = most_frequent_[2 * node + 1];
    most_frequent_[node] = right.count > left.count ? right : left;
  }
}

}  // namespace comptoir::customers
