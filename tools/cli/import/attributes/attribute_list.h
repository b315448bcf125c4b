// What a list of customers says of custom attributes.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_ATTRIBUTES_ATTRIBUTE_LIST_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_ATTRIBUTES_ATTRIBUTE_LIST_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/customers/v1/customer_attributes.pb.h"
#include "server/customers/import/list.h"
#include "server/customers/import/spelling/dates.h"

namespace comptoir::cli {

using AttributeDefinitions = std::vector<customers::v1::AttributeDefinition>;

// What one row says of one attribute.
struct AttributeCell {
  // Index of its definition.
  size_t definition = 0;
  customers::v1::AttributeValue value;
  // As the row has it.
  std::string text;
};

struct AttributeList {
  AttributeDefinitions definitions;
  // One for each row of the list; none when no column holds an attribute.
  std::vector<std::vector<AttributeCell>> rows;
};

// Whether a column may hold an attribute, so that it takes the definitions to
// read the list.
bool MayHoldAttributes(const customers::ColumnPlan& plan);

// "HEADING=attribute:KEY" of the columns that nothing else is known of, and
// whose heading is "attribute:KEY", or the key or the name of an attribute,
// without regard to case, accents and punctuation. A name that several have is
// none. They are ListOptions.columns of the list that has them.
std::vector<std::string> AttributeColumns(
    const customers::ColumnPlan& plan, const AttributeDefinitions& definitions);

// Reads the cells of the columns that hold attributes. A row of which one is
// wrong is rejected in `list`, as what cannot be read is, with the column and
// what is wrong. INVALID_ARGUMENT for a column of an attribute that there is
// not.
absl::StatusOr<AttributeList> ReadAttributes(AttributeDefinitions definitions,
                                             customers::DateOrder date_order,
                                             customers::List* list);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_ATTRIBUTES_ATTRIBUTE_LIST_H_
