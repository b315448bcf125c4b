#include "server/customers/import/shown_cell.h"

#include "server/values/card_number.h"
#include "server/values/text.h"

namespace comptoir::customers {

std::string ShownCell(std::string_view cell) {
  return IsValidUtf8(cell) ? MaskCardNumbers(cell) : std::string(cell);
}

}  // namespace comptoir::customers
