// The customer book from an application: create, find, read, change, list.
//
//   customers --token_file=app.token
//
// The token is an API key that may see, create and edit customers.
#include <iostream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/credentials.h"
#include "comptoir/sdk/errors.h"

ABSL_FLAG(std::string, server, "127.0.0.1:7780", "host:port, or unix:/path");
ABSL_FLAG(std::string, token_file, "", "the application's API key");

namespace comptoir::examples {
namespace {

using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using customers::v1::CustomerServiceClient;
using customers::v1::CustomerSuggestion;
using customers::v1::SuggestCustomersRequest;
using customers::v1::UpdateCustomerRequest;

// A write needs no care: it is sent again while the server cannot be reached,
// under one request id, and so happens once.
absl::StatusOr<Customer> Create(const CustomerServiceClient& client) {
  CreateCustomerRequest request;
  request.mutable_customer()->set_given_name("Hélène");
  request.mutable_customer()->set_family_name("Marchand");
  request.mutable_customer()->set_email_address("helene@example.fr");
  auto response = client.CreateCustomer(request);
  if (!response.ok()) return response.status();
  std::cout << "created " << response->customer().id() << "\n";
  return response->customer();
}

// What a till does with each letter that is typed; accents do not matter.
absl::Status Find(const CustomerServiceClient& client) {
  SuggestCustomersRequest request;
  request.set_text("hele");
  const auto response = client.SuggestCustomers(request);
  if (!response.ok()) return response.status();
  for (const CustomerSuggestion& suggestion : response->suggestions()) {
    std::cout << "found " << suggestion.display_name() << "\n";
  }
  return absl::OkStatus();
}

// Changes one field, and only if nobody changed the customer since she was
// read: the etag says what was read.
absl::Status Rename(const CustomerServiceClient& client,
                    const Customer& customer) {
  UpdateCustomerRequest request;
  request.mutable_customer()->set_id(customer.id());
  request.mutable_customer()->set_etag(customer.etag());
  request.mutable_customer()->set_nickname("Léna");
  request.mutable_update_mask()->add_paths("nickname");
  const auto response = client.UpdateCustomer(request);
  if (!response.ok()) return response.status();
  std::cout << "renamed to " << response->customer().nickname() << "\n";
  return absl::OkStatus();
}

// Refusals tell each wrong field, to be shown beside it.
void ShowRefusal(const CustomerServiceClient& client) {
  CreateCustomerRequest request;
  request.mutable_customer()->set_given_name("Zoé");
  request.mutable_customer()->set_email_address("not an address");
  const absl::Status status = client.CreateCustomer(request).status();
  for (const auto& violation : sdk::FieldViolationsOf(status)) {
    std::cout << "refused " << violation.field << "\n";
  }
}

// All customers; pages are fetched as the loop goes on.
absl::Status List(const CustomerServiceClient& client) {
  int count = 0;
  for (const auto& customer : client.ListCustomersAll({})) {
    if (!customer.ok()) return customer.status();
    ++count;
  }
  std::cout << "customers " << count << "\n";
  return absl::OkStatus();
}

absl::Status Run() {
  // Makes no connection yet: that is left to the first call.
  const auto channel = sdk::Connect({.address = absl::GetFlag(FLAGS_server),
                                     .credentials = sdk::Credentials::TokenFile(
                                         absl::GetFlag(FLAGS_token_file))});
  if (!channel.ok()) return channel.status();
  const CustomerServiceClient client(*channel);

  const auto customer = Create(client);
  if (!customer.ok()) return customer.status();
  absl::Status status = Find(client);
  if (status.ok()) status = Rename(client, *customer);
  if (!status.ok()) return status;
  ShowRefusal(client);
  return List(client);
}

}  // namespace
}  // namespace comptoir::examples

int main(int argc, char* argv[]) {
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = comptoir::examples::Run();
  if (!status.ok()) {
    std::cerr << comptoir::sdk::Explain(status) << "\n";
  }
  return status.ok() ? 0 : 1;
}
