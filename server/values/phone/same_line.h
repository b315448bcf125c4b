// Whether two phone numbers that differ may be one line.
#ifndef COMPTOIR_SERVER_VALUES_PHONE_SAME_LINE_H_
#define COMPTOIR_SERVER_VALUES_PHONE_SAME_LINE_H_

#include <cstddef>
#include <string_view>

namespace comptoir {

// Numbers that may be one line end alike: in this many digits of the national
// number at least. Shorter numbers are like no other.
inline constexpr size_t kSharedDigitsMin = 7;

// A number as stored; see Phone of phone.h.
struct PhoneLine {
  std::string_view key;
  std::string_view national;
  bool is_verified = false;
};

// Whether `a` and `b`, which are not equal, may be one line:
//
// - numbers of one country of which one has one or two digits more, put in at
//   one place: what countries do who need more numbers (Brazil's ninth digit,
//   Benin's 01) or mark mobile numbers when called from abroad (Argentina's 9);
// - when one of them is not verified, or `a_is_local` (it was written without
//   "+", so its country is a guess), also those with one national number, a
//   trunk prefix or a country code left in.
//
// A guess for a person to decide on, never for a program.
bool MayBeSameLine(const PhoneLine& a, const PhoneLine& b, bool a_is_local);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_PHONE_SAME_LINE_H_
