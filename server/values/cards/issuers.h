// Which digits are the number of a payment card.
#ifndef COMPTOIR_SERVER_VALUES_CARDS_ISSUERS_H_
#define COMPTOIR_SERVER_VALUES_CARDS_ISSUERS_H_

#include <cstddef>
#include <string_view>

namespace comptoir {

// No scheme issues shorter or longer numbers today. (Visa's numbers of 13
// digits are gone; what has 13 digits is the number of an article.)
inline constexpr size_t kCardDigitsMin = 14;
inline constexpr size_t kCardDigitsMax = 19;

// Whether ASCII `digits` pass the check of Luhn and have the first digits and
// the length of a scheme's numbers (ISO/IEC 7812), or are a number that a
// scheme or processor publishes for tests.
bool IsCardNumber(std::string_view digits);

// Whether 14 digits are a SIRET, the number of a French establishment: the
// whole and its first nine digits, the SIREN, pass the check of Luhn. One in
// ten numbers of Diners Club does, too.
bool IsSiret(std::string_view digits);

// Whether a number stands in the list of those that are published for tests and
// that no rule knows.
bool IsPublishedForTests(std::string_view digits);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_CARDS_ISSUERS_H_
