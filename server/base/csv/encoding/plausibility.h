// Whether a text can have been written by somebody.
#ifndef COMPTOIR_SERVER_BASE_CSV_ENCODING_PLAUSIBILITY_H_
#define COMPTOIR_SERVER_BASE_CSV_ENCODING_PLAUSIBILITY_H_

#include <string_view>

namespace comptoir {

// Whether nearly all that is not ASCII in `text` (valid UTF-8) stands where it
// can: bytes that are read in a wrong encoding make signs between letters
// ("Ren‡"), capitals at the ends of words ("RenÈ", "JŸrgen"), words of accents
// alone ("Èâàí") and words of two scripts.
bool IsPlausible(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_ENCODING_PLAUSIBILITY_H_
