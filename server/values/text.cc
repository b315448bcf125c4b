#include "server/values/text.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>

namespace comptoir {
namespace {

// What separates words in folded text, and what stands where an apostrophe was.
constexpr char kSpace = ' ';
constexpr char kApostrophe = '\'';

icu::UnicodeString FromUtf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c & 0x80) == 0; });
}

bool IsApostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02bc ||
         c == 0x02bb || c == '`' || c == 0x00b4 || c == 0x2032;
}

// Blank signs that Unicode counts among the symbols: of Braille and of music.
constexpr UChar32 kBlankBraille = 0x2800;
constexpr UChar32 kBlankNotehead = 0x1d159;
// Where a picture stood that was not copied along.
constexpr UChar32 kObjectReplacement = 0xfffc;

bool IsVisible(UChar32 c) {
  if (c < 0 || c == kBlankBraille || c == kBlankNotehead ||
      c == kObjectReplacement || IsIgnorable(c)) {
    return false;
  }
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE:
      return false;
    default:
      return true;
  }
}

bool IsLetterBeyondAscii(UChar32 c) { return c >= 0x80 && IsWordCharacter(c); }

// ICU's rules; its data is part of the library, so failing is a broken
// installation.
const icu::Transliterator& SearchFormRules() {
  static const icu::Transliterator* const rules = [] {
    UErrorCode error = U_ZERO_ERROR;
    icu::Transliterator* made = icu::Transliterator::createInstance(
        "NFKC; Any-Latin; NFKD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower",
        UTRANS_FORWARD, error);
    if (U_FAILURE(error) || made == nullptr) std::abort();
    return made;
  }();
  return *rules;
}

// One character of a folded text: a letter or digit, an apostrophe or a space.
void AppendFolded(UChar32 c, std::string* folded) {
  if (u_isalnum(c)) {
    AppendCodePoint(c, folded);
  } else {
    folded->push_back(IsApostrophe(c) ? kApostrophe : kSpace);
  }
}

std::string FoldByRules(std::string_view text) {
  // Rules may turn an apostrophe into something else: spell it plainly first.
  icu::UnicodeString unicode;
  const icu::UnicodeString given = FromUtf8(text);
  for (int32_t i = 0; i < given.length(); i = given.moveIndex32(i, 1)) {
    const UChar32 c = given.char32At(i);
    if (IsIgnorable(c)) continue;
    unicode.append(IsApostrophe(c) ? UChar32{kApostrophe} : c);
  }
  SearchFormRules().transliterate(unicode);
  std::string folded;
  for (int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
    AppendFolded(unicode.char32At(i), &folded);
  }
  return folded;
}

// The folded form of each code point that names in Latin letters are made of.
// Letters below this fold one by one, so a table gives the rules' answer.
constexpr int kTableSize = 0x370;

struct TableEntry {
  uint8_t size = 0;
  char text[3];
};

const std::array<TableEntry, kTableSize>& LatinTable() {
  static const auto* const table = [] {
    auto* made = new std::array<TableEntry, kTableSize>();
    for (int c = 0; c < kTableSize; ++c) {
      std::string letter;
      AppendCodePoint(c, &letter);
      const std::string folded = FoldByRules(letter);
      if (folded.size() > sizeof(TableEntry::text)) std::abort();
      (*made)[c].size = static_cast<uint8_t>(folded.size());
      folded.copy((*made)[c].text, folded.size());
    }
    return made;
  }();
  return *table;
}

// The value of the one or two bytes at `i`, or -1 when it takes more or is not
// in the table.
inline int TableIndex(std::string_view text, size_t i, size_t* bytes) {
  const auto lead = static_cast<unsigned char>(text[i]);
  *bytes = 1;
  if (lead < 0x80) return lead;
  if (lead < 0xc2 || lead > 0xdf || i + 1 >= text.size()) return -1;
  *bytes = 2;
  const int value = (lead & 0x1f) << 6 | (text[i + 1] & 0x3f);
  return value < kTableSize ? value : -1;
}

std::optional<std::string> FoldByTable(std::string_view text) {
  const auto& table = LatinTable();
  std::string folded;
  folded.reserve(text.size() + 8);
  size_t bytes;
  for (size_t i = 0; i < text.size(); i += bytes) {
    int c = TableIndex(text, i, &bytes);
    if (c < 0) {
      // The typographic apostrophe is the one other character that names are
      // full of.
      if (text.substr(i, 3) != "\u2019") return std::nullopt;
      bytes = 3;
      c = kApostrophe;
    }
    folded.append(table[c].text, table[c].size);
  }
  return folded;
}

// Letters, digits, and still apostrophes and runs of spaces.
std::string FoldLoosely(std::string_view text) {
  std::optional<std::string> folded = FoldByTable(text);
  return folded ? *std::move(folded) : FoldByRules(text);
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = FirstCodePoint(text.substr(i));
    if (c.value < 0) return false;
    i += c.bytes;
  }
  return true;
}

bool HasControlCharacters(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = FirstCodePoint(text.substr(i));
    i += c.bytes;
    if (c.value == '\t' || c.value == '\n' || c.value == '\r') continue;
    const bool turns_text = (c.value >= 0x202a && c.value <= 0x202e) ||
                            (c.value >= 0x2066 && c.value <= 0x2069);
    if (turns_text || u_charType(c.value) == U_CONTROL_CHAR) return true;
  }
  return false;
}

size_t CodePointCount(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += (c & 0xc0) != 0x80;
  return count;
}

CodePoint FirstCodePoint(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  int32_t i = 0;
  UChar32 c;
  U8_NEXT(bytes, i, static_cast<int32_t>(text.size()), c);
  return c < 0 ? CodePoint{-1, 1} : CodePoint{c, static_cast<size_t>(i)};
}

void AppendCodePoint(int code_point, std::string* text) {
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(reinterpret_cast<uint8_t*>(bytes), size,
                   static_cast<UChar32>(code_point));
  text->append(bytes, size);
}

int DigitValue(int code_point) {
  if (code_point < 0x80) {
    return code_point >= '0' && code_point <= '9' ? code_point - '0' : -1;
  }
  return u_charDigitValue(code_point);
}

bool IsAlphanumeric(int code_point) { return u_isalnum(code_point); }

bool IsWordCharacter(int code_point) {
  const auto type = u_charType(code_point);
  return u_isalnum(code_point) || type == U_NON_SPACING_MARK ||
         type == U_COMBINING_SPACING_MARK;
}

bool IsIgnorable(int code_point) {
  return code_point >= 0x80 &&
         (u_charType(code_point) == U_FORMAT_CHAR ||
          u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT));
}

bool HasVisibleCharacter(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = FirstCodePoint(text.substr(i));
    if (IsVisible(c.value)) return true;
    i += c.bytes;
  }
  return false;
}

std::string ToNfc(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) std::abort();
  const icu::UnicodeString unicode = FromUtf8(text);
  if (nfc->isNormalized(unicode, error) && U_SUCCESS(error)) {
    return std::string(text);
  }
  error = U_ZERO_ERROR;
  const icu::UnicodeString composed = nfc->normalize(unicode, error);
  return U_FAILURE(error) ? std::string(text) : ToUtf8(composed);
}

std::string Trim(std::string_view text) {
  const auto is_space = [](int c) {
    return c >= 0 && (u_isUWhiteSpace(c) || c == 0xfeff || c == 0x200b);
  };
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (!is_space(c.value)) break;
    text.remove_prefix(c.bytes);
  }
  while (!text.empty()) {
    size_t start = text.size() - 1;
    while (start > 0 && (text[start] & 0xc0) == 0x80) --start;
    if (!is_space(FirstCodePoint(text.substr(start)).value)) break;
    text.remove_suffix(text.size() - start);
  }
  return std::string(text);
}

std::string WithoutIgnorable(std::string_view text) {
  std::string visible;
  bool after_letter = false;
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = FirstCodePoint(text.substr(i));
    const std::string_view rest = text.substr(i + c.bytes);
    const bool joins = after_letter && !rest.empty() &&
                       (c.value == 0x200c || c.value == 0x200d) &&
                       IsLetterBeyondAscii(FirstCodePoint(rest).value);
    if (joins || c.value < 0 || !IsIgnorable(c.value)) {
      visible.append(text.substr(i, c.bytes));
    }
    after_letter = IsLetterBeyondAscii(c.value);
    i += c.bytes;
  }
  return Trim(visible);
}

std::string ToPlainForm(std::string_view text) {
  if (IsAscii(text)) return ToLower(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* plain =
      icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) std::abort();
  const icu::UnicodeString folded = plain->normalize(FromUtf8(text), error);
  return U_FAILURE(error) ? std::string(text) : ToUtf8(folded);
}

std::string ToLower(std::string_view text) {
  if (IsAscii(text)) {
    std::string lower(text);
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
  }
  return ToUtf8(FromUtf8(text).toLower(icu::Locale::getRoot()));
}

std::string Fold(std::string_view text) {
  const std::string loose = FoldLoosely(text);
  std::string folded;
  folded.reserve(loose.size());
  for (const char c : loose) {
    if (c == kApostrophe) continue;
    if (c == kSpace && (folded.empty() || folded.back() == kSpace)) continue;
    folded.push_back(c);
  }
  if (!folded.empty() && folded.back() == kSpace) folded.pop_back();
  return folded;
}

std::vector<std::string> FoldedWords(std::string_view text) {
  const std::string loose = FoldLoosely(text) + kSpace;
  std::vector<std::string> words;
  std::string joined;
  std::string last_part;
  for (const char c : loose) {
    if (c == kApostrophe) {
      last_part.clear();
    } else if (c != kSpace) {
      joined.push_back(c);
      last_part.push_back(c);
    } else {
      // One letter after an apostrophe ("Joe's") is no word of its own.
      const bool has_part = last_part.size() > 1 && last_part != joined;
      if (!joined.empty()) words.push_back(joined);
      if (has_part) words.push_back(last_part);
      joined.clear();
      last_part.clear();
    }
  }
  return words;
}

}  // namespace comptoir
