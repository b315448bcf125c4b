// A server's customer book, for tests of imports.
#ifndef COMPTOIR_TOOLS_CLI_TESTING_CUSTOMER_BOOK_H_
#define COMPTOIR_TOOLS_CLI_TESTING_CUSTOMER_BOOK_H_

#include <functional>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "tools/cli/import/calls/customer_calls.h"

namespace comptoir::cli {

// A book as the server keeps it: request ids, at which what is only checked
// does not look, etags, exact searches. Answers at once.
class CustomerBook final : public CustomerCalls {
 public:
  void Search(const comptoir::customers::v1::SearchCustomersRequest& request,
              FoundDone done) override;
  void ListSome(CustomersDone done) override;
  void Get(const std::string& id, CustomerDone done) override;
  void Create(const comptoir::customers::v1::CreateCustomerRequest& request,
              CreateDone done) override;
  void Update(const comptoir::customers::v1::UpdateCustomerRequest& request,
              CustomerDone done) override;

  // Makes a customer part of another one, who goes on showing what she did; and
  // has a profile show something else than its survivor's own.
  void Merge(const std::string& id, const std::string& into);
  void Choose(const std::string& id, comptoir::customers::v1::Customer shown);

  comptoir::customers::v1::Customer& Only() {
    return customers.begin()->second;
  }

  std::map<std::string, comptoir::customers::v1::Customer> customers;
  // What identities hold of which a profile shows something else: of those who
  // were merged away, and of survivors; by id, and of whose profile they are.
  std::map<std::string, comptoir::customers::v1::Customer> merged;
  std::map<std::string, std::string> merged_into;
  std::map<std::string, comptoir::customers::v1::Customer> answers;
  int searches = 0;
  absl::Status failure;
  // Of whoever may not.
  absl::Status may_create;
  absl::Status may_update;
  // After the next update was done: its answer is lost.
  absl::Status update_failure;
  // Before each creation, and once before the next update; not of what is
  // validated only.
  std::function<void(const comptoir::customers::v1::CreateCustomerRequest&)>
      on_create;
  std::function<void()> on_update;

 private:
  // Whether an identity of the profile matches.
  bool IsHidden(const comptoir::customers::v1::CustomerQuery& query,
                const std::string& profile) const;
  // Why nobody is created whom there is; OK for nobody.
  absl::Status CheckUnknown(
      const comptoir::customers::v1::Customer& asked) const;

  int count_ = 0;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_TESTING_CUSTOMER_BOOK_H_
