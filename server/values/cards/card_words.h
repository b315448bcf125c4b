// Words that people write against the number of a card without a space.
#ifndef COMPTOIR_SERVER_VALUES_CARDS_CARD_WORDS_H_
#define COMPTOIR_SERVER_VALUES_CARDS_CARD_WORDS_H_

#include <string_view>

namespace comptoir {

// Whether a word in upper-case ASCII ends with one that says that a card's
// number follows: "VISA", "MYVISA", "CB".
bool IsWordBeforeCard(std::string_view word);

// Whether it begins with one that is written behind the number of a card:
// "EXP", "CVV".
bool IsWordBehindCard(std::string_view word);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_CARDS_CARD_WORDS_H_
