// The calls that an import makes, without their channel.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_CALLS_CUSTOMER_CALLS_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_CALLS_CUSTOMER_CALLS_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/channel.h"

namespace comptoir::cli {

struct CreateAnswer {
  customers::v1::Customer customer;
  // The server had created the customer before, for another call than this.
  bool is_replayed = false;
};

struct FoundCustomers {
  // Oldest first.
  std::vector<customers::v1::Customer> customers;
  // Ids of those that were not found by what their profiles show.
  std::set<std::string> hidden;
};

// Each sends one request, without waiting, and calls back once on any thread,
// perhaps before it returns. Tests stand in for the server.
class CustomerCalls {
 public:
  using CustomersDone =
      std::function<void(absl::StatusOr<std::vector<customers::v1::Customer>>)>;
  using FoundDone = std::function<void(absl::StatusOr<FoundCustomers>)>;
  using CustomerDone =
      std::function<void(absl::StatusOr<customers::v1::Customer>)>;
  using CreateDone = std::function<void(absl::StatusOr<CreateAnswer>)>;

  virtual ~CustomerCalls() = default;

  // The first page.
  virtual void Search(const customers::v1::SearchCustomersRequest& request,
                      FoundDone done) = 0;
  // A few customers, to see whether there are any.
  virtual void ListSome(CustomersDone done) = 0;
  virtual void Get(const std::string& customer_id, CustomerDone done) = 0;
  virtual void Create(const customers::v1::CreateCustomerRequest& request,
                      CreateDone done) = 0;
  virtual void Update(const customers::v1::UpdateCustomerRequest& request,
                      CustomerDone done) = 0;
};

// Calls to a server.
std::unique_ptr<CustomerCalls> CallsThrough(
    const std::shared_ptr<sdk::Channel>& channel,
    const sdk::CallOptions& options);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_CALLS_CUSTOMER_CALLS_H_
