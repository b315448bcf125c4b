// The scripts that words of names are written in, as far as they are looked for
// differently.
#ifndef COMPTOIR_SERVER_VALUES_NAMES_SCRIPTS_H_
#define COMPTOIR_SERVER_VALUES_NAMES_SCRIPTS_H_

#include <string_view>

namespace comptoir {

enum class NameScript {
  kLatin,
  // Chinese characters: a word has no sound that all agree on.
  kHan,
  kKana,
  kHangul,
  // Arabic, Hebrew and others that write consonants, or whose vowels nobody
  // romanises alike, as Thai.
  kConsonants,
  // All others: Cyrillic, Greek, Devanagari, ...
  kSounds,
};

// Of a word in plain form (ToPlainForm): by its first letter that is not Latin.
NameScript ScriptOf(std::string_view word);

// Whether a single letter of it is a word or a syllable.
inline bool IsOfSyllables(NameScript script) {
  return script == NameScript::kHan || script == NameScript::kKana ||
         script == NameScript::kHangul;
}

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_NAMES_SCRIPTS_H_
