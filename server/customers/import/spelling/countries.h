// Countries by whatever name people give them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_COUNTRIES_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_COUNTRIES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace comptoir::customers {

// ISO 3166-1 alpha-2 from a code of two or three letters, or from a name: the
// usual, short or official one, with or without its article, in a language of
// headings or of the country itself. Fails on what is no country.
absl::StatusOr<std::string> ReadCountry(std::string_view text);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_COUNTRIES_H_
