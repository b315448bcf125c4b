// A till in one file: what an application does with the SDK, from signing in to
// a paid sale.
//
//   till --device_token_file=till.token --member=mem_...
//        --passcode_file=passcode --reader=rdr_... --find=helene
//
// It signs a team member in, finds the customer while one types, says what she
// likes and buys and what the shop's own fields for the till say of her, opens
// a sale, attaches her, adds lines, asks a card reader for the money, and shows
// what happens until the sale is completed. Server and reader may be killed at
// any point meanwhile: calls are sent again under the same request id, and the
// stream of events goes on where it was.
#include <iostream>
#include <memory>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/customer_summary_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/session_service.client.h"
#include "comptoir/readers/v1/checkout_service.client.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "comptoir/sales/v1/sale_events.pb.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/credentials.h"
#include "comptoir/sdk/errors.h"

ABSL_FLAG(std::string, server, "127.0.0.1:7780", "host:port, or unix:/path");
ABSL_FLAG(std::string, device_token_file, "", "the till's own token");
ABSL_FLAG(std::string, member, "", "id of the team member who signs in");
ABSL_FLAG(std::string, passcode_file, "", "the member's passcode");
ABSL_FLAG(std::string, reader, "", "id of the card reader");
ABSL_FLAG(std::string, find, "", "what is typed to find the customer; or none");

namespace comptoir::examples {
namespace {

using events::v1::Event;
using events::v1::EventServiceClient;
using readers::v1::CheckoutServiceClient;
using sales::v1::Sale;
using sales::v1::SaleServiceClient;
using ChannelPtr = std::shared_ptr<sdk::Channel>;

// A restart of the server takes a while: rather wait than fail the customer.
constexpr int kAttempts = 12;
constexpr int kSuggestions = 3;

absl::StatusOr<ChannelPtr> ConnectWith(sdk::Credentials credentials) {
  return sdk::Connect({.address = absl::GetFlag(FLAGS_server),
                       .credentials = std::move(credentials),
                       .attempts = kAttempts});
}

// Signs the member in on this till; everything else is done in their name.
absl::StatusOr<ChannelPtr> SignIn() {
  const auto device = ConnectWith(
      sdk::Credentials::TokenFile(absl::GetFlag(FLAGS_device_token_file)));
  if (!device.ok()) return device.status();
  const auto passcode =
      sdk::Credentials::TokenFile(absl::GetFlag(FLAGS_passcode_file)).Get();
  if (!passcode.ok()) return passcode.status();

  merchants::v1::CreateSessionRequest request;
  request.set_team_member_id(absl::GetFlag(FLAGS_member));
  request.set_passcode(*passcode);
  const auto response =
      merchants::v1::SessionServiceClient(*device).CreateSession(request);
  if (!response.ok()) return response.status();
  std::cout << "signed in: " << response->session().team_member_id() << "\n";
  return ConnectWith(sdk::Credentials::Token(response->session_token()));
}

// The best match for what was typed; empty when nobody matches.
absl::StatusOr<std::string> FindCustomer(const ChannelPtr& channel,
                                         const std::string& text) {
  customers::v1::SuggestCustomersRequest request;
  request.set_text(text);
  request.set_limit(kSuggestions);
  const auto response =
      customers::v1::CustomerServiceClient(channel).SuggestCustomers(request);
  if (!response.ok()) return response.status();
  for (const auto& suggestion : response->suggestions()) {
    std::cout << "\"" << text << "\" -> " << suggestion.display_name() << "  "
              << suggestion.customer_id() << "\n";
  }
  if (response->suggestions().empty()) return "";
  return response->suggestions(0).customer_id();
}

// What the clerk should know before the first coffee.
absl::Status ShowSummary(const ChannelPtr& channel,
                         const std::string& customer_id) {
  customers::v1::GetCustomerSummaryRequest request;
  request.set_customer_id(customer_id);
  const auto response =
      customers::v1::CustomerSummaryServiceClient(channel).GetCustomerSummary(
          request);
  if (!response.ok()) return response.status();
  const customers::v1::CustomerSummary& summary = response->summary();
  for (const auto& preference : summary.customer().preferences()) {
    std::cout << "likes " << preference.name()
              << (preference.name().empty() ? "" : ": ") << preference.value()
              << "\n";
  }
  for (const auto& item : summary.purchases().frequent_items()) {
    std::cout << "bought " << item.name() << ", in " << item.visit_count()
              << " of " << summary.purchases().visit_count() << " visits\n";
  }
  return absl::OkStatus();
}

std::string OptionsText(const customers::v1::CustomerAttribute& attribute) {
  std::string names;
  for (const auto& option : attribute.options()) {
    names += (names.empty() ? "" : ", ") + option.display_name();
  }
  return names;
}

// A value as the clerk reads it.
std::string ValueText(const customers::v1::CustomerAttribute& attribute) {
  using customers::v1::AttributeValue;
  if (attribute.is_redacted()) return "(not for you to see)";
  const AttributeValue& value = attribute.value();
  switch (value.kind_case()) {
    case AttributeValue::kText:
      return value.text();
    case AttributeValue::kNumber:
      return value.number();
    case AttributeValue::kBoolean:
      return value.boolean() ? "yes" : "no";
    case AttributeValue::kDate:
      return value.date();
    case AttributeValue::kEmail:
      return value.email();
    case AttributeValue::kPhone:
      return value.phone();
    case AttributeValue::kAddress:
      return value.address().locality();
    default:
      return OptionsText(attribute);
  }
}

// What the shop wants to see at the till, of the fields that it has added.
absl::Status ShowAttributes(const ChannelPtr& channel,
                            const std::string& customer_id) {
  customers::v1::GetCustomerAttributesRequest request;
  request.set_customer_id(customer_id);
  request.set_shown_at_till_only(true);
  const auto response = customers::v1::AttributeDefinitionServiceClient(channel)
                            .GetCustomerAttributes(request);
  if (!response.ok()) return response.status();
  for (const auto& attribute : response->attributes()) {
    std::cout << attribute.display_name() << ": " << ValueText(attribute)
              << "\n";
  }
  return absl::OkStatus();
}

void AddLine(const std::string& name, int quantity, int64_t price_cents,
             sales::v1::AddSaleLinesRequest& request) {
  sales::v1::SaleLine& line = *request.add_lines();
  line.set_name(name);
  line.set_quantity(quantity);
  line.mutable_unit_price()->set_minor_units(price_cents);
  line.mutable_unit_price()->set_currency("EUR");
}

// Opens a sale and fills it; of nobody when `customer_id` is empty.
absl::StatusOr<Sale> Sell(const ChannelPtr& channel,
                          const std::string& customer_id) {
  const SaleServiceClient sales(channel);
  const auto opened = sales.CreateSale({});
  if (!opened.ok()) return opened.status();
  const std::string sale_id = opened->sale().id();
  std::cout << "sale opened: " << sale_id << "\n";

  if (!customer_id.empty()) {
    sales::v1::AttachCustomerRequest attach;
    attach.set_sale_id(sale_id);
    attach.set_customer_id(customer_id);
    const auto attached = sales.AttachCustomer(attach);
    if (!attached.ok()) return attached.status();
  }
  sales::v1::AddSaleLinesRequest add;
  add.set_sale_id(sale_id);
  AddLine("Café crème", 2, 320, add);
  AddLine("Tarte au citron", 1, 450, add);
  const auto filled = sales.AddSaleLines(add);
  if (!filled.ok()) return filled.status();
  return filled->sale();
}

absl::Status AskForPayment(const ChannelPtr& channel, const Sale& sale) {
  readers::v1::CreateCheckoutRequest request;
  request.set_sale_id(sale.id());
  request.set_reader_id(absl::GetFlag(FLAGS_reader));
  const auto response = CheckoutServiceClient(channel).CreateCheckout(request);
  if (!response.ok()) return response.status();
  std::cout << "to pay: " << sale.totals().due().minor_units() << " cents, on "
            << response->checkout().reader_id() << std::endl;
  return absl::OkStatus();
}

// Where the history ends now, to watch from.
absl::StatusOr<int64_t> CurrentRevision(const ChannelPtr& channel) {
  events::v1::ListEventsRequest request;
  request.set_page_size(1);
  const auto response = EventServiceClient(channel).ListEvents(request);
  if (!response.ok()) return response.status();
  return response->revision();
}

// Shows one event; true once the sale is over. An error when it came to
// nothing.
absl::StatusOr<bool> Show(const Event& event) {
  const std::string& type = event.data().type_url();
  std::cout << "  #" << event.revision() << " "
            << type.substr(type.rfind('.') + 1) << std::endl;
  sales::v1::SaleCompleted completed;
  if (event.data().UnpackTo(&completed)) {
    std::cout << "paid: " << completed.total().minor_units() << " cents by "
              << (completed.customer_id().empty() ? "nobody known"
                                                  : completed.customer_id())
              << std::endl;
    return true;
  }
  readers::v1::CheckoutChanged changed;
  if (event.data().UnpackTo(&changed) &&
      (changed.state() == readers::v1::CHECKOUT_STATE_FAILED ||
       changed.state() == readers::v1::CHECKOUT_STATE_CANCELED)) {
    return absl::FailedPreconditionError("the reader took no payment");
  }
  return false;
}

// Follows the sale until it is over, across restarts of the server.
absl::Status WatchSale(const ChannelPtr& channel, const std::string& sale_id,
                       int64_t after_revision) {
  events::v1::WatchEventsRequest request;
  request.add_subjects(sale_id);
  request.set_after_revision(after_revision);
  auto watch = EventServiceClient(channel).WatchEventsResuming(request);
  while (true) {
    const auto answer = watch.Next();
    if (!answer.ok()) return answer.status();
    for (const Event& event : answer->events()) {
      const auto is_over = Show(event);
      if (!is_over.ok()) return is_over.status();
      if (*is_over) return absl::OkStatus();
    }
  }
}

absl::Status Run() {
  const auto channel = SignIn();
  if (!channel.ok()) return channel.status();
  std::string customer_id;
  if (const std::string text = absl::GetFlag(FLAGS_find); !text.empty()) {
    const auto found = FindCustomer(*channel, text);
    if (!found.ok()) return found.status();
    customer_id = *found;
  }
  if (!customer_id.empty()) {
    absl::Status shown = ShowSummary(*channel, customer_id);
    if (shown.ok()) shown = ShowAttributes(*channel, customer_id);
    if (!shown.ok()) return shown;
  }
  const auto revision = CurrentRevision(*channel);
  if (!revision.ok()) return revision.status();
  const auto sale = Sell(*channel, customer_id);
  if (!sale.ok()) return sale.status();
  const absl::Status asked = AskForPayment(*channel, *sale);
  if (!asked.ok()) return asked;
  return WatchSale(*channel, sale->id(), *revision);
}

}  // namespace
}  // namespace comptoir::examples

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("a till: sells to one customer");
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = comptoir::examples::Run();
  if (status.ok()) return 0;
  std::cerr << "till: " << comptoir::sdk::Explain(status) << "\n";
  return 1;
}
