#include "server/sales/cards/detached.h"

#include <algorithm>
#include <optional>

#include "server/base/status.h"

namespace comptoir::sales {

void NoteCustomerChange(const std::string& before, const std::string& after,
                        v1::Sale* sale) {
  auto& detached = *sale->mutable_detached_customer_ids();
  detached.erase(std::remove_if(detached.begin(), detached.end(),
                                [&](const std::string& id) {
                                  return id == before || id == after;
                                }),
                 detached.end());
  if (before.empty()) return;
  detached.Add(std::string(before));
  if (detached.size() > kDetachedMax) detached.erase(detached.begin());
}

absl::StatusOr<bool> WasDetached(const customers::CustomerDirectory& customers,
                                 const kv::View& view,
                                 std::string_view merchant_id,
                                 const v1::Sale& sale,
                                 const std::string& survivor_id) {
  for (const std::string& id : sale.detached_customer_ids()) {
    ASSIGN_OR_RETURN(const std::optional<std::string> survivor,
                     customers.SurvivorOf(view, merchant_id, id));
    if (survivor == survivor_id) return true;
  }
  return false;
}

}  // namespace comptoir::sales
