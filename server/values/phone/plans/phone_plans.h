// The numbering plans of all countries: numbering_plans.json, read by
// libphonenumber in place of the older ones that are compiled into it.
//
// Thread-safe.
#ifndef COMPTOIR_SERVER_VALUES_PHONE_PLANS_PHONE_PLANS_H_
#define COMPTOIR_SERVER_VALUES_PHONE_PLANS_PHONE_PLANS_H_

#include <optional>
#include <string>
#include <string_view>

namespace comptoir {

// A number as a plan understands it.
struct PlannedNumber {
  // Country code and national number: what follows "+" in E.164.
  std::string digits;
  // The national (significant) number: without trunk prefix, but with zeros
  // that belong to it, as in Italy.
  std::string national;
  // Whether its country has such numbers. The plan may be older than the
  // number.
  bool is_valid = false;
  // Whether it was dialled with the country's prefix of international calls.
  bool has_international_prefix = false;
};

// Reads what follows "+". Nothing when it begins with no country's code.
std::optional<PlannedNumber> ReadInternational(std::string_view digits);

// Reads what is dialled in `region`: a national number with or without trunk
// prefix, or another country's behind the region's own international prefix.
// Nothing when the region has no plan or no country's code follows the prefix.
std::optional<PlannedNumber> ReadDialled(std::string_view digits,
                                         const std::string& region);

// The region's country code, such as "33", and the prefix of its national
// calls, such as "0"; empty when it has none.
std::string CountryCodeOf(const std::string& region);
std::string TrunkPrefixOf(const std::string& region);

// Whether the region dials 011 before the numbers of other countries.
bool IsNorthAmerican(const std::string& region);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_PHONE_PLANS_PHONE_PLANS_H_
