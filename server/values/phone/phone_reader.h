// Reads phone numbers by the rules of their countries (libphonenumber).
//
// One number takes tens of microseconds. A transaction waits for nothing that
// takes so long: numbers are read before it, and it is given what they are
// (phone_readings.h).
#ifndef COMPTOIR_SERVER_VALUES_PHONE_PHONE_READER_H_
#define COMPTOIR_SERVER_VALUES_PHONE_PHONE_READER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/values/phone/phone.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir {

// Nullopt when `text` is not a phone number as LooksLikePhone says.
//
// France includes its overseas departments: 0692 10 20 30 in FR is a number of
// Réunion, +262692102030.
std::optional<Phone> ParsePhone(std::string_view text,
                                const PhoneRegions& regions);

// What the keys of numbers that begin like `typed`, from PhoneDigits, begin
// with. "0612" gives "0612" and, in region FR, "33612"; "+336" gives "336".
std::vector<std::string> PhoneKeyPrefixes(std::string_view typed,
                                          const PhoneRegions& regions);

// What to search for when `text` is, or begins, a phone number; nothing in it
// when it is neither.
PhoneKeys SearchKeysOf(std::string_view text, const PhoneRegions& regions);

// Reads the number of somebody in `country`, which may be "".
void AddReading(std::string_view text, std::string_view country,
                PhoneReadings* readings);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_PHONE_PHONE_READER_H_
