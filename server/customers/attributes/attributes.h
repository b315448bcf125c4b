// Custom attributes as one part of the customers area: their parts, wired.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/customers/attributes/attribute_definition_service.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/customers/attributes/filters/attribute_filters.h"
#include "server/customers/customer_directory.h"
#include "server/customers/filters/filters.h"
#include "server/customers/participant.h"
#include "server/kv/kv.h"
#include "server/store/store.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// Takes part when a customer comes back: what was deleted meanwhile leaves the
// row. What it is made of must outlive it.
class Attributes final : public Participant {
 public:
  // Registers its job: before the store starts.
  Attributes(store::Store& store, const CustomerDirectory& directory);
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  const AttributeTables& tables() const { return tables_; }
  AttributeDefinitionService& service() { return service_; }
  void AddChecks(store::Checks& checks) const;
  // Lets customers be filtered by their values. Before anything is loaded;
  // `filters` must outlive this.
  void AddFilters(Filters& filters) { filters_.emplace(tables_, filters); }

  // Values stand in the rows of customers, and go with them.
  std::vector<store::Space> customer_spaces() const override { return {}; }
  absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View&, std::string_view, const std::string&) const override {
    return std::vector<CustomerPart>();
  }
  absl::Status BringBack(store::Transaction& txn,
                         const std::string& customer_id) const override;
  absl::Status Forget(store::Transaction&, std::string_view) const override {
    return absl::OkStatus();
  }

 private:
  AttributeTables tables_;
  const CustomerDirectory& directory_;
  AttributeDefinitionService service_;
  std::optional<AttributeFilters> filters_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTES_H_
