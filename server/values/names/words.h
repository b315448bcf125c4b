// A name taken apart: its words, each with all ways to spell it.
#ifndef COMPTOIR_SERVER_VALUES_NAMES_WORDS_H_
#define COMPTOIR_SERVER_VALUES_NAMES_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "server/values/names/scripts.h"

namespace comptoir {

// Whether ScriptOf would say kLatin of all words of valid UTF-8, or nearly so:
// the quick answer for nearly all names, without ICU.
bool IsPlainlyLatin(std::string_view text);

struct SpelledWord {
  NameScript script = NameScript::kLatin;
  // In its own script, in plain form, without apostrophes; Japanese in
  // hiragana, scripts of consonants without points.
  std::string own;
  // In Latin letters, folded; see Romanize. Of a Latin word, itself and with
  // letter pairs.
  std::vector<std::string> latin;
};

// The words of valid UTF-8.
std::vector<SpelledWord> SpellWords(std::string_view text);

// SoundOf each Latin spelling, or ConsonantsOf as the script needs it, without
// marks: what the word is found by in Latin letters when it is in another
// script. Each once.
std::vector<std::string> SoundsOf(const SpelledWord& word);
std::vector<std::string> SkeletonsOf(const SpelledWord& word);

// The first letter of UTF-8, with its marks, and how many letters there are.
size_t FirstLetterBytes(std::string_view word);
size_t LetterCount(std::string_view word);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_NAMES_WORDS_H_
