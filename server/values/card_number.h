// Finds card numbers in free text, so that they are refused and never stored.
#ifndef COMPTOIR_SERVER_VALUES_CARD_NUMBER_H_
#define COMPTOIR_SERVER_VALUES_CARD_NUMBER_H_

#include <cstddef>
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
// One is 13 to 19 digits of any script, alone or in groups with one space, dash
// or dot between, beside no letter or other digit, that pass the Luhn check and
// have an issuer's first digits and length (ISO/IEC 7812; the ranges stand in
// card_number.cc). Zero-width characters do not hide it. Amounts with decimals,
// international phone numbers and IBANs are not card numbers. A security code
// ("CVV 123") with an expiry date beside it is treated as one.
std::vector<CardNumberSpan> FindCardNumbers(std::string_view text);

inline bool ContainsCardNumber(std::string_view text) {
  return !FindCardNumbers(text).empty();
}

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_CARD_NUMBER_H_
