#include "server/values/phone/same_line.h"

#include <algorithm>

namespace comptoir {
namespace {

// Digits that countries have put into their numbers at once.
constexpr size_t kAddedByPlanMax = 2;
// The longest country code.
constexpr size_t kCountryCodeMax = 3;

std::string_view CountryCode(const PhoneLine& line) {
  return line.key.substr(0, line.key.size() - line.national.size());
}

std::string_view WithoutZeros(std::string_view national) {
  national.remove_prefix(
      std::min(national.find_first_not_of('0'), national.size()));
  return national;
}

// Whether one is the other with up to `most` digits put in at one place, so
// that they still end alike.
bool DifferByInsertion(std::string_view a, std::string_view b, size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return false;
  const auto common_end =
      std::mismatch(a.rbegin(), a.rend(), b.rbegin()).first - a.rbegin();
  if (static_cast<size_t>(common_end) < kSharedDigitsMin) return false;
  const size_t begin = a.size() - static_cast<size_t>(common_end);
  return a.substr(0, begin) == b.substr(0, begin);
}

}  // namespace

bool MayBeSameLine(const PhoneLine& a, const PhoneLine& b, bool a_is_local) {
  const bool are_sure = a.is_verified && b.is_verified;
  if (CountryCode(a) == CountryCode(b) &&
      DifferByInsertion(a.national, b.national, kAddedByPlanMax)) {
    return true;
  }
  if (are_sure && !a_is_local) return false;
  const std::string_view plain_a = WithoutZeros(a.national);
  const std::string_view plain_b = WithoutZeros(b.national);
  if (plain_a.size() >= kSharedDigitsMin && plain_a == plain_b) return true;
  return !are_sure && DifferByInsertion(plain_a, plain_b, kCountryCodeMax);
}

}  // namespace comptoir
