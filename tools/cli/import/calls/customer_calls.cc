#include "tools/cli/import/calls/customer_calls.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"

namespace comptoir::cli {
namespace {

using customers::v1::CreateCustomerRequest;
using customers::v1::CreateCustomerResponse;
using customers::v1::Customer;
using customers::v1::CustomerServiceClient;
using customers::v1::GetCustomerRequest;
using customers::v1::GetCustomerResponse;
using customers::v1::ListCustomersRequest;
using customers::v1::ListCustomersResponse;
using customers::v1::MergedMatch;
using customers::v1::SearchCustomersRequest;
using customers::v1::SearchCustomersResponse;
using customers::v1::UpdateCustomerRequest;
using customers::v1::UpdateCustomerResponse;

template <typename Response>
absl::StatusOr<Customer> CustomerOf(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  return response->customer();
}

template <typename Response>
absl::StatusOr<std::vector<Customer>> CustomersOf(
    const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  std::vector<Customer> customers(response->customers().begin(),
                                  response->customers().end());
  // Ids are in the order of creation.
  std::sort(
      customers.begin(), customers.end(),
      [](const Customer& a, const Customer& b) { return a.id() < b.id(); });
  return customers;
}

absl::StatusOr<FoundCustomers> FoundOf(
    const absl::StatusOr<SearchCustomersResponse>& response) {
  auto customers = CustomersOf(response);
  if (!customers.ok()) return customers.status();
  FoundCustomers found = {.customers = *std::move(customers)};
  for (const MergedMatch& match : response->merged_matches()) {
    found.hidden.insert(match.customer_id());
  }
  return found;
}

class ServerCalls final : public CustomerCalls {
 public:
  ServerCalls(const std::shared_ptr<sdk::Channel>& channel,
              sdk::CallOptions options)
      : client_(channel), options_(std::move(options)) {}

  void Search(const SearchCustomersRequest& request, FoundDone done) override {
    client_.AsyncSearchCustomers(
        request,
        [done = std::move(done)](
            const absl::StatusOr<SearchCustomersResponse>& response) {
          done(FoundOf(response));
        },
        options_);
  }

  void ListSome(CustomersDone done) override {
    ListCustomersRequest request;
    request.set_page_size(1);
    client_.AsyncListCustomers(
        request,
        [done = std::move(done)](
            const absl::StatusOr<ListCustomersResponse>& response) {
          done(CustomersOf(response));
        },
        options_);
  }

  void Get(const std::string& customer_id, CustomerDone done) override {
    GetCustomerRequest request;
    request.set_customer_id(customer_id);
    client_.AsyncGetCustomer(
        request,
        [done = std::move(done)](
            const absl::StatusOr<GetCustomerResponse>& response) {
          done(CustomerOf(response));
        },
        options_);
  }

  void Create(const CreateCustomerRequest& request, CreateDone done) override {
    auto info = std::make_shared<sdk::CallInfo>();
    sdk::CallOptions options = options_;
    options.info = info.get();
    client_.AsyncCreateCustomer(
        request,
        [info, done = std::move(done)](
            const absl::StatusOr<CreateCustomerResponse>& response) {
          if (!response.ok()) return done(response.status());
          // A repeated answer to a call that was sent twice is this call's own.
          done(CreateAnswer{
              .customer = response->customer(),
              .is_replayed = info->replayed && info->attempts == 1});
        },
        options);
  }

  void Update(const UpdateCustomerRequest& request,
              CustomerDone done) override {
    client_.AsyncUpdateCustomer(
        request,
        [done = std::move(done)](
            const absl::StatusOr<UpdateCustomerResponse>& response) {
          done(CustomerOf(response));
        },
        options_);
  }

 private:
  const CustomerServiceClient client_;
  const sdk::CallOptions options_;
};

}  // namespace

std::unique_ptr<CustomerCalls> CallsThrough(
    const std::shared_ptr<sdk::Channel>& channel,
    const sdk::CallOptions& options) {
  return std::make_unique<ServerCalls>(channel, options);
}

}  // namespace comptoir::cli
