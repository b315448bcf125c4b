// A row of a table as a customer.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_CUSTOMER_ROW_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_CUSTOMER_ROW_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/columns.h"

namespace comptoir::customers {

// How 03/04/1990 is meant.
enum class DateOrder { kDayFirst, kMonthFirst };

struct RowOptions {
  // ISO 3166-1 of customers whose row has no country: what a phone number
  // without a country code is read with. Empty: the server's own default.
  std::string country;
  DateOrder date_order = DateOrder::kDayFirst;
};

// Reads what a person wrote, without judging it: emails, phones and lengths are
// checked by the server alone. Fails on a row with other cells than the table
// has columns, on a date or a country that cannot be read, and on a row
// that names nobody.
absl::StatusOr<v1::Customer> CustomerFromRow(const CsvRow& row,
                                             const ColumnPlan& plan,
                                             const RowOptions& options);

// YYYY-MM-DD or MM-DD from any usual spelling of a date.
absl::StatusOr<std::string> ReadDate(std::string_view text, DateOrder order);

// ISO 3166-1 alpha-2 from a code or a name in any of the languages of
// PlanColumns.
absl::StatusOr<std::string> ReadCountry(std::string_view text);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_CUSTOMER_ROW_H_
