// The columns of all merchants, kept exact while customers change.
#ifndef COMPTOIR_SERVER_CUSTOMERS_COLUMNS_CUSTOMER_COLUMNS_H_
#define COMPTOIR_SERVER_CUSTOMERS_COLUMNS_CUSTOMER_COLUMNS_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/columns/column_set.h"
#include "server/customers/columns/merchant_columns.h"
#include "server/customers/customer_tables.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Changes of one merchant's columns that wait for whoever reads them; beyond
// it the lane that makes one applies them when nobody reads just then, and
// beyond the second waits for that.
inline constexpr size_t kWaitingChangesMax = 256;
inline constexpr size_t kWaitingChangesLimit = 16384;

// A set of columns that each merchant has: how it is made and filled.
struct ColumnKind {
  std::function<std::unique_ptr<ColumnSet>(const SlotTable& slots)> make;
  // Of what stands in customers' rows: what a row puts into the columns. Null
  // for columns of other rows.
  using SetFromRow = std::function<void(ColumnSet& set, Slot slot)>;
  std::function<SetFromRow(const storage::v1::StoredCustomer& stored)> from_row;
  // Fills the columns at the start, by Change(). Null for columns of customers'
  // rows alone.
  std::function<absl::Status(const kv::View& view)> load;
};

// Thread-safe once the store has started. A change is seen by every read that
// begins after it was durable: a lane only writes down what has changed, since
// filters read for milliseconds, and whoever reads next applies it.
class CustomerColumns {
 public:
  // Observes `tables.customers` from here on; must outlive its use.
  explicit CustomerColumns(CustomerTables& tables);
  CustomerColumns(const CustomerColumns&) = delete;
  CustomerColumns& operator=(const CustomerColumns&) = delete;

  // Adds a set of columns for each merchant; gives its place in
  // MerchantColumns::set(). Before anything is loaded or written.
  size_t Add(ColumnKind kind);

  // Reads all customers of all merchants. Once, before anything is written.
  absl::Status Load(const kv::View& view);

  // Of a kind's own columns, once what they follow is durable. Nothing for a
  // customer whom there is not.
  using SetColumns = std::function<void(ColumnSet& set, Slot slot)>;
  void Change(const std::string& merchant_id, const IdBytes& customer_id,
              size_t place, SetColumns set);

  // Told, once it can be read, of each identity of whom columns have changed:
  // those at `place`, or those of the customer's row when there is none. On the
  // lane's thread: must be quick.
  using Observer = std::function<void(const std::string& merchant_id,
                                      const IdBytes& customer_id,
                                      std::optional<size_t> place)>;
  // Before the store starts.
  void set_observer(Observer observer) { observer_ = std::move(observer); }

  // Calls `use(columns)` with the merchant's columns, which stay as they are
  // meanwhile, and returns what that returns.
  template <typename Use>
  auto Read(const std::string& merchant_id, Use use) const {
    Merchant& merchant = FindOrAdd(merchant_id);
    ApplyWaiting(merchant);
    std::shared_lock lock(merchant.mutex);
    return use(static_cast<const MerchantColumns&>(merchant.columns));
  }

 private:
  using Waiting = std::function<void(MerchantColumns& columns)>;
  // Never deleted.
  struct Merchant {
    std::shared_mutex mutex;
    MerchantColumns columns;  // Guarded by mutex.
    std::mutex waiting_mutex;
    std::vector<Waiting> waiting;  // In order; guarded by waiting_mutex.
  };

  void Observe(const std::string& merchant_id,
               const google::protobuf::Message* before,
               const google::protobuf::Message* after);
  // What makes the columns say what the row does.
  Waiting PutRow(const storage::v1::StoredCustomer& stored) const;
  void Wait(const std::string& merchant_id, Waiting change);
  static void ApplyWaiting(Merchant& merchant);
  // With merchant.mutex held.
  static void ApplyAll(Merchant& merchant);
  Merchant& FindOrAdd(const std::string& merchant_id) const;

  // Tells the observer.
  void Tell(const std::string& merchant_id, const IdBytes& customer_id,
            std::optional<size_t> place) const;

  std::vector<ColumnKind> kinds_;
  Observer observer_;
  bool is_loading_ = false;  // Only before anything is written.
  mutable std::shared_mutex mutex_;
  // By merchant; guarded by mutex_.
  mutable absl::flat_hash_map<std::string, std::unique_ptr<Merchant>>
      merchants_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_COLUMNS_CUSTOMER_COLUMNS_H_
