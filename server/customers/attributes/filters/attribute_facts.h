// What filters look at of the custom attributes of one profile.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FACTS_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FACTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/base/ids.h"

namespace comptoir::customers {

// Of a folded text, the bytes that are looked at.
inline constexpr size_t kFilteredTextBytesMax = 128;

// Lists of options, each chosen by one identity: the first of them of which the
// definition still knows an option is the one that the profile shows.
using Selections = std::vector<std::vector<IdBytes>>;

// The value of a definition that a profile shows, in the form in which values
// of its type are compared:
// - a number in units of its fifth decimal, or the fingerprint of an email
//   address or phone number;
// - the number of a day, 0 or 1 for a boolean, 1 for an address;
// - a text, folded and cut;
// - what was chosen.
struct AttributeFact {
  IdBytes definition_id{};
  std::variant<int64_t, uint32_t, std::string, Selections> value;
};

// Of a survivor's row; of one that is merged into another, nothing.
std::vector<AttributeFact> AttributeFactsOf(
    const storage::v1::StoredCustomer& row);

uint32_t NumberOfDay(absl::CivilDay day);

// 64 bits of a digest: whoever asks has the whole address or number.
int64_t EmailFingerprint(std::string_view email);
int64_t PhoneFingerprint(std::string_view phone);

// The folded text; of one that is longer than what is looked at, its beginning
// with a mark behind it that is in no other text.
std::string FilteredText(std::string_view text);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FACTS_H_
