#include "server/customers/writes/batch_items.h"

#include "comptoir/customers/v1/customer_batches.pb.h"

namespace comptoir::customers {

std::string AllMissing(const std::vector<std::string>& missing) {
  v1::BatchCreateCustomersRequest all;
  for (const std::string& customer : missing) {
    all.add_requests()->mutable_customer()->ParseFromString(customer);
  }
  return all.SerializeAsString();
}

}  // namespace comptoir::customers
