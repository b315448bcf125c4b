// The customer book from an application: create whoever is not there yet, find,
// read, change, list.
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
#include "comptoir/customers/v1/duplicate_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/credentials.h"
#include "comptoir/sdk/errors.h"

ABSL_FLAG(std::string, server, "127.0.0.1:7780", "host:port, or unix:/path");
ABSL_FLAG(std::string, token_file, "", "the application's API key");

namespace comptoir::examples {
namespace {

using customers::v1::CheckDuplicatesRequest;
using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using customers::v1::CustomerServiceClient;
using customers::v1::CustomerSuggestion;
using customers::v1::DuplicateServiceClient;
using customers::v1::SuggestCustomersRequest;
using customers::v1::UpdateCustomerRequest;

// Who this would double for certain: the same phone number or email address,
// and the same name. A till shows all matches, and lets the clerk decide.
absl::StatusOr<Customer> FindDouble(const DuplicateServiceClient& client,
                                    const Customer& customer) {
  CheckDuplicatesRequest request;
  *request.mutable_customer() = customer;
  const auto response = client.CheckDuplicates(request);
  if (!response.ok()) return response.status();
  for (const auto& match : response->matches()) {
    if (match.evidence().confidence() ==
        customers::v1::DUPLICATE_CONFIDENCE_CERTAIN) {
      return match.customer();
    }
  }
  return Customer();
}

// A write needs no care: it is sent again while the server cannot be reached,
// under one request id, and so happens once.
absl::StatusOr<Customer> Create(const CustomerServiceClient& client,
                                const DuplicateServiceClient& duplicates) {
  CreateCustomerRequest request;
  request.mutable_customer()->set_given_name("Hélène");
  request.mutable_customer()->set_family_name("Marchand");
  request.mutable_customer()->set_email_address("helene@example.fr");
  const auto found = FindDouble(duplicates, request.customer());
  if (!found.ok()) return found.status();
  if (!found->id().empty()) {
    std::cout << "there already: " << found->id() << "\n";
    return *found;
  }
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
  const DuplicateServiceClient duplicates(*channel);

  const auto customer = Create(client, duplicates);
  if (!customer.ok()) return customer.status();
  // Somebody else types her in once more.
  const auto again = Create(client, duplicates);
  if (!again.ok()) return again.status();
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
