// By which identity of a merged profile a suggestion was found.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEARCH_MATCHED_IDENTITY_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEARCH_MATCHED_IDENTITY_H_

#include <string_view>

#include "comptoir/customers/v1/customer_query.pb.h"
#include "server/customers/rules/identities.h"
#include "server/values/phone/phone.h"

namespace comptoir::customers {

// The first of the identities, at best what the profile shows, in which
// `matched` is what `text` finds; null when it is several that have it
// together.
const Identity* FindMatched(const Identities& identities,
                            v1::SuggestionMatch matched, std::string_view text,
                            const PhoneKeys& phones);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEARCH_MATCHED_IDENTITY_H_
