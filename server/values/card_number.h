// Finds card numbers in free text, so that they are refused and never stored.
#ifndef COMPTOIR_SERVER_VALUES_CARD_NUMBER_H_
#define COMPTOIR_SERVER_VALUES_CARD_NUMBER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

// Bytes [begin, end) of the text. Says where, never what.
struct CardNumberSpan {
  size_t begin;
  size_t end;
  bool operator==(const CardNumberSpan&) const = default;
};

// The card numbers in valid UTF-8, from left to right.
//
// One is what cards/issuers.h says, in digits of any script, beside no other
// digit and no letter, but for words such as in "visa4111..." and "...1111exp"
// (cards/card_words.h): of order numbers that are letters and 16 digits, one in
// 26 would be refused. Alone, or in groups: in any with one space, dash or
// dot between; in four groups of four with any few characters between that are
// no letters, unless they look like two numbers of eight ("6123 4567 / 9123
// 4567"); in others as on a card with the same between all of them ("3782,
// 822463, ...", "3782/822463/...", line ends). Invisible characters do not hide
// it. SIRETs, amounts with decimals, international phone numbers, IBANs and
// UUIDs are not card numbers. A security code ("CVV 123") with an expiry date
// beside it is treated as one.
std::vector<CardNumberSpan> FindCardNumbers(std::string_view text);

// `text` with stars for the digits of its card numbers but the last four, to be
// shown to whoever has to mend it.
std::string MaskCardNumbers(std::string_view text);

inline bool ContainsCardNumber(std::string_view text) {
  return !FindCardNumbers(text).empty();
}

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_CARD_NUMBER_H_
