// Calls for one customer of an import, with a note of what an update replaces.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_RECORDED_CALLS_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_RECORDED_CALLS_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "tools/cli/import/calls/customer_calls.h"
#include "tools/cli/import/importer.h"

namespace comptoir::cli {

// Notes what stands in a customer before the server is asked to replace it: who
// is killed meanwhile has the note, whatever the server has done. Not
// thread-safe: one call is out at a time.
class RecordedCalls final : public CustomerCalls {
 public:
  // Given the customer and what of it is to change. After an error nothing is
  // sent, and the error is the call's answer.
  using Note = std::function<absl::Status(const std::string& customer_id,
                                          std::vector<FieldChange> changes)>;

  // `calls` must outlive it.
  RecordedCalls(CustomerCalls& calls, Note note)
      : calls_(calls), note_(std::move(note)) {}

  // The customer as it was looked up.
  void SetKnown(std::shared_ptr<const customers::v1::Customer> known) {
    known_ = std::move(known);
  }

  void Search(const customers::v1::SearchCustomersRequest& request,
              FoundDone done) override;
  void ListSome(CustomersDone done) override;
  // The answer is what the next update replaces.
  void Get(const std::string& customer_id, CustomerDone done) override;
  void Create(const customers::v1::CreateCustomerRequest& request,
              CreateDone done) override;
  void Update(const customers::v1::UpdateCustomerRequest& request,
              CustomerDone done) override;

 private:
  CustomerCalls& calls_;
  const Note note_;
  std::shared_ptr<const customers::v1::Customer> known_;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_RECORDED_CALLS_H_
