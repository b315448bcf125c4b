#include "server/customers/index/name_search.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace comptoir::customers {
namespace {

// Up to this many customers of the rarest word are put in order for a page;
// where there are more, the page is soon full when walking by id.
constexpr size_t kCollectMax = 4096;
// What is found to be more than estimated is walked after all.
constexpr size_t kGatherMax = 2 * kCollectMax;

// From the one that the fewest customers have.
using Matchers = std::vector<WordMatcher>;

bool IsBelow(const IdBytes& a, const IdBytes& b) {
  return std::memcmp(a.data(), b.data(), a.size()) < 0;
}

bool IsNewer(const IdBytes& a, const IdBytes& b) { return IsBelow(b, a); }

// Adds what it costs to `work`.
bool MatchAll(const NameIndex& index, const Matchers& words, Ordinal customer,
              size_t* work) {
  const NameIndex::Terms terms = index.TermsOf(customer);
  return std::all_of(words.begin(), words.end(),
                     [&terms, work](const WordMatcher& word) {
                       *work += 1 + word.splits().size();
                       return word.Matches(terms);
                     });
}

struct Candidate {
  IdBytes id;
  Ordinal customer;
};

// A heap with the newest first: mostly few are taken from it.
class Candidates {
 public:
  explicit Candidates(std::vector<Candidate> all) : all_(std::move(all)) {
    std::make_heap(all_.begin(), all_.end(), IsOlder);
  }

  bool empty() const { return all_.empty(); }
  // The newest, with whom it is not found any more, however often it is there.
  Candidate Take() {
    const Candidate newest = all_.front();
    while (!all_.empty() && all_.front().id == newest.id) {
      std::pop_heap(all_.begin(), all_.end(), IsOlder);
      all_.pop_back();
    }
    return newest;
  }

 private:
  static bool IsOlder(const Candidate& a, const Candidate& b) {
    return IsBelow(a.id, b.id);
  }

  std::vector<Candidate> all_;
};

// The customers with `rarest` and ids below `before`, some more than once;
// nullopt when they are too many to be put in order.
std::optional<std::vector<Candidate>> Gather(
    const NameIndex& index, const WordMatcher& rarest,
    const std::optional<IdBytes>& before) {
  std::vector<Candidate> all;
  const auto take = [&](TermId term) {
    for (const Ordinal customer : index.terms().CustomersOf(term)) {
      if (all.size() > kGatherMax) return;
      const IdBytes& id = index.IdOf(customer);
      if (!before || IsBelow(id, *before)) all.push_back({id, customer});
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
  if (all.size() > kGatherMax) return std::nullopt;
  return all;
}

// The page of those whom all `words` match.
NamePage PickFrom(const NameIndex& index, Candidates candidates,
                  const Matchers& words, size_t page_size, size_t work_max) {
  NamePage page;
  while (!candidates.empty()) {
    const Candidate candidate = candidates.Take();
    if (MatchAll(index, words, candidate.customer, &page.work)) {
      page.ids.push_back(candidate.id);
    }
    if (page.ids.size() < page_size && page.work < work_max) continue;
    if (!candidates.empty()) page.next = candidate.id;
    break;
  }
  return page;
}

NamePage Walk(const NameIndex& index, const Matchers& words,
              const std::optional<IdBytes>& before, size_t page_size,
              size_t work_max) {
  NamePage page;
  size_t position = before ? index.PositionOf(*before) : index.size();
  while (position > 0) {
    const Ordinal customer = index.by_id()[--position];
    if (MatchAll(index, words, customer, &page.work)) {
      page.ids.push_back(index.IdOf(customer));
    }
    if (page.ids.size() < page_size && page.work < work_max) continue;
    if (position > 0) page.next = index.IdOf(customer);
    break;
  }
  return page;
}

bool MatchNobody(const Matchers& words) {
  return words.empty() ||
         std::any_of(words.begin(), words.end(),
                     [](const WordMatcher& word) { return word.empty(); });
}

// The customers whom all `words` match.
NamePage Search(const NameIndex& index, Matchers words,
                const std::optional<IdBytes>& before, size_t page_size,
                size_t work_max) {
  // Most customers then fail at the first.
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return a.estimate() < b.estimate();
  });
  if (words[0].estimate() <= kCollectMax) {
    auto gathered = Gather(index, words[0], before);
    if (gathered) {
      return PickFrom(index, Candidates(*std::move(gathered)), words, page_size,
                      work_max);
    }
  }
  return Walk(index, words, before, page_size, work_max);
}

// One page of both: down to where each of them has looked.
NamePage Merge(const NamePage& a, const NamePage& b, size_t page_size) {
  NamePage merged{.work = a.work + b.work};
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
                      const SearchBounds& bounds) {
  const std::vector<QueryWords> joined = JoinedReadings(query);
  std::vector<Matchers> readings(1);
  for (const QueryWord& word : query.words) {
    readings[0].emplace_back(index, word).AllowSplits(bounds.splits);
  }
  for (const QueryWords& words : joined) {
    Matchers& reading = readings.emplace_back();
    for (const QueryWord& word : words) reading.emplace_back(index, word);
  }
  std::erase_if(readings, MatchNobody);
  if (readings.empty() || page_size == 0) return {};
  // A page goes on from where each of them has ended, so each must come on.
  const size_t work_max = bounds.work / readings.size();
  NamePage page;
  for (Matchers& reading : readings) {
    page = Merge(page,
                 Search(index, std::move(reading), before, page_size, work_max),
                 page_size);
  }
  return page;
}

}  // namespace comptoir::customers
