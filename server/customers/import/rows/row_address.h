// The address in a row.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_ADDRESS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_ADDRESS_H_

#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/import/rows/row_cells.h"

namespace comptoir::customers {

// Sets the address: of several, whole, the first in the order of Place that
// has more than a country; the others are left out.
void ReadAddress(RowCells& cells, v1::Customer& customer);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_ADDRESS_H_
