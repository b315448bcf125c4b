// Languages by whatever name a program gives them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_LANGUAGES_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_LANGUAGES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace comptoir::customers {

// Those in which headings, months, countries and languages are known.
inline constexpr const char* kHeadingLanguages[] = {
    "en", "fr", "es", "de", "it", "pt", "nl",
    "pl", "cs", "hu", "ru", "sv", "da", "ja"};

// A BCP 47 tag, such as "fr" or "fr-CA", from a code ("fr_FR", "fr-fr.UTF-8")
// or a name in one of kHeadingLanguages or its own ("French / Français",
// "English (US)"). Fails on what is no language.
absl::StatusOr<std::string> ReadLanguage(std::string_view text);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_LANGUAGES_H_
