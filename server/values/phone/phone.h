// Phone numbers as customers say them, and in the one form that is compared.
// phone_reader.h turns one into the other.
#ifndef COMPTOIR_SERVER_VALUES_PHONE_PHONE_H_
#define COMPTOIR_SERVER_VALUES_PHONE_PHONE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

struct Phone {
  // As given, trimmed.
  std::string raw;
  // "+33612345678"; empty when the number is UNVERIFIED: it could be one, but
  // not a valid number of its country or of any country that is known. Such a
  // number is kept rather than refusing a sale.
  std::string e164;
  // Digits after "x", "ext", "poste" or "#".
  std::string extension;
  // What exact search compares: the digits of e164 without "+", or the digits
  // as typed.
  std::string key;
  // The national significant number: what is left when people leave out
  // country code and trunk prefix. Search by last digits looks here.
  std::string national;

  bool is_verified() const { return !e164.empty(); }
};

// The regions (ISO 3166-1 alpha-2) that a number without "+" may belong to,
// the likeliest first: the customer's country, the location's, the merchant's.
// Empty ones are skipped. A number is read in the first region where it is
// valid, and never guessed for another one.
using PhoneRegions = std::vector<std::string>;

// The parts of a number as written.
struct WrittenPhone {
  std::string digits;  // With a leading "+" when there was one.
  std::string extension;
};

// Nullopt when `text` is not written like a phone number.
std::optional<WrittenPhone> SplitPhone(std::string_view text);

// Whether `text` is written like a phone number: 9 to 16 digits of any script
// with an optional + before, separators between, and an optional extension
// of 1 to 7 digits.
bool LooksLikePhone(std::string_view text);

// The digits of a number that is still being typed, of any script and without
// separators; "+" is kept in front. Nullopt when there is anything else in it.
std::optional<std::string> PhoneDigits(std::string_view text);

// What a search for a phone number compares with the keys of numbers.
struct PhoneKeys {
  // Of the whole number; nothing when it is not a whole one.
  std::optional<std::string> whole;
  // What the keys of numbers that begin so begin with.
  std::vector<std::string> beginnings;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_PHONE_PHONE_H_
