#include "server/values/names/words.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "server/base/text/add_once.h"
#include "server/values/names/romanize.h"
#include "server/values/names/sounds.h"
#include "server/values/text.h"

namespace comptoir {
namespace {

// Beyond this, letters of other alphabets begin; the typographic apostrophe is
// the one sign that names are full of.
constexpr int kLatinEnd = 0x370;
constexpr int kApostrophe = 0x2019;

// Hiragana stands this far before katakana.
constexpr int kKatakanaFirst = 0x30a1;
constexpr int kKatakanaLast = 0x30f6;
constexpr int kToHiragana = 0x60;

constexpr std::string_view kArabicArticle = "ال";

bool IsApostrophe(int c) {
  return c == '\'' || c == kApostrophe || c == 0x2018 || c == 0x02bc ||
         c == 0x02bb || c == '`' || c == 0x00b4 || c == 0x2032 || c == 0x05f3;
}

bool IsPoint(int c) { return u_charType(c) == U_NON_SPACING_MARK; }

// The words of plain text; apostrophes stand in none.
std::vector<std::string> PlainWords(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, ""));
  };
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (IsWordCharacter(c.value)) {
      word.append(text.substr(0, c.bytes));
    } else if (!IsApostrophe(c.value)) {
      end_word();
    }
    text.remove_prefix(c.bytes);
  }
  end_word();
  return words;
}

std::string InOwnScript(std::string_view word, NameScript script) {
  if (script != NameScript::kKana && script != NameScript::kConsonants) {
    return std::string(word);
  }
  std::string own;
  while (!word.empty()) {
    const CodePoint c = FirstCodePoint(word);
    const bool is_katakana =
        c.value >= kKatakanaFirst && c.value <= kKatakanaLast;
    if (is_katakana) {
      AppendCodePoint(c.value - kToHiragana, &own);
    } else if (script == NameScript::kKana || !IsPoint(c.value)) {
      own.append(word.substr(0, c.bytes));
    }
    word.remove_prefix(c.bytes);
  }
  return own;
}

}  // namespace

bool IsPlainlyLatin(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    if ((text[i] & 0x80) == 0) {
      ++i;
      continue;
    }
    const CodePoint c = FirstCodePoint(text.substr(i));
    if (c.value >= kLatinEnd && c.value != kApostrophe) return false;
    i += c.bytes;
  }
  return true;
}

std::vector<SpelledWord> SpellWords(std::string_view text) {
  std::vector<SpelledWord> words;
  for (const std::string& plain : PlainWords(ToPlainForm(text))) {
    SpelledWord word{.script = ScriptOf(plain)};
    word.own = InOwnScript(plain, word.script);
    if (word.script == NameScript::kLatin) {
      AddOnce(Fold(plain), &word.latin);
      AddOnce(Fold(WithLetterPairs(plain)), &word.latin);
    } else {
      word.latin = Romanize(plain, word.script);
    }
    if (!word.latin.empty()) words.push_back(std::move(word));
  }
  return words;
}

std::vector<std::string> SoundsOf(const SpelledWord& word) {
  std::vector<std::string> sounds;
  for (const std::string& latin : word.latin) {
    AddOnce(SoundOf(latin), &sounds);
  }
  return sounds;
}

std::vector<std::string> SkeletonsOf(const SpelledWord& word) {
  std::vector<std::string> skeletons;
  const auto add = [&](const std::string& latin) {
    for (std::string& consonants : ConsonantsOf(latin)) {
      AddOnce(std::move(consonants), &skeletons);
    }
  };
  for (const std::string& latin : word.latin) {
    add(latin);
    // The article is written before a name or left out, and after another word
    // its vowel is.
    if (word.own.starts_with(kArabicArticle) && latin.starts_with("al")) {
      add(latin.substr(2));
      add(latin.substr(1));
    }
    // A vav inside of a word is a vowel or a "v".
    const size_t vav = latin.find('w', 1);
    if (word.script == NameScript::kConsonants && vav != std::string::npos) {
      std::string with_v = latin;
      std::replace(with_v.begin() + static_cast<ptrdiff_t>(vav), with_v.end(),
                   'w', 'v');
      add(with_v);
    }
  }
  return skeletons;
}

size_t FirstLetterBytes(std::string_view word) {
  size_t bytes = FirstCodePoint(word).bytes;
  while (bytes < word.size()) {
    const CodePoint c = FirstCodePoint(word.substr(bytes));
    if (!IsPoint(c.value)) break;
    bytes += c.bytes;
  }
  return bytes;
}

size_t LetterCount(std::string_view word) {
  size_t count = 0;
  for (; !word.empty(); ++count) word.remove_prefix(FirstLetterBytes(word));
  return count;
}

}  // namespace comptoir
