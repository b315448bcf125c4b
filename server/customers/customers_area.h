// The customers area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_CUSTOMERS_CUSTOMERS_AREA_H_
#define COMPTOIR_SERVER_CUSTOMERS_CUSTOMERS_AREA_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/customers/customer_directory.h"
#include "server/customers/customer_service.h"
#include "server/customers/customer_tables.h"
#include "server/customers/name_indexes.h"
#include "server/kv/kv.h"
#include "server/rpc/bound_service.h"

namespace comptoir::rpc {
class Runtime;
}

namespace comptoir::customers {

// To be made before the store starts; must outlive what Bind() gave.
class CustomersArea {
 public:
  explicit CustomersArea(HomeRegions home_regions)
      : directory_(tables_, std::move(home_regions)) {}

  // Reads the names of all customers. Before the first call.
  absl::Status Start(const kv::View& reader) { return indexes_.Load(reader); }

  // For the areas that work with customers.
  const CustomerDirectory& directory() const { return directory_; }

  void Bind(rpc::Runtime& runtime,
            std::vector<std::unique_ptr<rpc::BoundService>>* bound);

 private:
  CustomerTables tables_;
  NameIndexes indexes_{tables_};
  CustomerDirectory directory_;
  CustomerService service_{directory_, indexes_};
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_CUSTOMERS_AREA_H_
