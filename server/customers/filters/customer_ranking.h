// A page of those whom a filter leaves, in some order.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_CUSTOMER_RANKING_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_CUSTOMER_RANKING_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/ids.h"
#include "server/customers/columns/merchant_columns.h"
#include "server/customers/filters/fields/field_columns.h"
#include "server/customers/filters/filter_kind.h"
#include "server/customers/filters/filter_run.h"

namespace comptoir::customers {

// An order of customers.
struct Ranking {
  enum class By { kId, kName, kKey };

  By by = By::kId;
  // Of kId and kName.
  bool is_backward = false;
  // Of kKey; customers with the same one stand in the order of their ids.
  Sorting sorting;
};

// Somebody on a page, and the place where a page behind them begins.
struct RankedCustomer {
  IdBytes id;
  std::string place;
};

// Up to `count` of `matches`, behind the place `from`; from the beginning when
// that is empty. Walks the names in their order, and sorts for other orders.
std::vector<RankedCustomer> RankedPage(const MerchantColumns& columns,
                                       const FieldColumns& fields,
                                       const Matches& matches,
                                       const Ranking& ranking,
                                       std::string_view from, size_t count);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_CUSTOMER_RANKING_H_
