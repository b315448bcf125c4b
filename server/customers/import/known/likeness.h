// How much two customers are alike: what a row says, and somebody who is known.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_LIKENESS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_LIKENESS_H_

#include <string>
#include <string_view>

#include "comptoir/customers/v1/customer.pb.h"

namespace comptoir::customers {

enum class Agreement {
  // One of the two says nothing.
  kUnknown,
  kSame,
  // But for a typo, or for a part that one of them leaves out.
  kSimilar,
  // Of names: a word of them is the same.
  kPartly,
  kDifferent,
};

struct Likeness {
  Agreement reference = Agreement::kUnknown;
  Agreement email = Agreement::kUnknown;
  Agreement phone = Agreement::kUnknown;
  // Of people; of companies where no person is named.
  Agreement name = Agreement::kUnknown;
  Agreement birthday = Agreement::kUnknown;
  Agreement address = Agreement::kUnknown;
};

Likeness Compare(const v1::Customer& row, const v1::Customer& known);

// The digits of a text, of any script, as ASCII.
std::string DigitsOf(std::string_view text);

// Whether two phone numbers are the same however they are written, with or
// without country code; similar when at most two digits differ.
Agreement ComparePhones(std::string_view a, std::string_view b);

// Whether two names are the same without regard to order, case and accents.
// Similar when one is part of the other ("Marie Roux", "Marie Claire Roux") or
// a letter inside one word differs: "Jon" and "John". Partly the same are
// "Michel Roux" and "Michèle Roux", "M. Roux" and "Marie Roux": they may be
// married.
Agreement CompareNames(std::string_view a, std::string_view b);

// How sure it is that two customers are one.
enum class Sureness {
  kNone,
  // The same bare name. Only where the rest of a list is known.
  kSameName,
  // As much as is left when one cell was corrected. Only where the rest of a
  // list is known.
  kAllButOne,
  // A name and a birthday or address; or a contact with a typo in it, where no
  // reference id says otherwise.
  kLikely,
  // A name and a way to reach them.
  kContact,
  kTwoContacts,
  // The id of another program, and nothing against it.
  kReference,
};

Sureness SurenessOf(const Likeness& likeness);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_LIKENESS_H_
