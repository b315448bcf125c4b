#include "server/customers/import/rows/birthday_order.h"

#include <cstddef>
#include <optional>

#include "server/customers/import/spelling/cells.h"

namespace comptoir::customers {

DateOrder OrderOfBirthdays(const CsvTable& table, const ColumnPlan& plan) {
  std::optional<DateOrder> proven;
  for (const size_t column : plan.ColumnsOf("birthday")) {
    for (const CsvRow& row : table.rows) {
      if (column >= row.cells.size()) continue;
      const std::optional<DateOrder> order =
          ProvenOrder(CleanCell(row.cells[column]));
      if (!order) continue;
      if (proven && *proven != *order) return DateOrder::kUncertain;
      proven = order;
    }
  }
  return proven.value_or(DateOrder::kDayFirst);
}

}  // namespace comptoir::customers
