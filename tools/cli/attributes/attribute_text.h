// Values of custom attributes as people write and read them.
#ifndef COMPTOIR_TOOLS_CLI_ATTRIBUTES_ATTRIBUTE_TEXT_H_
#define COMPTOIR_TOOLS_CLI_ATTRIBUTES_ATTRIBUTE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/customer_attributes.pb.h"

namespace comptoir::cli {

// What "KEY=VALUE" asks for. The value is written as the type of the attribute
// wants it: yes or no, YYYY-MM-DD, options by their names and with commas
// between, an address as "locality=Lyon,country=FR". INVALID_ARGUMENT for a key
// that none of the definitions has, and for what is no such value.
absl::StatusOr<customers::v1::AttributeChange> ReadAssignment(
    const std::vector<customers::v1::AttributeDefinition>& definitions,
    std::string_view text);

// The value alone. INVALID_ARGUMENT for what is no value of the attribute.
absl::Status ReadAttributeValue(
    const customers::v1::AttributeDefinition& definition,
    const std::string& text, customers::v1::AttributeValue* value);

// A value in the same words; "(redacted)" when the caller may not see it.
std::string AttributeText(const customers::v1::CustomerAttribute& attribute);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_ATTRIBUTES_ATTRIBUTE_TEXT_H_
