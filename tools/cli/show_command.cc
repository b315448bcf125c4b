// `comptoir customers show`.
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "tools/cli/attributes/attribute_text.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/terminal/table.h"
#include "tools/cli/text/event_text.h"

namespace comptoir::cli {
namespace {

using customers::v1::AttributeDefinitionServiceClient;
using customers::v1::CustomerAttribute;
using customers::v1::CustomerServiceClient;
using customers::v1::GetCustomerAttributesRequest;
using customers::v1::GetCustomerAttributesResponse;
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

// What a customer's page shows: who, what they bought, what they did lately,
// and what the shop's own fields say of them.
struct ProfilePage {
  GetCustomerResponse customer;
  GetPurchaseSummaryResponse purchases;
  ListActivityResponse activity;
  GetCustomerAttributesResponse attributes;
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
  GetCustomerAttributesRequest read;
  read.set_customer_id(customer_id);
  const auto attributes =
      AttributeDefinitionServiceClient(*channel).GetCustomerAttributes(
          read, context.CallOptions());
  if (!attributes.ok()) return attributes.status();
  return ProfilePage{*customer, *purchases, *activity, *attributes};
}

// By their names, in the order of their definitions.
void PrintAttributes(const GetCustomerAttributesResponse& attributes) {
  if (attributes.attributes().empty()) return;
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const CustomerAttribute& attribute : attributes.attributes()) {
    pairs.emplace_back(Printable(attribute.display_name()),
                       AttributeText(attribute));
  }
  std::cout << "\nAttributes\n" << FormatPairs(pairs);
}

absl::Status Show(Context& context, const std::string& customer_id) {
  const auto page = GetProfilePage(context, customer_id);
  if (!page.ok()) return page.status();
  if (context.has_json()) {
    PrintJsonLine(page->customer);
    PrintJsonLine(page->purchases);
    PrintJsonLine(page->activity);
    PrintJsonLine(page->attributes);
    return absl::OkStatus();
  }
  std::cout << FormatMessage(page->customer.customer());
  PrintAttributes(page->attributes);
  std::cout << "\nPurchases\n"
            << FormatMessage(page->purchases) << "\nActivity\n";
  for (const Event& event : page->activity.events()) {
    std::cout << ActivityLine(event) << '\n';
  }
  return absl::OkStatus();
}

}  // namespace

void AddShowCommand(Command& root, Context& context) {
  Command& group = root.Group("customers", "The customer book.");
  group.commands.push_back(
      {.name = "show",
       .about = "Shows a customer with custom attributes, purchases and "
                "activity; with --json, four lines, the attributes' last.",
       .examples = "comptoir customers show cus_01j...",
       .make = [&context] {
         const auto id = std::make_shared<std::string>();
         Argument word = TextArgument("customer_id", "cus_...", "", id.get());
         word.is_required = true;
         return Action{.arguments = {word},
                       .run = [&context, id] { return Show(context, *id); }};
       }});
}

}  // namespace comptoir::cli
