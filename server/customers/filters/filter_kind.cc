#include "server/customers/filters/filter_kind.h"

#include "server/base/status.h"

namespace comptoir::customers {

absl::StatusOr<Sorting> FilterKind::Sort(const FilterContext&,
                                         v1::CustomerOrder,
                                         const std::string&) const {
  return InvalidField("order", "must be an order of this server");
}

}  // namespace comptoir::customers
