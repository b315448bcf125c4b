// Conditions on texts of profiles.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_TEXT_FILTER_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_TEXT_FILTER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/filter.pb.h"
#include "server/base/ids.h"
#include "server/customers/filters/filter_kind.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Rows of email addresses, phone numbers and reference ids that the parts of
// one filter look up together: more are refused, since each is read from the
// store.
inline constexpr size_t kLookedUpMax = 100'000;

// Reads a condition on the FieldColumns that are MerchantColumns::set(place).
// Errors as Filter says; RESOURCE_EXHAUSTED, reason FILTER_TOO_BROAD, beyond
// kLookedUpMax.
absl::StatusOr<Condition> CompileText(const FilterContext& context,
                                      const v1::TextFilter& filter,
                                      size_t place, const std::string& field);

// The customers of the rows of an index of customers, at most `limit`.
absl::StatusOr<std::vector<IdBytes>> IdsInIndex(const kv::View& view,
                                                const kv::Range& range,
                                                size_t limit,
                                                const std::string& field);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_TEXT_FILTER_H_
