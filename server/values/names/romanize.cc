#include "server/values/names/romanize.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "server/base/text/add_once.h"
#include "server/values/text.h"

namespace comptoir {
namespace {

// One of ICU's transliterators, by its id. Its data is part of the library, so
// failing is a broken installation. Thread-safe.
class Rules {
 public:
  explicit Rules(const char* id) {
    UErrorCode error = U_ZERO_ERROR;
    made_ = icu::Transliterator::createInstance(id, UTRANS_FORWARD, error);
    if (U_FAILURE(error) || made_ == nullptr) std::abort();
  }

  std::string Apply(std::string_view word) const {
    icu::UnicodeString text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(word.data(), static_cast<int32_t>(word.size())));
    made_->transliterate(text);
    // What folding would lose: a letter of Arabic that stands for a vowel, one
    // that is silent, and a vowel of Sanskrit.
    text.findAndReplace(u"\u02bf", u"a").findAndReplace(u"\u1e97", u"");
    text.findAndReplace(u"r\u0325", u"ri");
    std::string latin;
    text.toUTF8String(latin);
    return Fold(latin);
  }

 private:
  icu::Transliterator* made_;
};

bool HasAnyOf(std::string_view word,
              std::initializer_list<std::string_view> letters) {
  return std::any_of(letters.begin(), letters.end(), [&](auto letter) {
    return word.find(letter) != std::string_view::npos;
  });
}

void ReplaceAll(std::string_view from, std::string_view to, std::string* text) {
  for (size_t at = text->find(from); at != std::string::npos;
       at = text->find(from, at + to.size())) {
    text->replace(at, from.size(), to);
  }
}

// How Korean families write their names, where it is not as ICU does.
struct FamilyName {
  std::string_view hangul;
  std::string_view latin;
};
constexpr FamilyName kKoreanNames[] = {
    {"이", "lee"},  {"이", "yi"},   {"박", "park"},  {"박", "pak"},
    {"김", "kim"},  {"최", "choi"}, {"정", "jung"},  {"정", "chung"},
    {"강", "kang"}, {"조", "cho"},  {"윤", "yoon"},  {"장", "chang"},
    {"임", "lim"},  {"오", "oh"},   {"서", "suh"},   {"신", "shin"},
    {"권", "kwon"}, {"안", "ahn"},  {"류", "ryu"},   {"유", "yoo"},
    {"전", "chun"}, {"고", "ko"},   {"배", "pae"},   {"백", "paik"},
    {"허", "hur"},  {"노", "noh"},  {"구", "koo"},   {"곽", "kwak"},
    {"우", "woo"},  {"주", "joo"},  {"심", "shim"},  {"현", "hyun"},
    {"변", "byun"}, {"여", "yeo"},  {"추", "choo"},  {"엄", "um"},
    {"성", "sung"}, {"선", "sun"},  {"명", "myung"}, {"국", "kook"},
    {"금", "keum"}, {"길", "kil"},
};

void AddKorean(std::string_view word, std::vector<std::string>* spellings) {
  for (const auto& [hangul, latin] : kKoreanNames) {
    if (!word.starts_with(hangul)) continue;
    const std::string given = Fold(word.substr(hangul.size()));
    AddOnce(std::string(latin) + given, spellings);
  }
}

// Long vowels are mostly written short: "Yuko" for "Yuuko", "Ono" for "Oono".
void AddJapanese(std::vector<std::string>* spellings) {
  std::string short_one = spellings->front();
  for (const auto& [long_vowel, vowel] :
       {std::pair("ou", "o"), std::pair("oo", "o"), std::pair("uu", "u")}) {
    ReplaceAll(long_vowel, vowel, &short_one);
  }
  AddOnce(std::move(short_one), spellings);
}

// Readings of characters that are other ones in family names.
void AddChinese(std::string_view word, std::vector<std::string>* spellings) {
  static const Rules& names = *new Rules("Han-Latin/Names; Any-Latin");
  AddOnce(names.Apply(word), spellings);
}

void AddCyrillic(std::string_view word, std::vector<std::string>* spellings) {
  static const Rules& russian = *new Rules("Russian-Latin/BGN; Any-Latin");
  static const Rules& ukrainian = *new Rules("Ukrainian-Latin/BGN; Any-Latin");
  static const Rules& serbian = *new Rules("Serbian-Latin/BGN; Any-Latin");
  if (HasAnyOf(word, {"і", "ї", "є", "ґ"})) {
    AddOnce(ukrainian.Apply(word), spellings);
  }
  if (HasAnyOf(word, {"ђ", "ј", "љ", "њ", "ћ", "џ"})) {
    AddOnce(serbian.Apply(word), spellings);
    // Cyrillic ђ is "dj" where there is no đ.
    std::string with_pairs(word);
    ReplaceAll("ђ", "дј", &with_pairs);
    AddOnce(serbian.Apply(with_pairs), spellings);
  }
  AddOnce(russian.Apply(word), spellings);
}

// "Mp" is how Greek writes a first b, and so on.
void AddGreek(std::string_view word, std::vector<std::string>* spellings) {
  static const Rules& greek = *new Rules("Greek-Latin/UNGEGN; Any-Latin");
  std::string spelling = greek.Apply(word);
  for (const auto& [written, spoken] :
       {std::pair("mp", "b"), std::pair("nt", "d"), std::pair("nk", "g")}) {
    if (spelling.starts_with(written)) spelling.replace(0, 2, spoken);
  }
  AddOnce(std::move(spelling), spellings);
}

}  // namespace

std::vector<std::string> Romanize(std::string_view word, NameScript script) {
  static const Rules& any = *new Rules("Any-Latin");
  std::vector<std::string> spellings;
  if (script == NameScript::kSounds) {
    if (HasAnyOf(word, {"\xd0", "\xd1", "\xd2", "\xd3"})) {
      AddCyrillic(word, &spellings);
    } else if (HasAnyOf(word, {"\xce", "\xcf"})) {
      AddGreek(word, &spellings);
    }
  }
  AddOnce(any.Apply(word), &spellings);
  if (spellings.empty()) return spellings;
  if (script == NameScript::kHangul) AddKorean(word, &spellings);
  if (script == NameScript::kKana) AddJapanese(&spellings);
  if (script == NameScript::kHan) AddChinese(word, &spellings);
  return spellings;
}

std::string WithLetterPairs(std::string_view text) {
  // All of them take two bytes, of which the first is one of two.
  const auto pair_at = [text](size_t i) -> std::string_view {
    if (text[i] != '\xc3' && text[i] != '\xc4') return "";
    const std::string_view letter = text.substr(i, 2);
    if (letter == "ä" || letter == "Ä") return "ae";
    if (letter == "ö" || letter == "Ö") return "oe";
    if (letter == "ü" || letter == "Ü") return "ue";
    if (letter == "å" || letter == "Å") return "aa";
    if (letter == "ø" || letter == "Ø") return "oe";
    if (letter == "đ" || letter == "Đ") return "dj";
    return "";
  };
  std::string paired;
  size_t done = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view pair = pair_at(i);
    if (pair.empty()) continue;
    paired.append(text.substr(done, i - done)).append(pair);
    done = i + 2;
  }
  return done == 0 ? "" : paired.append(text.substr(done));
}

}  // namespace comptoir
