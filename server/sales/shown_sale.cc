#include "server/sales/shown_sale.h"

#include <optional>
#include <string>

#include "server/base/status.h"

namespace comptoir::sales {

absl::Status ShowProfile(const customers::CustomerDirectory& customers,
                         const kv::View& view, std::string_view merchant_id,
                         v1::Sale* sale) {
  if (sale->customer_id().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const std::optional<std::string> survivor,
      customers.SurvivorOf(view, merchant_id, sale->customer_id()));
  // Of somebody who was deleted, the id stays.
  if (!survivor || *survivor == sale->customer_id()) return absl::OkStatus();
  sale->set_identity_customer_id(sale->customer_id());
  sale->set_customer_id(*survivor);
  return absl::OkStatus();
}

}  // namespace comptoir::sales
