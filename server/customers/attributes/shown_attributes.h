// Values of custom attributes in customers' rows, and what a profile shows.
//
// A row has the identity's own values. The survivor's row has, with each of who
// was merged into it, a copy of theirs, so that the profile's are told by its
// row alone: the value that was chosen when they were merged, else the
// survivor's own, else that of the first in StoredCustomer.merged who has one,
// each of them by its own choices first. Values of deleted definitions, and of
// options that were removed, are stored for a while and never shown. What is
// cleared of a profile leaves its row with all copies; the rows of those who
// were merged away keep theirs, and show them again when they are taken out.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_SHOWN_ATTRIBUTES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_SHOWN_ATTRIBUTES_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/customer_attributes.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/attributes/attribute_tables.h"

namespace comptoir::customers {

// Bytes of all values of one identity.
inline constexpr size_t kAttributeBytesMax = size_t{16} << 10;

// Refers to the definitions and the row that it was made of.
struct ShownAttribute {
  const v1::AttributeDefinition* definition = nullptr;
  // Without options that were removed from the definition.
  v1::AttributeValue value;
  // The identity whose value it is.
  std::string_view customer_id;
};

// What the profile of a survivor's row shows, in the order of the definitions.
std::vector<ShownAttribute> ShownAttributes(
    const AttributeDefinitions& definitions,
    const storage::v1::StoredCustomer& profile);

// A value that may show, and whose it is. Refers to the row.
struct AttributeCandidate {
  const v1::AttributeValue* value = nullptr;
  std::string_view customer_id;
};

// All values of a definition: the first one of which the definition knows
// something is the one that shows.
std::vector<AttributeCandidate> AttributeCandidates(
    std::string_view definition_id, const storage::v1::StoredCustomer& profile);

// The one of a definition; nullopt when it shows none.
std::optional<ShownAttribute> FindShown(
    const v1::AttributeDefinition& definition,
    const storage::v1::StoredCustomer& profile);

// Makes the value the survivor's own.
void SetAttribute(std::string_view definition_id,
                  const v1::AttributeValue& value,
                  storage::v1::StoredCustomer* profile);
// Lets the value of one who was merged into the profile show.
void ChooseAttribute(std::string_view definition_id,
                     std::string_view customer_id,
                     storage::v1::StoredCustomer* profile);
// Lets the profile show what it does without those who stand in
// StoredCustomer.merged from `first_merged` on, be it nothing.
void KeepAttribute(std::string_view definition_id, int first_merged,
                   storage::v1::StoredCustomer* profile);
// Choices of values that are not there any more, since who had them has left.
std::vector<storage::v1::StoredAttributeChoice> IdleChoices(
    const storage::v1::StoredCustomer& row);
// Takes them away.
void DropIdleChoices(storage::v1::StoredCustomer* row);
// Takes the value away, whoever in the profile it is of.
void ClearAttribute(std::string_view definition_id,
                    storage::v1::StoredCustomer* profile);

// Takes away, copies included, what is of no definition and of no option that
// there is. Whether there was any.
bool DropUnknownAttributes(const AttributeDefinitions& definitions,
                           storage::v1::StoredCustomer* row);

// Bytes of the row's own values, as stored.
size_t AttributeBytes(const storage::v1::StoredCustomer& row);

// Changes every value of a definition in a row, copies included; those for
// which `keep` is false go. Whether the row's own was changed or went;
// `has_changed` is set to whether any was.
using KeepValue = std::function<bool(v1::AttributeValue* value)>;
bool RewriteAttributes(std::string_view definition_id, const KeepValue& keep,
                       storage::v1::StoredCustomer* row, bool* has_changed);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_SHOWN_ATTRIBUTES_H_
