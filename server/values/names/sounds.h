// What names of other scripts sound like, as far as people agree in writing it
// in Latin letters: "Alexey", "Aleksei" and "Aleksej" are one name, "Mohamed"
// and "Muhammad" another.
#ifndef COMPTOIR_SERVER_VALUES_NAMES_SOUNDS_H_
#define COMPTOIR_SERVER_VALUES_NAMES_SOUNDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

// Of a folded word in Latin letters: the same for usual romanisations of one
// name. Letters that languages use for one sound become one ("ks" and "x",
// "sh", "ch" and "tch", "ya", "ia" and "ja"), double letters single.
//
//   alexey, aleksei, aleksej -> aleksei
//   yulia, julia, yuliya     -> ula
//   khrushchev, khrouchtchev -> hrusev
std::string SoundOf(std::string_view word);

// The same without vowels, but for a first one ("a" for all): of names whose
// script writes consonants alone. Two where "ch" may be either of two sounds.
//
//   mohamed, muhammad -> mhmd
//   aicha             -> as, ah
std::vector<std::string> ConsonantsOf(std::string_view word);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_NAMES_SOUNDS_H_
