#include "server/values/names/name_terms.h"

#include <algorithm>
#include <utility>

#include "server/base/text/add_once.h"
#include "server/values/names/romanize.h"
#include "server/values/names/sounds.h"
#include "server/values/names/words.h"
#include "server/values/text.h"

namespace comptoir {
namespace {

// Names of one word in scripts without spaces are family and given name: what
// begins after the first letter is a word, too, of at least so many letters.
constexpr size_t kUndividedLettersMin = 3;
// Consonants that say enough to be the beginning of a word.
constexpr size_t kConsonantsMin = 3;
// More words than this are not joined.
constexpr size_t kJoinedWordsMax = 4;
// A sign of Chinese, Japanese or Korean says as much as so many letters.
constexpr size_t kLettersOfASign = 2;
// Words shorter than this are hardly several words written as one.
constexpr size_t kSplitLettersMin = 4;

std::string Marked(char mark, std::string_view text) {
  return std::string(1, mark).append(text);
}

std::vector<std::string> Split(std::string_view folded) {
  std::vector<std::string> words;
  while (!folded.empty()) {
    const size_t end = std::min(folded.find(' '), folded.size());
    if (end > 0) words.emplace_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

std::string Squeezed(std::string_view folded) {
  std::string squeezed(folded);
  squeezed.erase(std::remove(squeezed.begin(), squeezed.end(), ' '),
                 squeezed.end());
  return squeezed;
}

void AddTerms(const SpelledWord& word, std::vector<std::string>* terms) {
  switch (word.script) {
    case NameScript::kLatin:
      for (const std::string& latin : word.latin) AddOnce(latin, terms);
      return;
    case NameScript::kSounds:
      for (const std::string& sound : SoundsOf(word)) {
        AddOnce(Marked(kSound, sound), terms);
      }
      return;
    case NameScript::kConsonants:
      AddOnce(word.own, terms);
      for (const std::string& skeleton : SkeletonsOf(word)) {
        AddOnce(Marked(kConsonant, skeleton), terms);
      }
      return;
    default:
      break;
  }
  AddOnce(word.own, terms);
  if (word.script != NameScript::kKana &&
      LetterCount(word.own) >= kUndividedLettersMin) {
    AddOnce(word.own.substr(FirstLetterBytes(word.own)), terms);
  }
  for (const std::string& latin : word.latin) {
    for (std::string& syllables : Split(latin)) {
      AddOnce(std::move(syllables), terms);
    }
  }
}

// The spellings of a word in Latin letters by which words of other scripts are
// found.
void AddSounds(const std::string& folded, const QueryStyle& style,
               QueryWord* word) {
  if (style.has_sounds) {
    std::string sound = SoundOf(folded);
    // Another vowel may follow, and an "i" before one is not heard.
    if (!style.is_whole && sound.size() > 2 && sound.back() == 'i') {
      sound.pop_back();
    }
    word->push_back({Marked(kSound, sound), style.is_whole});
  }
  if (!style.has_consonants) return;
  for (const std::string& consonants : ConsonantsOf(folded)) {
    const size_t count =
        consonants.size() - (consonants.starts_with('a') ? 1 : 0);
    if (count == 0) continue;
    word->push_back({Marked(kConsonant, consonants),
                     style.is_whole || count < kConsonantsMin});
  }
}

QueryWord LatinWord(const std::string& folded, const std::string& paired,
                    const QueryStyle& style) {
  QueryWord word;
  word.push_back({folded, style.is_whole});
  if (!paired.empty() && paired != folded) {
    word.push_back({paired, style.is_whole});
  }
  AddSounds(folded, style, &word);
  return word;
}

QueryWord SpellQueryWord(const SpelledWord& word, const QueryStyle& style) {
  if (word.script == NameScript::kLatin) {
    return LatinWord(word.latin.front(), word.latin.back(), style);
  }
  QueryWord spelled;
  if (word.script != NameScript::kSounds) {
    spelled.push_back({word.own, style.is_whole});
  }
  if (word.script == NameScript::kConsonants) {
    if (!style.has_consonants) return spelled;
    for (const std::string& skeleton : SkeletonsOf(word)) {
      spelled.push_back({Marked(kConsonant, skeleton),
                         style.is_whole || skeleton.size() < kConsonantsMin});
    }
    return spelled;
  }
  // Names that are kept in Latin letters; one that sounds like a single letter
  // would begin with nearly any.
  for (const std::string& latin : word.latin) {
    std::string term = Squeezed(latin);
    const bool is_whole = style.is_whole || term.size() < 2;
    spelled.push_back({std::move(term), is_whole});
  }
  if (word.script == NameScript::kSounds && style.has_sounds) {
    for (const std::string& sound : SoundsOf(word)) {
      spelled.push_back({Marked(kSound, sound), style.is_whole});
    }
  }
  return spelled;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

// The query's words in their own script; quickly for nearly all names.
std::vector<std::string> OwnWords(const NameQuery& query) {
  std::vector<std::string> own;
  if (IsAscii(query.text)) {
    // The first spelling of such a word is the word itself.
    for (const QueryWord& word : query.words) own.push_back(word[0].term);
    return own;
  }
  for (SpelledWord& word : SpellWords(query.text)) {
    own.push_back(std::move(word.own));
  }
  return own;
}

// The spellings of several words in one; none when that is no word.
QueryWord SpellJoined(const std::string& own, const QueryStyle& style) {
  // Two initials are no word.
  if (!MayBeSeveral(own)) return {};
  if (IsAscii(own)) return LatinWord(own, "", style);
  const std::vector<SpelledWord> words = SpellWords(own);
  return words.size() == 1 ? SpellQueryWord(words[0], style) : QueryWord{};
}

// Whether `text` is a whole of `terms`, or begins one; but none of `taken`.
bool IsTerm(const std::vector<std::string>& terms, const Spelling& spelling,
            const std::vector<const std::string*>& taken) {
  return std::any_of(terms.begin(), terms.end(), [&](const auto& term) {
    return (spelling.is_whole ? term == spelling.term
                              : term.starts_with(spelling.term)) &&
           std::find(taken.begin(), taken.end(), &term) == taken.end();
  });
}

// Whether the spelling is several of `terms` written as one.
bool IsSeveral(const std::vector<std::string>& terms, const Spelling& spelling,
               std::vector<const std::string*>* taken) {
  const bool is_marked = IsMarked(spelling.term);
  for (const std::string& term : terms) {
    if (term.size() >= spelling.term.size() ||
        !spelling.term.starts_with(term) ||
        std::find(taken->begin(), taken->end(), &term) != taken->end()) {
      continue;
    }
    taken->push_back(&term);
    Spelling rest{is_marked ? spelling.term.substr(0, 1) : "",
                  spelling.is_whole};
    rest.term += spelling.term.substr(term.size());
    const bool fits =
        IsTerm(terms, rest, *taken) || IsSeveral(terms, rest, taken);
    taken->pop_back();
    if (fits) return true;
  }
  return false;
}

bool HasWord(const std::vector<std::string>& terms, const QueryWord& word,
             bool may_be_several) {
  return std::any_of(word.begin(), word.end(), [&](const Spelling& spelling) {
    std::vector<const std::string*> taken;
    return IsTerm(terms, spelling, taken) ||
           (may_be_several && MayBeSeveral(spelling.term) &&
            IsSeveral(terms, spelling, &taken));
  });
}

bool HasAll(const std::vector<std::string>& terms, const QueryWords& words,
            bool may_be_several) {
  return std::all_of(words.begin(), words.end(), [&](const QueryWord& word) {
    return HasWord(terms, word, may_be_several);
  });
}

}  // namespace

std::vector<std::string> NameTermsOf(std::string_view name) {
  std::vector<std::string> terms;
  if (IsPlainlyLatin(name)) {
    for (std::string& word : FoldedWords(name)) {
      AddOnce(std::move(word), &terms);
    }
    const std::string paired = WithLetterPairs(name);
    if (paired.empty()) return terms;
    for (std::string& word : FoldedWords(paired)) {
      AddOnce(std::move(word), &terms);
    }
    return terms;
  }
  for (const SpelledWord& word : SpellWords(name)) AddTerms(word, &terms);
  return terms;
}

NameQuery ReadNameQuery(std::string_view text, const QueryStyle& style) {
  NameQuery query{.text = std::string(text), .style = style};
  if (!IsPlainlyLatin(text)) {
    for (const SpelledWord& word : SpellWords(text)) {
      query.words.push_back(SpellQueryWord(word, style));
      query.letters += IsOfSyllables(word.script)
                           ? LetterCount(word.own) * kLettersOfASign
                           : word.latin.front().size();
    }
    return query;
  }
  const std::vector<std::string> words = Split(Fold(text));
  const std::string pairs = WithLetterPairs(text);
  std::vector<std::string> paired;
  if (!pairs.empty()) paired = Split(Fold(pairs));
  query.words.reserve(words.size());
  for (size_t i = 0; i < words.size(); ++i) {
    query.words.push_back(
        LatinWord(words[i], i < paired.size() ? paired[i] : "", style));
    query.letters += words[i].size();
  }
  return query;
}

std::vector<QueryWords> JoinedReadings(const NameQuery& query) {
  const size_t count = query.words.size();
  if (count < 2 || count > kJoinedWordsMax) return {};
  const std::vector<std::string> own = OwnWords(query);
  if (own.size() != count) return {};
  std::vector<QueryWords> readings;
  const auto join = [&](size_t first, size_t last) {
    std::string text;
    for (size_t i = first; i <= last; ++i) text += own[i];
    QueryWord one = SpellJoined(text, query.style);
    if (one.empty()) return;
    QueryWords& reading = readings.emplace_back();
    for (size_t i = 0; i < first; ++i) reading.push_back(query.words[i]);
    reading.push_back(std::move(one));
    for (size_t i = last + 1; i < count; ++i) {
      reading.push_back(query.words[i]);
    }
  };
  for (size_t first = 0; first + 1 < count; ++first) join(first, first + 1);
  if (count > 2) join(0, count - 1);
  return readings;
}

bool MayBeSeveral(std::string_view term) {
  if (IsMarked(term)) term.remove_prefix(1);
  const bool is_latin =
      std::all_of(term.begin(), term.end(), [](char c) { return c >= 0; });
  return is_latin ? term.size() >= kSplitLettersMin : LetterCount(term) >= 2;
}

bool HasWords(const std::vector<std::string>& terms, const NameQuery& query) {
  if (HasAll(terms, query.words, /*may_be_several=*/true)) return true;
  const std::vector<QueryWords> readings = JoinedReadings(query);
  return std::any_of(readings.begin(), readings.end(), [&](const auto& words) {
    return HasAll(terms, words, /*may_be_several=*/false);
  });
}

}  // namespace comptoir
