// The names in a row.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_NAMES_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_NAMES_H_

#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/import/rows/row_cells.h"

namespace comptoir::customers {

// Sets given, family and company name. A whole name is split where there is no
// better column: at a comma behind the family name, else before or behind the
// first word, by the column's heading and by the script. One word alone is the
// given name. Beside other columns it adds nothing: neither a second name nor
// one that is not there. Of a company it is the company's name, once.
void ReadNames(RowCells& cells, v1::Customer& customer);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_NAMES_H_
