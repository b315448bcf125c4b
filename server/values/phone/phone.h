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
  // its country is not known to have such numbers. It is kept rather than
  // refusing a sale.
  std::string e164;
  // Digits after "x", "ext", "poste" or "#".
  std::string extension;
  // What exact search compares: country code and national number, so that a
  // number is found however it is written, also an UNVERIFIED one, which may be
  // newer than what is known of its country. The digits as written when no
  // country is known.
  std::string key;
  // The national significant number: what is left when people leave out
  // country code and trunk prefix. Search by last digits looks here. As key
  // when no country is known.
  std::string national;
  // Whether it was written with "+".
  bool is_international = false;

  bool is_verified() const { return !e164.empty(); }
};

// The regions (ISO 3166-1 alpha-2) of the customer, the location and the
// merchant, in this order; empty ones are skipped. A number without "+" is one
// of the first region alone: it is never guessed for another one. The others
// say how international calls are dialled where it was written.
using PhoneRegions = std::vector<std::string>;

// Whether `text` is written like a phone number: 4 to 16 digits of any script
// with an optional + before, separators between, and an optional extension
// of 1 to 7 digits; see written_number.h.
bool LooksLikePhone(std::string_view text);

// The digits of a number that is still being typed, of any script and without
// separators; "+" is kept in front. Nullopt when there is anything else in it.
std::optional<std::string> PhoneDigits(std::string_view text);

// What a search for a phone number compares with the keys of numbers.
struct PhoneKeys {
  // The whole number; nothing when it is not a whole one.
  std::optional<Phone> whole;
  // What the keys of numbers that begin so begin with.
  std::vector<std::string> beginnings;
  // The whole number whose line is looked for in whatever plan; see
  // same_line.h.
  std::optional<Phone> alike;
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_PHONE_PHONE_H_
