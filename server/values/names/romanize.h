// Words of names in Latin letters: by ICU's transliterators, with small tables
// where people write otherwise.
#ifndef COMPTOIR_SERVER_VALUES_NAMES_ROMANIZE_H_
#define COMPTOIR_SERVER_VALUES_NAMES_ROMANIZE_H_

#include <string>
#include <string_view>
#include <vector>

#include "server/values/names/scripts.h"

namespace comptoir {

// The spellings of a word in plain form (ToPlainForm), folded (Fold), the most
// usual one first, each once; with spaces between the syllables of Chinese
// characters.
//
//   박지은  -> bagjieun, parkjieun
//   ゆうこ  -> yuuko, yuko
//   曾      -> ceng, zeng
//   Алексей -> aleksey, aleksej
std::vector<std::string> Romanize(std::string_view word, NameScript script);

// `text` (NFC) with letter pairs for letters that are also written so ("ü" and
// "ue", "ø" and "oe"); empty when there are none.
std::string WithLetterPairs(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_NAMES_ROMANIZE_H_
