// Which column of somebody's table holds which field of a customer.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_COLUMNS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_COLUMNS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/headings/headings.h"

namespace comptoir::customers {

struct Column {
  // As the table has it.
  std::string name;
  // What it holds; no field for a column that is left out.
  Heading heading;
};

struct ColumnPlan {
  // One for each column of the table.
  std::vector<Column> columns;
  // The names of the columns that are left out.
  std::vector<std::string> ignored;

  // Indexes of the columns of a field, the preferred first.
  std::vector<size_t> ColumnsOf(std::string_view field) const;
};

// Finds the fields by their headings, see heading_words.h. Several columns may
// hold one field: see CustomerFromRow. "Name" beside a first name is the family
// name, beside a family name the first name, beside both or neither the whole.
// "Nom" is the family name, unless the table has whole names.
//
// `given` decides first: "Heading=field", or "Heading=" for none. Fails when no
// column names or reaches anybody, and on a heading in `given` that is not
// there or a field that customers have not.
absl::StatusOr<ColumnPlan> PlanColumns(const std::vector<std::string>& heading,
                                       const std::vector<std::string>& given);

// Moves the heading of `table` down to where it is when there are titles above
// it, and drops those. Of the first rows the one is taken whose cells are best
// known as headings, or stand in `given`; without two of them the first stays.
void FindHeading(const std::vector<std::string>& given, CsvTable& table);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_HEADINGS_COLUMNS_H_
