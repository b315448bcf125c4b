// What bytes from somebody's spreadsheet say, as UTF-8.
#ifndef COMPTOIR_SERVER_BASE_CSV_TEXT_ENCODING_H_
#define COMPTOIR_SERVER_BASE_CSV_TEXT_ENCODING_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace comptoir {

struct DecodedText {
  // Valid UTF-8, without a byte order mark.
  std::string text;
  // What the bytes were, for people: "UTF-8", "windows-1252", "UTF-16LE".
  std::string encoding;
};

// Larger files are refused.
inline constexpr size_t kTextBytesMax = size_t{512} << 20;

// Reads `bytes` in the encoding that is `named`, by any name that ICU knows.
// Without one it is decided over the whole of them, not their first lines: a
// byte order mark wins, then UTF-8 when every byte fits, then what the letters
// say (encoding_guess.h). Where that is not certain nobody's name is spelt
// wrongly: INVALID_ARGUMENT, saying how to name the encoding. So too for bytes
// that are not of the encoding named, and for a NUL, which no table has.
absl::StatusOr<DecodedText> DecodeText(std::string_view bytes,
                                       std::string_view named = {});

// Folds a heading for comparison: without case, accents and punctuation;
// "N° de Téléphone" becomes "n de telephone".
std::string FoldHeading(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_TEXT_ENCODING_H_
