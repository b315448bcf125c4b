// What people write when they write a phone number: digits, what separates
// them, an extension, and what programs put around it.
#ifndef COMPTOIR_SERVER_VALUES_PHONE_WRITTEN_NUMBER_H_
#define COMPTOIR_SERVER_VALUES_PHONE_WRITTEN_NUMBER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace comptoir {

// Longer text is no phone number, however much of it is punctuation.
inline constexpr size_t kPhoneTextBytesMax = 128;
// National numbers have four digits in Niue and on Tokelau, more elsewhere.
inline constexpr size_t kPhoneDigitsMin = 4;
// With "+": a country code of three digits before them.
inline constexpr size_t kInternationalDigitsMin = 7;
// The 15 of E.164 and a trunk prefix left in: "+33 (0)6 12 34 56 78".
inline constexpr size_t kPhoneDigitsMax = 16;
// With the longest prefix of international calls, "00700", before E.164's.
inline constexpr size_t kDialledDigitsMax = 20;
inline constexpr size_t kExtensionDigitsMax = 7;

struct WrittenNumber {
  // ASCII digits, with a "+" before them when there was one.
  std::string digits;
  // Mostly empty.
  std::string extension;
};

// Reads a whole text; nothing when it holds anything else than one number of a
// plausible length. Understood are
//
// - digits and signs of all scripts, spaces and dashes of all kinds, invisible
//   characters anywhere;
// - extensions after a word ("ext: 42", "poste 42", "Durchwahl 42"), a sign
//   ("x42", "#42"), pauses (",,42", ";42") or as in RFC 3966 (";ext=42");
// - "tel:", "Tel." and the like before it, and the parameters of RFC 3966;
// - the marks of spreadsheets: a ".0" at the end of a number, an apostrophe or
//   an equals sign with quotes before it.
//
// Numbers that a spreadsheet has rounded ("3.3E+10", "612345678.5") are none.
std::optional<WrittenNumber> ReadWrittenNumber(std::string_view text);

// The digits at the beginning of a number that is still being typed, however
// few; nothing when there is anything else in it.
std::optional<std::string> ReadTypedDigits(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_PHONE_WRITTEN_NUMBER_H_
