// The requests of a batch, each admitted by itself before the transaction.
#ifndef COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_ITEMS_H_
#define COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_ITEMS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir::customers {

// What a batch is prepared to (rpc/preparation.h).
template <typename Request>
struct BatchItems {
  struct Item {
    // As a handler may trust it (rpc/rules/validation.h).
    Request request;
    // Why it is refused, whatever is stored.
    absl::Status refusal;
  };
  // In the order of the batch. Shared, since what is prepared is copied.
  std::shared_ptr<const std::vector<Item>> items;
  // Of all of them, and of what the handler found to be missing.
  PhoneReadings phones;
};

// For rpc::PrepareAgain(): what SetPhones() found missing for some of a batch,
// in one, as a BatchCreateCustomersRequest of customers whose numbers are to be
// read.
std::string AllMissing(const std::vector<std::string>& missing);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_ITEMS_H_
