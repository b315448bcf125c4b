#include "server/customers/import/rows/birthday_order.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

DateOrder OrderOf(const std::vector<std::string>& birthdays) {
  CsvTable table;
  table.heading.cells = {"Name", "Birthday"};
  for (const std::string& birthday : birthdays) {
    table.rows.push_back({.cells = {"12/31/1980", birthday}});
  }
  // A row that ends before its birthday.
  table.rows.push_back({.cells = {"Awa"}});
  return OrderOfBirthdays(table, *PlanColumns(table.heading.cells, {}));
}

TEST(OrderOfBirthdays, IsWhatSomeOfThemProve) {
  EXPECT_EQ(OrderOf({"03/04/1982"}), DateOrder::kDayFirst);
  EXPECT_EQ(OrderOf({"12/31/1980", "04/25/1981", "03/04/1982"}),
            DateOrder::kMonthFirst);
  EXPECT_EQ(OrderOf({"31/12/1980", "03/04/1982"}), DateOrder::kDayFirst);
  EXPECT_EQ(OrderOf({"31/12/1980", "03/04/1982", "12/31/1980"}),
            DateOrder::kUncertain);
  EXPECT_EQ(OrderOf({}), DateOrder::kDayFirst);
}

}  // namespace
}  // namespace comptoir::customers
