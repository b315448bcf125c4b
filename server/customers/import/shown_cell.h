// Cells of a table as they may be shown and written again.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_SHOWN_CELL_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_SHOWN_CELL_H_

#include <string>
#include <string_view>

namespace comptoir::customers {

// The cell with stars for the digits of card numbers, of which the last four
// stay. What is no UTF-8 is given as it is.
std::string ShownCell(std::string_view cell);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_SHOWN_CELL_H_
