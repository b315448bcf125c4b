#include "server/customers/index/word_matcher.h"

#include <algorithm>
#include <string>
#include <utility>

namespace comptoir::customers {
namespace {

// Pieces that a word is taken for at most.
constexpr size_t kPiecesMax = 4;

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

bool Begins(char byte) { return (byte & 0xc0) != 0x80; }

}  // namespace

std::optional<TermId> RarestPart(const NameIndex& index, const Split& split) {
  const TermDictionary& terms = index.terms();
  const auto count = [&](TermId term) {
    return terms.CustomersOf(term).size();
  };
  const TermId rarest = *std::min_element(
      split.parts.begin(), split.parts.end(),
      [&](TermId a, TermId b) { return count(a) < count(b); });
  if (count(rarest) > terms.EstimateCustomers(split.rest)) return std::nullopt;
  return rarest;
}

WordMatcher::WordMatcher(const NameIndex& index, const QueryWord& word)
    : index_(&index), word_(&word) {
  const TermDictionary& terms = index.terms();
  for (const Spelling& spelling : *word_) {
    TermRange range = spelling.is_whole ? terms.WholeRangeOf(spelling.term)
                                        : terms.RangeOf(spelling.term);
    estimate_ += terms.EstimateCustomers(range);
    if (!range.empty()) ranges_.push_back(std::move(range));
  }
  MergeRanks();
}

bool WordMatcher::AllowSplits(size_t most) {
  for (const Spelling& spelling : *word_) {
    if (!MayBeSeveral(spelling.term)) continue;
    const size_t marks = IsMarked(spelling.term) ? 1 : 0;
    std::vector<TermId> parts;
    FindSplits(std::string_view(spelling.term).substr(marks),
               std::string_view(spelling.term).substr(0, marks),
               spelling.is_whole, &parts, most);
  }
  for (const Split& split : splits_) estimate_ += split.estimate;
  return !splits_.empty();
}

void WordMatcher::ForbidSplits() {
  for (const Split& split : splits_) estimate_ -= split.estimate;
  splits_.clear();
}

// Adds the ways to take `left`, what comes after `parts`, for several words.
void WordMatcher::FindSplits(std::string_view left, std::string_view mark,
                             bool is_whole, std::vector<TermId>* parts,
                             size_t most) {
  const TermDictionary& terms = index_->terms();
  for (size_t length = left.size(); --length > 0;) {
    if (splits_.size() >= most) return;
    if (!Begins(left[length])) continue;
    const auto part =
        terms.Find(std::string(mark).append(left.substr(0, length)));
    if (!part || terms.CustomersOf(*part).empty() ||
        std::find(parts->begin(), parts->end(), *part) != parts->end()) {
      continue;
    }
    parts->push_back(*part);
    const std::string_view rest = left.substr(length);
    const std::string term = std::string(mark).append(rest);
    TermRange range = is_whole ? terms.WholeRangeOf(term) : terms.RangeOf(term);
    if (!range.empty()) {
      size_t estimate = terms.EstimateCustomers(range);
      for (const TermId known : *parts) {
        estimate = std::min(estimate, terms.CustomersOf(known).size());
      }
      splits_.push_back({*parts, std::move(range), estimate});
    }
    if (parts->size() + 1 < kPiecesMax) {
      FindSplits(rest, mark, is_whole, parts, most);
    }
    parts->pop_back();
  }
}

bool WordMatcher::AllowTypo() {
  const size_t without = ranges_.size();
  for (const Spelling& spelling : *word_) {
    // Vowels are left out of some: a letter wrong there is another name.
    if (spelling.term[0] == kConsonant || spelling.is_whole ||
        spelling.term.size() < kTypoLettersMin + IsMarked(spelling.term) ||
        !IsAscii(spelling.term)) {
      continue;
    }
    for (TermRange& range : index_->terms().RangesOneTypoFrom(spelling.term)) {
      estimate_ += index_->terms().EstimateCustomers(range);
      ranges_.push_back(std::move(range));
    }
  }
  MergeRanks();
  return ranges_.size() > without;
}

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

std::optional<WordScore> WordMatcher::ScoreOfSplit(
    const Split& split, const NameIndex::Terms& terms) const {
  const auto has = [&](TermId part) {
    return std::find(terms.begin(), terms.end(), part) != terms.end();
  };
  if (!std::all_of(split.parts.begin(), split.parts.end(), has)) {
    return std::nullopt;
  }
  std::optional<WordScore> best;
  for (const TermId term : terms) {
    const bool is_part = std::find(split.parts.begin(), split.parts.end(),
                                   term) != split.parts.end();
    if (is_part || !index_->terms().IsIn(term, split.rest)) continue;
    WordScore score = ScoreOf(term, split.rest);
    score.joined = 1;
    if (!best || score < *best) best = score;
  }
  return best;
}

bool WordMatcher::Matches(const NameIndex::Terms& terms) const {
  for (const TermId term : terms) {
    if (MatchesTerm(term)) return true;
  }
  return std::any_of(splits_.begin(), splits_.end(), [&](const Split& split) {
    return ScoreOfSplit(split, terms).has_value();
  });
}

std::optional<WordScore> WordMatcher::Score(
    const NameIndex::Terms& terms) const {
  std::optional<WordScore> best;
  for (const TermId term : terms) {
    if (!MatchesTerm(term)) continue;
    for (const TermRange& range : ranges_) {
      if (!index_->terms().IsIn(term, range)) continue;
      const WordScore score = ScoreOf(term, range);
      if (!best || score < *best) best = score;
    }
  }
  for (const Split& split : splits_) {
    const auto score = ScoreOfSplit(split, terms);
    if (score && (!best || *score < *best)) best = score;
  }
  return best;
}

}  // namespace comptoir::customers
