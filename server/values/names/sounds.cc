#include "server/values/names/sounds.h"

#include <algorithm>

namespace comptoir {
namespace {

struct Rule {
  std::string_view letters;
  std::string_view sound;
};

// The first that fits is taken: longer ones come first.
constexpr Rule kSounds[] = {
    {"shch", "s"}, {"chtch", "s"}, {"schtsch", "s"}, {"tsch", "s"},
    {"sch", "s"},  {"tch", "s"},   {"sh", "s"},      {"ch", "s"},
    {"zh", "z"},   {"kh", "h"},    {"ph", "f"},      {"th", "t"},
    {"ts", "c"},   {"tz", "c"},    {"ck", "k"},      {"gue", "ge"},
    {"gui", "gi"}, {"gk", "g"},    {"ou", "u"},      {"x", "ks"},
    {"c", "k"},    {"q", "k"},     {"w", "v"},       {"y", "i"},
    {"j", "i"},
};

constexpr Rule kConsonants[] = {
    {"sch", "s"}, {"tch", "s"}, {"sh", "s"}, {"kh", "h"}, {"gh", "g"},
    {"th", "t"},  {"dh", "d"},  {"ph", "b"}, {"dj", "g"}, {"ts", "z"},
    {"tz", "z"},  {"x", "ks"},  {"c", "k"},  {"q", "k"},  {"j", "g"},
    {"p", "b"},   {"f", "b"},   {"v", "b"},
};

bool IsVowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

// Appends what `rules` make of the letters at `at`; how many they were.
template <size_t n>
size_t AppendSound(const Rule (&rules)[n], std::string_view word, size_t at,
                   std::string* sound) {
  for (const Rule& rule : rules) {
    if (!word.substr(at).starts_with(rule.letters)) continue;
    sound->append(rule.sound);
    return rule.letters.size();
  }
  sound->push_back(word[at]);
  return 1;
}

std::string WithoutDoubles(std::string word) {
  word.erase(std::unique(word.begin(), word.end()), word.end());
  return word;
}

std::string Consonants(std::string_view word) {
  const std::string single = WithoutDoubles(std::string(word));
  std::string sounds;
  // French writes "ou" for a first w.
  const bool is_w =
      single.starts_with("ou") && single.size() > 2 && IsVowel(single[2]);
  size_t at = is_w ? 2 : 0;
  if (is_w) sounds.push_back('w');
  while (at < single.size()) {
    const char c = single[at];
    if (IsVowel(c) || c == 'w' || c == 'y') {
      if (at == 0) sounds.push_back(IsVowel(c) ? 'a' : c);
      ++at;
    } else if (c == 'h' && at + 1 == single.size()) {
      // "Sara" and "Sarah".
      ++at;
    } else {
      at += AppendSound(kConsonants, single, at, &sounds);
    }
  }
  return sounds;
}

}  // namespace

std::string SoundOf(std::string_view word) {
  std::string sounds;
  for (size_t at = 0; at < word.size();) {
    at += AppendSound(kSounds, word, at, &sounds);
  }
  // An "i" before another vowel is part of its sound.
  std::string sound;
  for (size_t i = 0; i < sounds.size(); ++i) {
    size_t next = i;
    while (next < sounds.size() && sounds[next] == 'i') ++next;
    const bool glides =
        next > i && next < sounds.size() && IsVowel(sounds[next]);
    if (!glides) sound.push_back(sounds[i]);
    if (glides) i = next - 1;
  }
  return WithoutDoubles(std::move(sound));
}

std::vector<std::string> ConsonantsOf(std::string_view word) {
  std::vector<std::string> all;
  // "ch" is French and English "sh", or German and Hebrew "kh".
  for (const char sound : {'s', 'h'}) {
    std::string spelled;
    for (size_t i = 0; i < word.size(); ++i) {
      const bool is_ch = word.substr(i).starts_with("ch") &&
                         !word.substr(0, i).ends_with('t') &&
                         !word.substr(0, i).ends_with('s');
      spelled.push_back(is_ch ? sound : word[i]);
      if (is_ch) ++i;
    }
    std::string consonants = Consonants(spelled);
    if (all.empty() || all[0] != consonants) {
      all.push_back(std::move(consonants));
    }
  }
  return all;
}

}  // namespace comptoir
