#include "server/customers/index/word_matcher.h"

#include <algorithm>

namespace comptoir::customers {

WordMatcher::WordMatcher(const NameIndex* index, std::string word,
                         TermRange range)
    : index_(index), word_(std::move(word)) {
  estimate_ = index_->terms().EstimateCustomers(range);
  if (!range.empty()) ranges_.push_back(std::move(range));
  MergeRanks();
}

WordMatcher::WordMatcher(const NameIndex& index, std::string word)
    : WordMatcher(&index, word, index.terms().RangeOf(word)) {}

WordMatcher WordMatcher::Exactly(const NameIndex& index, std::string word) {
  const TermDictionary& terms = index.terms();
  TermRange range = terms.RangeOf(word);
  // Of all terms that begin with the word, the word itself comes first.
  if (range.begin < range.end) {
    const bool is_ranked = terms.Text(terms.AtRank(range.begin)) == word;
    range.end = range.begin + (is_ranked ? 1 : 0);
  }
  std::erase_if(range.fresh,
                [&](TermId term) { return terms.Text(term) != word; });
  return WordMatcher(&index, std::move(word), std::move(range));
}

bool WordMatcher::AllowTypo() {
  if (word_.size() < kTypoLettersMin) return false;
  const size_t without = ranges_.size();
  for (TermRange& range : index_->terms().RangesOneTypoFrom(word_)) {
    estimate_ += index_->terms().EstimateCustomers(range);
    ranges_.push_back(std::move(range));
  }
  MergeRanks();
  return ranges_.size() > without;
}

bool WordMatcher::empty() const { return ranges_.empty(); }

void WordMatcher::MergeRanks() {
  std::vector<std::pair<uint32_t, uint32_t>> all;
  for (const TermRange& range : ranges_) {
    if (range.begin < range.end) all.emplace_back(range.begin, range.end);
  }
  std::sort(all.begin(), all.end());
  ranks_.clear();
  for (const auto& ranks : all) {
    if (!ranks_.empty() && ranks.first <= ranks_.back().second) {
      ranks_.back().second = std::max(ranks_.back().second, ranks.second);
    } else {
      ranks_.push_back(ranks);
    }
  }
}

bool WordMatcher::MatchesTerm(TermId term) const {
  const std::optional<uint32_t> rank = index_->terms().RankOf(term);
  if (!rank) {
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const auto& range) {
      return index_->terms().IsIn(term, range);
    });
  }
  if (ranks_.size() == 1) {
    return *rank >= ranks_[0].first && *rank < ranks_[0].second;
  }
  const auto after = std::upper_bound(
      ranks_.begin(), ranks_.end(), *rank,
      [](uint32_t rank, const auto& ranks) { return rank < ranks.first; });
  return after != ranks_.begin() && *rank < std::prev(after)->second;
}

bool WordMatcher::Matches(Ordinal customer) const {
  for (const TermId term : index_->TermsOf(customer)) {
    if (MatchesTerm(term)) return true;
  }
  return false;
}

std::optional<WordScore> WordMatcher::Score(Ordinal customer) const {
  std::optional<WordScore> best;
  for (const TermId term : index_->TermsOf(customer)) {
    if (!MatchesTerm(term)) continue;
    for (const TermRange& range : ranges_) {
      if (!index_->terms().IsIn(term, range)) continue;
      const WordScore score = ScoreOf(term, range);
      if (!best || score < *best) best = score;
    }
  }
  return best;
}

}  // namespace comptoir::customers
