// What suggestions of duplicates stand on, of one profile.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_PROFILE_FACTS_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_PROFILE_FACTS_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/customer_tables.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {

// Names of a profile that are compared: the one that it shows, and those of who
// was merged into it, as far as they differ. What is beyond them is not.
inline constexpr size_t kComparedNamesMax = 8;

// By what two customers may be suggested: the indexes in the order in which
// they are walked, and what their fields are called.
struct Identifier {
  store::Space space;
  std::string_view field;
};
inline constexpr std::array<Identifier, 3> kIdentifiers = {
    {{store::Space::kCustomersByEmail, "email_address"},
     {store::Space::kCustomersByPhone, "phone_number"},
     {store::Space::kCustomersByReference, "reference_id"}}};
inline constexpr size_t kEmail = 0;
inline constexpr size_t kPhone = 1;
inline constexpr size_t kReference = 2;

// Names, folded (values/text.h).
struct FoldedNames {
  std::string given;
  // Given and family name.
  std::string person;
  std::string company;

  bool empty() const { return person.empty() && company.empty(); }
  bool operator==(const FoldedNames&) const = default;
};

struct ProfileFacts {
  // For each of kIdentifiers the tails of the profile's rows in that index, in
  // order: by definition what it is found by.
  std::array<std::vector<std::string>, kIdentifiers.size()> keys;
  // The ones that are shown first; none of somebody without a name.
  std::vector<FoldedNames> names;
  std::string birthday;
  std::string eu_vat;

  bool operator==(const ProfileFacts&) const = default;
};

// Nothing is found of who was merged away: the profile has it.
ProfileFacts FactsOf(const CustomerTables& tables,
                     const storage::v1::StoredCustomer& profile);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_PROFILE_FACTS_H_
