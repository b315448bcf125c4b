#include "server/customers/merges/sources/source_rows.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/base/status.h"

namespace comptoir::customers {

using storage::v1::StoredCustomer;
using storage::v1::StoredFieldSource;

absl::Status ReadSources(const CustomerTables& tables, const kv::View& view,
                         std::string_view merchant_id,
                         const StoredCustomer& profile, Rows* rows) {
  std::set<std::string> ids;
  for (const StoredFieldSource& source : profile.sources()) {
    if (!rows->contains(source.customer_id())) ids.insert(source.customer_id());
  }
  if (ids.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      auto found,
      tables.customers.GetMany(
          view, merchant_id, std::vector<std::string>(ids.begin(), ids.end())));
  for (StoredCustomer& row : found) {
    const std::string id = row.customer().id();
    rows->emplace(id, std::move(row));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::customers
