// The customer book.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "fmt/format.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"
#include "tools/cli/event_text.h"
#include "tools/cli/import_command.h"

namespace comptoir::cli {
namespace {

using customers::v1::CustomerServiceClient;
using customers::v1::GetCustomerRequest;
using customers::v1::GetCustomerResponse;
using events::v1::Event;
using events::v1::EventServiceClient;
using events::v1::ListActivityRequest;
using events::v1::ListActivityResponse;
using sales::v1::GetPurchaseSummaryRequest;
using sales::v1::GetPurchaseSummaryResponse;
using sales::v1::SaleServiceClient;

constexpr int kActivityShown = 10;

// What a customer's page shows: who, what they bought, what they did lately.
struct ProfilePage {
  GetCustomerResponse customer;
  GetPurchaseSummaryResponse purchases;
  ListActivityResponse activity;
};

absl::StatusOr<ProfilePage> GetProfilePage(Context& context,
                                           const std::string& customer_id) {
  auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  GetCustomerRequest get;
  get.set_customer_id(customer_id);
  const auto customer =
      CustomerServiceClient(*channel).GetCustomer(get, context.CallOptions());
  if (!customer.ok()) return customer.status();
  GetPurchaseSummaryRequest summarize;
  summarize.set_customer_id(customer_id);
  const auto purchases = SaleServiceClient(*channel).GetPurchaseSummary(
      summarize, context.CallOptions());
  if (!purchases.ok()) return purchases.status();
  ListActivityRequest list;
  list.set_subject_id(customer_id);
  list.set_page_size(kActivityShown);
  const auto activity =
      EventServiceClient(*channel).ListActivity(list, context.CallOptions());
  if (!activity.ok()) return activity.status();
  return ProfilePage{*customer, *purchases, *activity};
}

absl::Status Show(Context& context, const std::string& customer_id) {
  const auto page = GetProfilePage(context, customer_id);
  if (!page.ok()) return page.status();
  if (context.has_json()) {
    PrintJsonLine(page->customer);
    PrintJsonLine(page->purchases);
    PrintJsonLine(page->activity);
    return absl::OkStatus();
  }
  std::cout << FormatMessage(page->customer.customer()) << "\nPurchases\n"
            << FormatMessage(page->purchases) << "\nActivity\n";
  for (const Event& event : page->activity.events()) {
    std::cout << EventLine(event) << '\n';
  }
  return absl::OkStatus();
}

void AddShow(CLI::App& area, Context& context) {
  CLI::App& command =
      AddCommand(area, "show",
                 "Show a customer with purchases and activity; with --json, "
                 "three lines.",
                 "comptoir customers show cus_01J...");
  auto customer_id = std::make_shared<std::string>();
  command.add_option("customer_id", *customer_id, "cus_...")
      ->required()
      ->type_name("");
  context.Run(command,
              [&context, customer_id] { return Show(context, *customer_id); });
}

void AddReads(CLI::App& area, Context& context) {
  AddCall(area, context,
          {.name = "get",
           .about = "Show a customer's record.",
           .example = "comptoir customers get cus_01J...",
           .flags = {.words = {"customer_id"}}},
          &CustomerServiceClient::GetCustomer);
  AddShow(area, context);
  AddCall(area, context,
          {.name = "batch-get",
           .about = "Show several customers at once.",
           .example = "comptoir customers batch-get cus_01J... cus_01K...",
           .flags = {.words = {"customer_ids"}},
           .columns = {"id", "given_name", "family_name", "email_address",
                       "phone_number"}},
          &CustomerServiceClient::BatchGetCustomers);
  AddCall(area, context,
          {.name = "list",
           .about = "List the customers.",
           .example = "comptoir customers list --order name --page-size 20\n"
                      "comptoir customers list --all --json",
           .columns = {"id", "given_name", "family_name", "company_name",
                       "email_address", "phone_number"}},
          &CustomerServiceClient::ListCustomers);
  AddCall(area, context,
          {.name = "search",
           .about = "Find customers by name, email, phone or reference.",
           .example = "comptoir customers search --name.prefix roux\n"
                      "comptoir customers search --phone-number-ending 5678",
           .flags = {.flattened = "query"},
           .columns = {"id", "given_name", "family_name", "company_name",
                       "email_address", "phone_number"}},
          &CustomerServiceClient::SearchCustomers);
  AddCall(area, context,
          {.name = "suggest",
           .about = "Suggest customers while one types.",
           .example = "comptoir customers suggest helene",
           .flags = {.words = {"text"}},
           .columns = {"customer_id", "display_name", "matched", "has_typo"}},
          &CustomerServiceClient::SuggestCustomers);
}

}  // namespace

void AddCustomerCommands(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "customers", "The customer book");
  AddReads(area, context);
  AddCall(area, context,
          {.name = "create",
           .about = "Create a customer.",
           .example = "comptoir customers create --given-name Hélène "
                      "--family-name Roux \\\n"
                      "    --phone-number '06 12 34 56 78' "
                      "--address.country FR",
           .flags = {.flattened = "customer",
                     .hidden = {"customer.id", "customer.etag"}}},
          &CustomerServiceClient::CreateCustomer);
  AddCall(area, context,
          {.name = "update",
           .about = "Change a customer; an empty value clears a field.",
           .example = "comptoir customers update cus_01J... --note ''\n"
                      "comptoir customers update cus_01J... --etag 12 "
                      "--birthday 04-03",
           .flags = {.words = {"customer.id"}, .flattened = "customer"}},
          &CustomerServiceClient::UpdateCustomer);
  AddCall(area, context,
          {.name = "delete",
           .about = "Delete a customer.",
           .example = "comptoir customers delete cus_01J... --yes",
           .flags = {.words = {"customer_id"}},
           .question = "A deleted customer cannot be brought back. Delete?"},
          &CustomerServiceClient::DeleteCustomer);
  AddImportCommand(area, context);
}

}  // namespace comptoir::cli
