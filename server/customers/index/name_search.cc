#include "server/customers/index/name_search.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace comptoir::customers {
namespace {

// Up to this many customers of the rarest word are all looked at for a page;
// where there are more, the page is soon full when walking by id.
constexpr size_t kCollectMax = 4096;
// Customers looked at for one page when walking by id.
constexpr size_t kWalkMax = 65536;

bool IsBelow(const IdBytes& a, const IdBytes& b) {
  return std::memcmp(a.data(), b.data(), a.size()) < 0;
}

bool IsNewer(const IdBytes& a, const IdBytes& b) { return IsBelow(b, a); }

bool MatchAll(const std::vector<WordMatcher>& words, Ordinal customer) {
  return std::all_of(
      words.begin(), words.end(),
      [customer](const WordMatcher& word) { return word.Matches(customer); });
}

NamePage Collect(const NameIndex& index, const std::vector<WordMatcher>& words,
                 const WordMatcher& rarest,
                 const std::optional<IdBytes>& before, size_t page_size) {
  std::vector<IdBytes> ids;
  const auto take = [&](TermId term) {
    for (const Ordinal customer : index.terms().CustomersOf(term)) {
      const IdBytes& id = index.IdOf(customer);
      if (before && !IsBelow(id, *before)) continue;
      if (MatchAll(words, customer)) ids.push_back(id);
    }
  };
  const auto take_range = [&](const TermRange& range) {
    for (uint32_t rank = range.begin; rank < range.end; ++rank) {
      take(index.terms().AtRank(rank));
    }
    for (const TermId term : range.fresh) take(term);
  };
  for (const TermRange& range : rarest.ranges()) take_range(range);
  for (const Split& split : rarest.splits()) {
    const std::optional<TermId> part = RarestPart(index, split);
    part ? take(*part) : take_range(split.rest);
  }
  std::sort(ids.begin(), ids.end(), IsNewer);
  // A customer may have several terms of the range.
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  NamePage page;
  if (ids.size() > page_size) {
    ids.resize(page_size);
    page.next = ids.back();
  }
  page.ids = std::move(ids);
  return page;
}

NamePage Walk(const NameIndex& index, const std::vector<WordMatcher>& words,
              const std::optional<IdBytes>& before, size_t page_size) {
  NamePage page;
  size_t position = before ? index.PositionOf(*before) : index.size();
  for (size_t looked_at = 0; position > 0; ++looked_at) {
    const Ordinal customer = index.by_id()[--position];
    if (MatchAll(words, customer)) page.ids.push_back(index.IdOf(customer));
    if (page.ids.size() == page_size || looked_at == kWalkMax) {
      if (position > 0) page.next = index.IdOf(customer);
      break;
    }
  }
  return page;
}

// The customers whom all `words` match.
NamePage Search(const NameIndex& index, const std::vector<WordMatcher>& words,
                const std::optional<IdBytes>& before, size_t page_size) {
  const auto rarest = std::min_element(
      words.begin(), words.end(),
      [](const auto& a, const auto& b) { return a.estimate() < b.estimate(); });
  if (rarest == words.end() || page_size == 0) return {};
  for (const WordMatcher& word : words) {
    if (word.empty()) return {};
  }
  return rarest->estimate() <= kCollectMax
             ? Collect(index, words, *rarest, before, page_size)
             : Walk(index, words, before, page_size);
}

// One page of both: down to where each of them has looked.
NamePage Merge(const NamePage& a, const NamePage& b, size_t page_size) {
  NamePage merged;
  std::merge(a.ids.begin(), a.ids.end(), b.ids.begin(), b.ids.end(),
             std::back_inserter(merged.ids), IsNewer);
  merged.ids.erase(std::unique(merged.ids.begin(), merged.ids.end()),
                   merged.ids.end());
  merged.next = a.next;
  if (b.next && (!a.next || IsBelow(*a.next, *b.next))) merged.next = b.next;
  while (!merged.ids.empty() && merged.next &&
         IsBelow(merged.ids.back(), *merged.next)) {
    merged.ids.pop_back();
  }
  if (merged.ids.size() > page_size) {
    merged.ids.resize(page_size);
    merged.next = merged.ids.back();
  }
  return merged;
}

}  // namespace

NamePage SearchByName(const NameIndex& index, const NameQuery& query,
                      const std::optional<IdBytes>& before, size_t page_size,
                      size_t splits) {
  std::vector<WordMatcher> words;
  for (const QueryWord& word : query.words) {
    words.emplace_back(index, word).AllowSplits(splits);
  }
  NamePage page = Search(index, words, before, page_size);
  for (const QueryWords& reading : JoinedReadings(query)) {
    std::vector<WordMatcher> joined;
    for (const QueryWord& word : reading) joined.emplace_back(index, word);
    page = Merge(page, Search(index, joined, before, page_size), page_size);
  }
  return page;
}

}  // namespace comptoir::customers
