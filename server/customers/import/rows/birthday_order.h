// How the birthdays of a table are meant.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_BIRTHDAY_ORDER_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_BIRTHDAY_ORDER_H_

#include "server/base/csv/csv_reader.h"
#include "server/customers/import/headings/columns.h"
#include "server/customers/import/spelling/dates.h"

namespace comptoir::customers {

// The order that some cells prove for the others; the day first where none
// does. Where cells prove both, none is known.
DateOrder OrderOfBirthdays(const CsvTable& table, const ColumnPlan& plan);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_BIRTHDAY_ORDER_H_
