// Whether two texts of one field agree: names, numbers, days.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_AGREEMENT_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_AGREEMENT_H_

#include <string>
#include <string_view>

namespace comptoir::customers {

enum class Agreement {
  // One of the two says nothing.
  kUnknown,
  kSame,
  // But for a part that one of them leaves out.
  kSimilar,
  // But for one letter or digit, or two neighbours that are swapped.
  kTypo,
  // Of names: a word of them is the same.
  kPartly,
  kDifferent,
};

// The digits of a text, of any script, as ASCII.
std::string DigitsOf(std::string_view text);

// Of texts that are not empty.
Agreement CompareEmails(std::string_view a, std::string_view b);

// Of texts that are not empty. Two numbers are the same however they are
// written, with or without country code.
Agreement ComparePhones(std::string_view a, std::string_view b);

// Whether two names are the same without regard to order, case and accents.
// Similar when one is part of the other ("Marie Roux", "Marie Claire Roux");
// a typo is a letter inside one word: "Jon" and "John". Partly the same are
// "Michel Roux" and "Michèle Roux", "M. Roux" and "Marie Roux": they may be
// married.
Agreement CompareNames(std::string_view a, std::string_view b);

// Of days as a Customer has them. Similar when the year of one is not known; a
// typo is also day and month the other way round.
Agreement CompareBirthdays(std::string_view a, std::string_view b);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_KNOWN_AGREEMENT_H_
