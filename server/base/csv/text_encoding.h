// What bytes from somebody's spreadsheet say, as UTF-8.
#ifndef COMPTOIR_SERVER_BASE_CSV_TEXT_ENCODING_H_
#define COMPTOIR_SERVER_BASE_CSV_TEXT_ENCODING_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace comptoir {

struct DecodedText {
  // Valid UTF-8, without a byte order mark.
  std::string text;
  // What the bytes were, for people: "UTF-8", "Windows-1252", "UTF-16LE".
  std::string encoding;
};

// Decides over the whole of `bytes`, not its first lines: a byte order mark
// wins, then UTF-8 when every byte fits, then Windows-1252, which is what
// Excel writes in the west when not asked otherwise. Fails when the text has a
// NUL, which no table has.
absl::StatusOr<DecodedText> DecodeText(std::string_view bytes);

// Folds a heading for comparison: without case, accents and punctuation;
// "N° de Téléphone" becomes "n de telephone".
std::string FoldHeading(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_TEXT_ENCODING_H_
