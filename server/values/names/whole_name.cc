#include "server/values/names/whole_name.h"

#include <algorithm>

#include "server/values/names/name_terms.h"
#include "server/values/names/words.h"
#include "server/values/text.h"

namespace comptoir {
namespace {

bool Share(const std::vector<std::string>& a,
           const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& spelling) {
    return std::find(b.begin(), b.end(), spelling) != b.end();
  });
}

void AppendWithoutSpaces(std::string_view folded, std::string* text) {
  for (const char c : folded) {
    if (c != ' ') text->push_back(c);
  }
}

// The words' spellings one after the other: the first of each, and the last.
template <typename SpellingsOf>
void AddJoined(const std::vector<SpelledWord>& words, std::string_view mark,
               SpellingsOf spellings_of, std::vector<std::string>* joined) {
  std::string first(mark);
  std::string last(mark);
  for (const SpelledWord& word : words) {
    const std::vector<std::string> spellings = spellings_of(word);
    if (spellings.empty()) continue;
    AppendWithoutSpaces(spellings.front(), &first);
    AppendWithoutSpaces(spellings.back(), &last);
  }
  if (first.size() > mark.size()) joined->push_back(first);
  if (last != first && last.size() > mark.size()) joined->push_back(last);
}

}  // namespace

WholeName::WholeName(std::string_view name) {
  const std::vector<SpelledWord> words = SpellWords(name);
  AddJoined(
      words, "", [](const SpelledWord& word) { return word.latin; },
      &spellings_);
  is_latin_ = std::all_of(words.begin(), words.end(), [](const auto& word) {
    return word.script == NameScript::kLatin;
  });
  if (!is_latin_) {
    AddJoined(
        words, "",
        [](const SpelledWord& word) { return std::vector{word.own}; },
        &spellings_);
  }
  AddJoined(words, std::string(1, kSound), SoundsOf, &sounds_);
  const bool has_consonants =
      is_latin_ || std::any_of(words.begin(), words.end(), [](const auto& w) {
        return w.script == NameScript::kConsonants;
      });
  if (has_consonants) {
    AddJoined(words, std::string(1, kConsonant), SkeletonsOf, &sounds_);
  }
}

bool WholeName::IsSameAs(const WholeName& other) const {
  return Share(spellings_, other.spellings_) ||
         (is_latin_ != other.is_latin_ && Share(sounds_, other.sounds_));
}

}  // namespace comptoir
