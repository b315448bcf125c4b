// Countries: ISO 3166-1 alpha-2 codes.
#ifndef COMPTOIR_SERVER_VALUES_COUNTRY_H_
#define COMPTOIR_SERVER_VALUES_COUNTRY_H_

#include <string_view>

namespace comptoir {

// Whether `code` is an officially assigned code, in upper case. Kosovo's XK,
// which is not assigned but which customers and their phones have, is one too.
bool IsCountry(std::string_view code);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_COUNTRY_H_
