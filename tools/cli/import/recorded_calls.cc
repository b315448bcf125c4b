#include "tools/cli/import/recorded_calls.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/message/field_text.h"

namespace comptoir::cli {

using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using customers::v1::SearchCustomersRequest;
using customers::v1::UpdateCustomerRequest;

void RecordedCalls::Search(const SearchCustomersRequest& request,
                           FoundDone done) {
  calls_.Search(request, std::move(done));
}

void RecordedCalls::ListSome(CustomersDone done) {
  calls_.ListSome(std::move(done));
}

void RecordedCalls::Get(const std::string& customer_id, CustomerDone done) {
  calls_.Get(customer_id, [this, done = std::move(done)](auto customer) {
    if (customer.ok()) known_ = std::make_shared<Customer>(*customer);
    done(std::move(customer));
  });
}

void RecordedCalls::Create(const CreateCustomerRequest& request,
                           CreateDone done) {
  calls_.Create(request, std::move(done));
}

void RecordedCalls::Update(const UpdateCustomerRequest& request,
                           CustomerDone done) {
  if (!request.validate_only() && known_ != nullptr) {
    std::vector<FieldChange> changes;
    for (const std::string& path : request.update_mask().paths()) {
      changes.push_back({.path = path,
                         .before = FieldText(*known_, path),
                         .after = FieldText(request.customer(), path)});
    }
    const absl::Status noted =
        note_(request.customer().id(), std::move(changes));
    if (!noted.ok()) return done(noted);
  }
  calls_.Update(request, std::move(done));
}

}  // namespace comptoir::cli
