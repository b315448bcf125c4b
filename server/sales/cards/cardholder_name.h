// The name on a card as a person's name.
#ifndef COMPTOIR_SERVER_SALES_CARDS_CARDHOLDER_NAME_H_
#define COMPTOIR_SERVER_SALES_CARDS_CARDHOLDER_NAME_H_

#include <optional>
#include <string>
#include <string_view>

namespace comptoir::sales {

struct PersonName {
  std::string given_name;
  std::string family_name;
  bool operator==(const PersonName&) const = default;
};

// Reads what a chip says (EMV tag 5F20: "SURNAME/GIVEN.TITLE", padded with
// spaces) or what is embossed ("GIVEN SURNAME").
//
// Names in capitals are written as names are: "D'ARC/JEANNE-MARIE.MS" is
// Jeanne-Marie D'Arc. nullopt when there is no person's name, as on gift cards
// ("CARDHOLDER/VALUED") and many contactless ones (" /").
std::optional<PersonName> ParseCardholderName(std::string_view text);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_CARDS_CARDHOLDER_NAME_H_
