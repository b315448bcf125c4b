#include "tests/operations/tasks/customers.h"

#include <condition_variable>
#include <mutex>

#include "comptoir/customers/v1/customer_service.client.h"
#include "fmt/format.h"

namespace comptoir::testing {

using customers::v1::CreateCustomerRequest;
using customers::v1::CreateCustomerResponse;

absl::Status CreateCustomers(const std::shared_ptr<sdk::Channel>& channel,
                             int count) {
  constexpr int kOutstandingMax = 64;
  const customers::v1::CustomerServiceClient client(channel);
  std::mutex mutex;
  std::condition_variable changed;
  int outstanding = 0;
  absl::Status first_error;
  std::unique_lock lock(mutex);
  for (int i = 0; i < count; ++i) {
    changed.wait(lock, [&] { return outstanding < kOutstandingMax; });
    ++outstanding;
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Hélène");
    request.mutable_customer()->set_family_name(fmt::format("Roux {}", i));
    request.mutable_customer()->set_email_address(
        fmt::format("helene.{}@example.com", i));
    lock.unlock();
    client.AsyncCreateCustomer(
        request, [&](const absl::StatusOr<CreateCustomerResponse>& answer) {
          const std::lock_guard done(mutex);
          --outstanding;
          first_error.Update(answer.status());
          changed.notify_all();
        });
    lock.lock();
  }
  changed.wait(lock, [&] { return outstanding == 0; });
  return first_error;
}

}  // namespace comptoir::testing
