// Unicode text: what people type, brought to a form that can be kept, counted
// and compared.
#ifndef COMPTOIR_SERVER_VALUES_TEXT_H_
#define COMPTOIR_SERVER_VALUES_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

bool IsValidUtf8(std::string_view text);

// Whether `text` (valid UTF-8) holds a control character other than tab,
// newline and carriage return, or one that only changes the direction of the
// text around it and so can disguise it.
bool HasControlCharacters(std::string_view text);

// The number of Unicode code points in valid UTF-8.
size_t CodePointCount(std::string_view text);

// The first code point of `text` with its length in bytes; {-1, 1} where the
// text is not UTF-8. `text` must not be empty.
struct CodePoint {
  int value;
  size_t bytes;
};
CodePoint FirstCodePoint(std::string_view text);

// Appends `code_point` as UTF-8.
void AppendCodePoint(int code_point, std::string* text);

// The value of a decimal digit of any script (full-width, Arabic, ...), or -1.
int DigitValue(int code_point);

// Whether it is a letter or a digit of any script.
bool IsAlphanumeric(int code_point);

// A letter, a digit, or a mark that belongs to one, as vowels of Indian scripts
// are.
bool IsWordCharacter(int code_point);

// What is not shown: joiners, soft hyphens, marks of direction, selectors of
// variants, fillers.
bool IsIgnorable(int code_point);

// Whether any of valid UTF-8 can be seen: a letter, digit, sign or picture.
// Spaces, what IsIgnorable, blank signs and marks that nothing carries cannot.
bool HasVisibleCharacter(std::string_view text);

// Canonical composition (NFC): the form in which text is stored.
std::string ToNfc(std::string_view text);

// Without white space, of any script, at both ends.
std::string Trim(std::string_view text);

// Trimmed, and without the characters that cannot be seen, which come along
// when text is copied. Joiners stay between letters beyond ASCII, where some
// scripts need them.
std::string WithoutIgnorable(std::string_view text);

// The letters and digits that `text` (valid UTF-8) means, however they were
// typed (NFKC_Casefold): full-width and presentation forms made plain, in lower
// case, without what IsIgnorable.
std::string ToPlainForm(std::string_view text);

// Lower case, independent of any language.
std::string ToLower(std::string_view text);

// The form in which names are searched and compared: in Latin letters, without
// marks, in lower case, apostrophes dropped, every other run of space and
// punctuation one space, trimmed. "Élodie O'GROẞ" gives "elodie ogross",
// "Łukasz" "lukasz", "Иванов" "ivanov", "田中" "tian zhong".
//
// Nearly all text in Latin letters takes a path without ICU: a few nanoseconds
// a letter.
std::string Fold(std::string_view text);

// The words of Fold(text) and, for each with an apostrophe, also the part after
// it: "Bar de l'Étoile" gives "bar", "de", "letoile", "etoile". For indexes.
std::vector<std::string> FoldedWords(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_TEXT_H_
