// Whoever collects money for sales beside the tills, as sales see it: the
// readers' checkouts.
#ifndef COMPTOIR_SERVER_SALES_COLLECTOR_H_
#define COMPTOIR_SERVER_SALES_COLLECTOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// Thread-safe. Works within the caller's transaction.
class Collector {
 public:
  virtual ~Collector() = default;

  // Asks those who collect more than `amount_max` for the sale to stop. Gives
  // the ids of what was asked to, now or before, and has not answered yet:
  // money may still come by it.
  virtual absl::StatusOr<std::vector<std::string>> StopAbove(
      store::Transaction& txn, const std::string& sale_id,
      int64_t amount_max) const = 0;

  // Whether anybody collects for the sale.
  virtual absl::StatusOr<bool> IsCollecting(
      const store::Transaction& txn, const std::string& sale_id) const = 0;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_COLLECTOR_H_
