// What may be kept of what a reader says about a card. Pure.
#ifndef COMPTOIR_SERVER_READERS_RULES_CARD_RULES_H_
#define COMPTOIR_SERVER_READERS_RULES_CARD_RULES_H_

#include <string>

#include "comptoir/readers/v1/reader_stream.pb.h"
#include "comptoir/sales/v1/payment.pb.h"

namespace comptoir::readers {

// Clears every part of `card` and `cardholder_name` that is not what it should
// be: last four digits that are not four digits, a date that is none, text that
// is too long or holds a card number. A driver that sends more than it should
// must not make the server keep it, nor lose the payment.
void Sanitize(comptoir::sales::v1::Card& card, std::string& cardholder_name);

// `text` when it is short and holds no card number, else "".
std::string SanitizeCode(const std::string& text);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_RULES_CARD_RULES_H_
