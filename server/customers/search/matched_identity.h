// By which identity of a merged profile a suggestion was found.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEARCH_MATCHED_IDENTITY_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEARCH_MATCHED_IDENTITY_H_

#include <cstddef>
#include <string_view>

#include "comptoir/customers/v1/customer_query.pb.h"
#include "server/customers/rules/identities.h"
#include "server/values/phone/phone.h"

namespace comptoir::customers {

struct Matched {
  // Null when it is several that have it together.
  const Identity* identity = nullptr;
  // Of an email address or a phone number which it is, in the order of
  // KeysIn(): 0 for the primary one.
  size_t place = 0;
};

// The first of the identities, at best what the profile shows, in which
// `matched` is what `text` finds.
Matched FindMatched(const Identities& identities, v1::SuggestionMatch matched,
                    std::string_view text, const PhoneKeys& phones);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEARCH_MATCHED_IDENTITY_H_
