#include "server/readers/rules/card_rules.h"

#include <algorithm>
#include <string_view>

#include "server/values/card_number.h"

namespace comptoir::readers {
namespace {

constexpr size_t kBrandMax = 32;
constexpr size_t kFingerprintMax = 128;
constexpr size_t kNameMax = 128;
constexpr size_t kCodeMax = 64;
constexpr int kYearMin = 2000;
constexpr int kYearMax = 2199;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsKeepable(std::string_view text, size_t length_max) {
  return text.size() <= length_max && !ContainsCardNumber(text);
}

bool AreFourDigits(std::string_view text) {
  return text.size() == 4 && std::all_of(text.begin(), text.end(), IsDigit);
}

}  // namespace

void Sanitize(comptoir::sales::v1::Card& card, std::string& cardholder_name) {
  if (!IsKeepable(card.brand(), kBrandMax)) card.clear_brand();
  if (!AreFourDigits(card.last_four())) card.clear_last_four();
  if (!IsKeepable(card.fingerprint(), kFingerprintMax)) {
    card.clear_fingerprint();
  }
  if (card.expiry_month() < 1 || card.expiry_month() > 12 ||
      card.expiry_year() < kYearMin || card.expiry_year() > kYearMax) {
    card.clear_expiry_month();
    card.clear_expiry_year();
  }
  if (!IsKeepable(cardholder_name, kNameMax)) cardholder_name.clear();
}

std::string SanitizeCode(const std::string& text) {
  return IsKeepable(text, kCodeMax) ? text : std::string();
}

}  // namespace comptoir::readers
