// In which encoding bytes without any mark were written.
#ifndef COMPTOIR_SERVER_BASE_CSV_ENCODING_ENCODING_GUESS_H_
#define COMPTOIR_SERVER_BASE_CSV_ENCODING_ENCODING_GUESS_H_

#include <optional>
#include <string>
#include <string_view>

namespace comptoir {

// The encoding of a text that is not UTF-8, by a name that ICU knows; nullopt
// when it is not certain.
//
// uchardet, which knows the languages' letters, proposes one. It must be
// plausible as a whole (plausibility.h); ICU's detector must not speak against
// it; and no reading that is as plausible may say something else where the two
// are known to be mistaken for each other: Mac and DOS code pages, central
// European ones. The code page of western Windows, which nearly all tables here
// have, needs no more than to be plausible.
std::optional<std::string> GuessEncoding(std::string_view bytes);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_ENCODING_ENCODING_GUESS_H_
