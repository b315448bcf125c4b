// Values of custom attributes in lists, held against their definitions before
// the server is asked.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_ATTRIBUTES_ATTRIBUTE_CHECK_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_ATTRIBUTES_ATTRIBUTE_CHECK_H_

#include "absl/status/status.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/customer_attributes.pb.h"

namespace comptoir::customers {

// INVALID_ARGUMENT, with the one thing that is wrong, for what the server would
// refuse. Brings other values to the form in which they are kept.
absl::Status CheckAttributeValue(const v1::AttributeDefinition& definition,
                                 v1::AttributeValue* value);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_ATTRIBUTES_ATTRIBUTE_CHECK_H_
