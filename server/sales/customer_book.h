// What sales ask of the customers area.
#ifndef COMPTOIR_SERVER_SALES_CUSTOMER_BOOK_H_
#define COMPTOIR_SERVER_SALES_CUSTOMER_BOOK_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/kv/kv.h"
#include "server/sales/rules/cardholder_name.h"
#include "server/sales/rules/sale_rules.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// Who makes a change, and when: what a transaction does not know itself.
struct WriteFacts {
  absl::Time now;
  // Id of the team member, API key or reader.
  std::string actor;
  NewId new_id;
};

// Thread-safe.
class CustomerBook {
 public:
  virtual ~CustomerBook() = default;

  // The id under which a customer is kept now: its own, or after a merge the
  // survivor's. NOT_FOUND when there is no such customer.
  virtual absl::StatusOr<std::string> Resolve(
      const kv::View& reader, std::string_view merchant_id,
      std::string_view customer_id) const = 0;

  // Creates a profile of which only the name on a card is known; its id.
  virtual absl::StatusOr<std::string> CreateInstantProfile(
      store::Transaction& txn, const WriteFacts& facts,
      const PersonName& name) = 0;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_CUSTOMER_BOOK_H_
