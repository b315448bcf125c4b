#include "server/values/cards/issuers.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace comptoir {
namespace {

bool PassesLuhn(std::string_view digits) {
  int sum = 0;
  bool doubles = false;
  for (size_t i = digits.size(); i-- > 0; doubles = !doubles) {
    int value = digits[i] - '0';
    if (doubles) value = value > 4 ? 2 * value - 9 : 2 * value;
    sum += value;
  }
  return sum % 10 == 0;
}

// A set of lengths.
constexpr uint32_t Of(size_t length) { return uint32_t{1} << length; }
constexpr uint32_t kFourteen = Of(14);
constexpr uint32_t kFifteen = Of(15);
constexpr uint32_t kSixteen = Of(16);
constexpr uint32_t kNineteen = Of(19);

struct Issuer {
  // First digits of its numbers, both of one length.
  uint32_t prefix_first;
  uint32_t prefix_last;
  size_t prefix_digits;
  uint32_t lengths;
};

// The rare lengths of a scheme stand here only where its numbers are seen with
// them: each of them is also the length of somebody's orders or parcels.
constexpr Issuer kIssuers[] = {
    {4, 4, 1, kSixteen | kNineteen},        // Visa
    {51, 55, 2, kSixteen},                  // Mastercard
    {2221, 2720, 4, kSixteen},              // Mastercard
    {34, 34, 2, kFifteen},                  // American Express
    {37, 37, 2, kFifteen},                  // American Express
    {6011, 6011, 4, kSixteen | kNineteen},  // Discover
    {644, 649, 3, kSixteen | kNineteen},    // Discover
    {65, 65, 2, kSixteen | kNineteen},      // Discover, RuPay, Verve
    {300, 305, 3, kFourteen | kSixteen},    // Diners Club
    {309, 309, 3, kFourteen | kSixteen},    // Diners Club
    {36, 36, 2, kFourteen | kSixteen},      // Diners Club
    {38, 39, 2, kFourteen | kSixteen},      // Diners Club
    {3528, 3589, 4, kSixteen | kNineteen},  // JCB
    {62, 62, 2, kSixteen | Of(17) | Of(18) | kNineteen},  // UnionPay
    {8100, 8171, 4, kNineteen},                           // UnionPay
    {8171, 8171, 4, kSixteen},                            // UnionPay
    {50, 50, 2, kSixteen},       // Maestro, Elo, Verve, Dankort, Meeza
    {56, 58, 2, kSixteen},       // Maestro, Mada
    {60, 69, 2, kSixteen},       // Maestro, Elo, RuPay, Hipercard, Bancontact
    {5018, 5018, 4, kNineteen},  // Maestro
    {5020, 5020, 4, kNineteen},  // Maestro
    {5038, 5038, 4, kNineteen},  // Maestro
    {5060, 5061, 4, Of(18) | kNineteen},    // Verve
    {5078, 5078, 4, kNineteen},             // Aura, Verve
    {5893, 5893, 4, kNineteen},             // Maestro
    {6304, 6304, 4, kNineteen},             // Maestro
    {6333, 6334, 4, Of(18) | kNineteen},    // Maestro
    {6759, 6763, 4, Of(18) | kNineteen},    // Maestro
    {6767, 6767, 4, Of(18) | kNineteen},    // Maestro
    {6799, 6799, 4, kNineteen},             // Maestro
    {9792, 9792, 4, kSixteen},              // Troy
    {2200, 2205, 4, kSixteen | kNineteen},  // Mir, Borica, PayPak
    {9704, 9704, 4, kSixteen | kNineteen},  // Napas
    {8600, 8600, 4, kSixteen},              // Uzcard
    {9860, 9860, 4, kSixteen},              // Humo
    {9682, 9682, 4, kSixteen},              // Mada
    {9112, 9112, 4, kSixteen},              // Belkart
    {9051, 9051, 4, kSixteen},              // ArCa
    {1946, 1946, 4, kSixteen},              // GPN
};

constexpr std::array<std::string_view, 3> kPublished = {
    "4222222222222",   // Of Visa, from when it had 13 digits.
    "38000000000006",  // Of Diners Club; a SIRET by their check digits.
    "36438999960016",
};

uint32_t PrefixOf(std::string_view digits, size_t count) {
  uint32_t prefix = 0;
  for (const char c : digits.substr(0, count)) {
    prefix = prefix * 10 + static_cast<uint32_t>(c - '0');
  }
  return prefix;
}

bool IsIssued(std::string_view digits) {
  const uint32_t length = Of(digits.size());
  return std::any_of(
      std::begin(kIssuers), std::end(kIssuers), [&](const Issuer& issuer) {
        const uint32_t prefix = PrefixOf(digits, issuer.prefix_digits);
        return (issuer.lengths & length) != 0 &&
               prefix >= issuer.prefix_first && prefix <= issuer.prefix_last;
      });
}

// The number of a Chinese identity card has the day of birth in its middle and
// may begin as UnionPay's do.
bool IsChineseIdentity(std::string_view digits) {
  if (digits.size() != 18) return false;
  const uint32_t year = PrefixOf(digits.substr(6), 4);
  const uint32_t month = PrefixOf(digits.substr(10), 2);
  const uint32_t day = PrefixOf(digits.substr(12), 2);
  return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 &&
         day <= 31;
}

}  // namespace

bool IsCardNumber(std::string_view digits) {
  if (IsPublishedForTests(digits)) return true;
  return digits.size() >= kCardDigitsMin && digits.size() <= kCardDigitsMax &&
         PassesLuhn(digits) && IsIssued(digits) && !IsChineseIdentity(digits);
}

bool IsSiret(std::string_view digits) {
  return digits.size() == 14 && PassesLuhn(digits) &&
         PassesLuhn(digits.substr(0, 9));
}

bool IsPublishedForTests(std::string_view digits) {
  return std::find(kPublished.begin(), kPublished.end(), digits) !=
         kPublished.end();
}

}  // namespace comptoir
