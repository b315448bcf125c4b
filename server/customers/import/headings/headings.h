// What a column is called, and what that means.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_HEADINGS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_HEADINGS_H_

#include <string>
#include <string_view>

#include "server/customers/import/headings/heading_words.h"

namespace comptoir::customers {

struct Heading {
  // A path in Customer or one of the fields of heading_words.h; empty when the
  // heading is not known.
  std::string field;
  // Among columns of one field the lower is preferred, or comes first.
  int rank = 0;
  // Columns of one address have the same; the lower is preferred. 0 for those
  // that name no place.
  int group = 0;
};

// Reads a heading without regard to case, accents and punctuation: "N° de
// Téléphone", "Home City", "Rue (bureau) 2", "Address 1 - Street",
// "billing_postcode".
Heading ReadHeading(std::string_view text);

// Before the key of a custom attribute, in the field of a column that holds it.
inline constexpr std::string_view kAttributeField = "attribute:";

// Whether `field` is one that a heading can have. Which custom attributes there
// are is for others to know.
bool IsColumnField(std::string_view field);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_HEADINGS_H_
