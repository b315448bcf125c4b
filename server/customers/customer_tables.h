// Every table of the customers area.
#ifndef COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_TABLES_H_
#define COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_TABLES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/rules/identities.h"
#include "server/kv/kv.h"
#include "server/store/key_codec.h"
#include "server/store/table.h"

namespace comptoir::customers {

// One for a server, made before its store starts: the name index observes this
// very table.
struct CustomerTables {
  CustomerTables();
  CustomerTables(const CustomerTables&) = delete;
  CustomerTables& operator=(const CustomerTables&) = delete;

  store::Table<storage::v1::StoredCustomer> customers;
  // Rows of those who were deleted and may come back, as they were, under the
  // same ids. Nobody finds them in `customers` or its indexes.
  store::Table<storage::v1::StoredCustomer> deleted;

  // For `comptoird verify`.
  std::vector<const store::TableBase*> All() const {
    return {&customers, &deleted};
  }
};

// The form in which a reference id is indexed: lower case.
std::string ReferenceKey(std::string_view reference_id);

// The last digits first.
std::string Reversed(std::string_view digits);

// The texts under which an identity stands in the index of email addresses,
// phone numbers or reference ids: that of the primary one first, then of the
// others in their order. Empty for one that it has not, or that has no key.
using IdentityKeys = absl::InlinedVector<std::string, 1>;
IdentityKeys KeysIn(store::Space space, const Identity& identity);

// Whether one of them is `key`.
bool IsFoundBy(const Identity& identity, store::Space space,
               std::string_view key);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_TABLES_H_
