// A row of a table as a customer.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_CUSTOMER_ROW_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_CUSTOMER_ROW_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/headings/columns.h"
#include "server/customers/import/rows/row_cells.h"
#include "server/customers/import/spelling/dates.h"

namespace comptoir::customers {

struct RowOptions {
  // ISO 3166-1 of customers whose row has no country: what a phone number
  // without a country code is read with. Empty: the server's own default.
  std::string country;
  // Empty: as some of a table show that all of it is meant (ReadList), else day
  // first.
  std::optional<DateOrder> date_order = std::nullopt;
  // Birthdays after it are left out. Empty: for the server to judge.
  std::optional<absl::CivilDay> latest_birthday = std::nullopt;
};

// INVALID_ARGUMENT for a country that is none, or not in upper case.
absl::Status CheckRowOptions(const RowOptions& options);

// Cells that hold more than this are no part of a customer.
inline constexpr size_t kCellBytesMax = 64 * 1024;

struct RowReading {
  // As the row has it: without the country of the options.
  v1::Customer customer;
  // What is not in it, in the order of the columns.
  std::vector<LeftOut> left_out;
};

// Reads what a person wrote, without judging it: emails, phones and lengths are
// checked by the server alone. Of several columns for one field the first that
// is filled counts; notes, lines of an address and parts of a name are put
// together. A birthday, country or language that cannot be read is left out, as
// are placeholders; nothing is left out in silence.
//
// Fails on a row with a stray quote, with other cells than the table has
// columns, with a cell above kCellBytesMax, and on one that names nobody.
absl::StatusOr<RowReading> CustomerFromRow(const CsvRow& row,
                                           const ColumnPlan& plan,
                                           const RowOptions& options);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_CUSTOMER_ROW_H_
