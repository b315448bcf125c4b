// Changes of customers' values of custom attributes, and what is shown of them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_VALUES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_VALUES_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_attributes.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "google/protobuf/repeated_field.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

using AttributeChanges =
    google::protobuf::RepeatedPtrField<v1::AttributeChange>;

// Makes the changes in a survivor's row, which is not put; on an error it may
// be half changed. Gives the definitions whose values are different now. To who
// does not see a value it is: an etag that stays would confirm a guess. Errors
// as SetCustomerAttributes.
absl::StatusOr<std::set<std::string>> ChangeAttributes(
    const Call& call, const AttributeDefinitions& definitions,
    const AttributeChanges& changes, storage::v1::StoredCustomer* profile);

// What the caller may see of the values of a survivor's row.
std::vector<v1::CustomerAttribute> SeenAttributes(
    const Call& call, const AttributeDefinitions& definitions,
    const storage::v1::StoredCustomer& profile);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_VALUES_H_
