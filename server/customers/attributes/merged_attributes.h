// What the preview of a merge says of custom attributes.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_MERGED_ATTRIBUTES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_MERGED_ATTRIBUTES_H_

#include <string>
#include <vector>

#include "comptoir/customers/v1/merge.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

// Of a merge of `profiles`, the survivor first, into `merged`: the attributes
// that the profile would show, and those of which values would be dropped, by
// position and as far as the caller may know. MergedField.path is
// "attributes.KEY".
std::vector<v1::MergedField> MergedAttributes(
    const Call& call, const AttributeDefinitions& definitions,
    const std::vector<storage::v1::StoredCustomer>& profiles,
    const storage::v1::StoredCustomer& merged);

// The definitions of which two states of a profile show something else.
std::vector<std::string> DifferingAttributes(
    const AttributeDefinitions& definitions,
    const storage::v1::StoredCustomer& before,
    const storage::v1::StoredCustomer& after);

// Whether anybody in the profile has a value.
bool HasAttributes(const storage::v1::StoredCustomer& profile);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_MERGED_ATTRIBUTES_H_
