// What may be kept of what a device says about a card. Pure.
#ifndef COMPTOIR_SERVER_SALES_CARDS_CARD_RULES_H_
#define COMPTOIR_SERVER_SALES_CARDS_CARD_RULES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/sales/v1/payment.pb.h"

namespace comptoir::sales {

inline constexpr size_t kCardBrandMax = 32;
inline constexpr size_t kCardFingerprintMax = 128;
inline constexpr size_t kCardholderNameMax = 128;
inline constexpr int kCardYearMin = 2000;
inline constexpr int kCardYearMax = 2199;

// `text` in NFC when it may be kept: UTF-8 of at most `length_max` code points,
// without control characters and card numbers. Else nothing.
std::string KeptText(std::string_view text, size_t length_max);

// The card without each part that is not what it should be: last four digits
// that are not four digits, a date that is none, text that may not be kept. A
// driver that sends more than it should must not make the server keep it, nor
// lose the payment. Adds the names of these fields to `left_out`, unless null.
v1::Card KeptCard(const v1::Card& card,
                  std::vector<std::string>* left_out = nullptr);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_CARDS_CARD_RULES_H_
