#include "tools/cli/import/calls/rights.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "server/base/ids.h"
#include "tools/cli/import/calls/outstanding.h"

namespace comptoir::cli {
namespace {

using customers::v1::CreateCustomerRequest;
using customers::v1::UpdateCustomerRequest;

constexpr char kSomething[] = "An import asks whether it may.";

// What is wrong with the request is not asked: it has come past the rights.
absl::Status WithoutFaults(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange:
      return absl::OkStatus();
    default:
      return status;
  }
}

void AskToCreate(CustomerCalls& calls, bool has_consent, Done done) {
  CreateCustomerRequest request;
  request.mutable_customer()->set_note(kSomething);
  request.set_has_storage_consent(has_consent);
  request.set_validate_only(true);
  calls.Create(request, [done = std::move(done)](const auto& answer) {
    done(WithoutFaults(answer.status()));
  });
}

void AskToUpdate(CustomerCalls& calls, Done done) {
  UpdateCustomerRequest request;
  // Nobody's.
  request.mutable_customer()->set_id(FormatId("cus", std::string(16, '\0')));
  request.mutable_customer()->set_note(kSomething);
  request.set_validate_only(true);
  calls.Update(request, [done = std::move(done)](const auto& customer) {
    done(WithoutFaults(customer.status()));
  });
}

}  // namespace

absl::Status AskForRights(CustomerCalls& calls, bool will_update,
                          bool has_consent) {
  return ForEachOutstanding(
      will_update ? 2 : 1,
      [&calls, has_consent](size_t i, Done done) {
        i == 0 ? AskToCreate(calls, has_consent, std::move(done))
               : AskToUpdate(calls, std::move(done));
      },
      [](int64_t) {});
}

}  // namespace comptoir::cli
