// Fills a shop, fast.
#ifndef COMPTOIR_TESTS_OPERATIONS_TASKS_CUSTOMERS_H_
#define COMPTOIR_TESTS_OPERATIONS_TASKS_CUSTOMERS_H_

#include <memory>

#include "absl/status/status.h"
#include "comptoir/sdk/channel.h"

namespace comptoir::testing {

// Creates so many customers, many at a time; the first error there was.
absl::Status CreateCustomers(const std::shared_ptr<sdk::Channel>& channel,
                             int count);

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_OPERATIONS_TASKS_CUSTOMERS_H_
