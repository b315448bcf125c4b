// The name indexes of all merchants, kept exact while customers change.
#ifndef COMPTOIR_SERVER_CUSTOMERS_NAME_INDEXES_H_
#define COMPTOIR_SERVER_CUSTOMERS_NAME_INDEXES_H_

#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "server/customers/customer_tables.h"
#include "server/customers/index/name_index.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Thread-safe. Sees a change as soon as it is durable, before its call is
// answered: whoever got an answer is sure to find what it says.
class NameIndexes {
 public:
  // Observes `tables.customers` from here on; must outlive its use.
  explicit NameIndexes(CustomerTables& tables);
  NameIndexes(const NameIndexes&) = delete;
  NameIndexes& operator=(const NameIndexes&) = delete;

  // Reads all customers of all merchants. Once, before anything is written.
  absl::Status Load(const kv::View& reader);

  // Calls `use(index)` with the merchant's index, which stays as it is
  // meanwhile, and returns what that returns. `use` must be quick.
  template <typename Use>
  auto Read(std::string_view merchant_id, Use use) const {
    static const NameIndex& none = *new NameIndex;
    const Guarded* guarded = Find(merchant_id);
    if (guarded == nullptr) return use(none);
    std::shared_lock lock(guarded->mutex);
    return use(guarded->index);
  }

  // Whether others were merged into the customer's profile: then it is found by
  // more than it shows.
  bool IsMerged(std::string_view merchant_id, const IdBytes& customer_id) const;

 private:
  // One merchant's; never deleted.
  struct Guarded {
    mutable std::shared_mutex mutex;
    NameIndex index;  // Guarded by mutex.
    // Profiles of several identities; guarded by mutex.
    absl::flat_hash_set<IdBytes> merged;
  };

  const Guarded* Find(std::string_view merchant_id) const;
  Guarded& FindOrAdd(std::string_view merchant_id);

  mutable std::shared_mutex mutex_;
  // By merchant; guarded by mutex_.
  absl::flat_hash_map<std::string, std::unique_ptr<Guarded>> indexes_;
};

// What the index keeps of a customer.
IndexedCustomer Indexed(const storage::v1::StoredCustomer& stored);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_NAME_INDEXES_H_
