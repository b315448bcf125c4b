// Which column of somebody's table holds which field of a customer.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_COLUMNS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_COLUMNS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace comptoir::customers {

// A whole name in one column; split when there are no better columns.
inline constexpr std::string_view kFullName = "full_name";

struct ColumnPlan {
  // For each column the path of its field in Customer, kFullName, or "" for a
  // column that is left out.
  std::vector<std::string> fields;
  // The headings of the columns that are left out.
  std::vector<std::string> ignored;
};

// Finds the fields by their headings in English, French, Spanish, German,
// Italian and Portuguese, as other programs export them. `given` decides first:
// "Heading=field". Fails when no column names or reaches anybody, when two
// columns hold one field, and on a heading in `given` that is not there.
absl::StatusOr<ColumnPlan> PlanColumns(const std::vector<std::string>& heading,
                                       const std::vector<std::string>& given);

// The field that a heading stands for; empty when it is not known.
std::string FieldOfHeading(std::string_view heading);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_COLUMNS_H_
