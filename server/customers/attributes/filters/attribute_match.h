// What a condition on a custom attribute asks of its column.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_MATCH_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_MATCH_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/attribute_filter.pb.h"
#include "server/customers/attributes/filters/attribute_columns.h"
#include "server/customers/filters/filter_kind.h"

namespace comptoir::customers {

// In the metadata of the refusal of a condition on another type than the
// attribute's: the id of that.
inline constexpr char kMisfitAttribute[] = "attribute_definition_id";

// Makes the test over the values of the definition, which stay as they are
// while it is used.
using AttributeMatch = std::function<Test(const AttributeColumn& column)>;

// Of a definition that the caller sees. `exists` holds for who has a value,
// whatever it is said to be. Errors as AttributeFilter says; `field` is where
// it stands in the request.
absl::StatusOr<AttributeMatch> ReadAttributeMatch(
    const v1::AttributeDefinition& definition,
    const v1::AttributeFilter& filter, const std::string& field);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_MATCH_H_
