#include "server/values/cards/card_words.h"

#include <algorithm>
#include <iterator>

namespace comptoir {
namespace {

// Of four letters and more: also as a part of a longer word.
constexpr std::string_view kBefore[] = {
    "AMEX",   "CARD",     "CARTA",   "CARTAO",   "CARTE",
    "DINERS", "DISCOVER", "KAART",   "KARTA",    "KARTE",
    "KORT",   "MAESTRO",  "TARJETA", "UNIONPAY", "VISA"};
constexpr std::string_view kShortBefore[] = {"CB",  "CC", "EC",
                                             "JCB", "MC", "PAN"};
constexpr std::string_view kBehind[] = {"EXPI", "VALID"};
constexpr std::string_view kShortBehind[] = {"CID", "CVC", "CVN",
                                             "CVV", "CVX", "EXP"};

template <typename Words>
bool Has(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace

bool IsWordBeforeCard(std::string_view word) {
  return Has(kShortBefore, word) ||
         std::any_of(
             std::begin(kBefore), std::end(kBefore),
             [&](std::string_view known) { return word.ends_with(known); });
}

bool IsWordBehindCard(std::string_view word) {
  return Has(kShortBehind, word) ||
         std::any_of(
             std::begin(kBehind), std::end(kBehind),
             [&](std::string_view known) { return word.starts_with(known); });
}

}  // namespace comptoir
