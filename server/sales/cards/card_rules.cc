#include "server/sales/cards/card_rules.h"

#include <algorithm>

#include "server/values/card_number.h"
#include "server/values/text.h"

namespace comptoir::sales {
namespace {

using v1::Card;

bool AreFourDigits(std::string_view text) {
  return text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) {
           return c >= '0' && c <= '9';
         });
}

bool IsDate(const Card& card) {
  return card.expiry_month() >= 1 && card.expiry_month() <= 12 &&
         card.expiry_year() >= kCardYearMin &&
         card.expiry_year() <= kCardYearMax;
}

}  // namespace

std::string KeptText(std::string_view text, size_t length_max) {
  if (!IsValidUtf8(text)) return {};
  std::string composed = ToNfc(text);
  if (CodePointCount(composed) > length_max || HasControlCharacters(composed) ||
      composed.find_first_of("\t\r\n") != std::string::npos ||
      ContainsCardNumber(composed)) {
    return {};
  }
  return composed;
}

Card KeptCard(const Card& card, std::vector<std::string>* left_out) {
  Card kept;
  const auto leave_out = [left_out](const char* field) {
    if (left_out != nullptr) left_out->push_back(field);
  };
  kept.set_brand(KeptText(card.brand(), kCardBrandMax));
  if (kept.brand().empty() && !card.brand().empty()) leave_out("brand");
  if (AreFourDigits(card.last_four())) {
    kept.set_last_four(card.last_four());
  } else if (!card.last_four().empty()) {
    leave_out("last_four");
  }
  if (IsDate(card)) {
    kept.set_expiry_month(card.expiry_month());
    kept.set_expiry_year(card.expiry_year());
  } else if (card.expiry_month() != 0 || card.expiry_year() != 0) {
    leave_out("expiry_month");
  }
  kept.set_fingerprint(KeptText(card.fingerprint(), kCardFingerprintMax));
  if (kept.fingerprint().empty() && !card.fingerprint().empty()) {
    leave_out("fingerprint");
  }
  return kept;
}

}  // namespace comptoir::sales
