// What a value of a custom attribute may be: decisions without a store.
//
// Formats and limits that all values of a type share stand in
// customer_attributes.proto.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_VALUE_RULES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_VALUE_RULES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/customer_attributes.pb.h"
#include "server/base/status.h"

namespace comptoir::customers {

// What a value of a type is called: its field of AttributeValue, and for
// people.
struct ValueKind {
  v1::AttributeValue::KindCase field;
  std::string_view name;
  std::string_view what;
};
const ValueKind& KindOf(const v1::AttributeDefinition& definition);

// The day of a date, YYYY-MM-DD; nullopt for what is none.
std::optional<absl::CivilDay> DayOfDate(std::string_view text);

// Whether nothing is in it: the value is to be cleared.
bool IsCleared(const v1::AttributeChange& change);

// Whether the value is of the definition's type.
bool IsOfType(const v1::AttributeDefinition& definition,
              const v1::AttributeValue& value);

// Brings a value that was sent to the form in which it is kept: trimmed,
// numbers in their shortest form, chosen options in the definition's order.
// Adds what is wrong with it; `field` is where it stands in the request.
void ReadValue(const v1::AttributeDefinition& definition,
               std::string_view field, v1::AttributeValue* value,
               FieldViolations* violations);

// Leaves of a stored value what the definition still knows: options that were
// removed from it are dropped. False when nothing is left.
bool KeepKnown(const v1::AttributeDefinition& definition,
               v1::AttributeValue* value);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_VALUE_RULES_H_
