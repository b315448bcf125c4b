// `comptoir customers summary`.
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer_summary_service.client.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

using customers::v1::Customer;
using customers::v1::CustomerSegment;
using customers::v1::CustomerSummary;
using customers::v1::CustomerSummaryServiceClient;
using customers::v1::GetCustomerSummaryRequest;
using customers::v1::GroupMembership;
using sales::v1::CurrencySpend;
using sales::v1::PurchaseSummary;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr int64_t kSecondsOfADay = 24 * 60 * 60;

std::string CountOf(int64_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// The fields that are set, in one line.
std::string Joined(const Customer& customer,
                   const std::vector<std::string>& fields) {
  std::vector<std::string> texts;
  for (const std::string& field : fields) {
    std::string text = FieldText(customer, field);
    if (!text.empty()) texts.push_back(Printable(text));
  }
  return fmt::format("{}", fmt::join(texts, " "));
}

// What `line` says of each element.
template <typename Elements, typename Line>
std::string List(const Elements& elements, Line line) {
  std::vector<std::string> lines;
  for (const auto& element : elements) lines.push_back(line(element));
  return fmt::format("{}", fmt::join(lines, ", "));
}

void AddCustomer(const Customer& customer, Pairs& pairs) {
  pairs.emplace_back(
      "customer", Joined(customer, {"given_name", "family_name", "company_name",
                                    "nickname"}));
  pairs.emplace_back("id", customer.id());
  pairs.emplace_back("merged", List(customer.merged_customer_ids(),
                                    [](const std::string& id) { return id; }));
  pairs.emplace_back("contact",
                     Joined(customer, {"phone_number", "email_address"}));
  pairs.emplace_back("birthday", FieldText(customer, "birthday"));
  pairs.emplace_back("note", Printable(customer.note()));
  pairs.emplace_back("not shown", FieldText(customer, "redacted_fields"));
}

std::string FrequencyOf(const PurchaseSummary& purchases) {
  if (!purchases.has_mean_visit_interval()) return "";
  const int64_t seconds = purchases.mean_visit_interval().seconds();
  if (seconds < kSecondsOfADay) return "more than once a day";
  return fmt::format("every {:.1f} days",
                     static_cast<double>(seconds) / kSecondsOfADay);
}

void AddPurchases(const PurchaseSummary& purchases, Pairs& pairs) {
  pairs.emplace_back(
      "visits",
      fmt::format("{} on {}", CountOf(purchases.visit_count(), "visit"),
                  CountOf(purchases.visit_day_count(), "day")));
  pairs.emplace_back("comes", FrequencyOf(purchases));
  pairs.emplace_back("first visit", FieldText(purchases, "first_visit_time"));
  pairs.emplace_back("last visit", FieldText(purchases, "last_visit_time"));
  pairs.emplace_back(
      "spend", List(purchases.spend(), [](const CurrencySpend& spend) {
        return fmt::format("{}, {} a visit", FieldText(spend, "total"),
                           FieldText(spend, "average"));
      }));
  pairs.emplace_back("favorites",
                     List(purchases.frequent_items(), [](const auto& item) {
                       return fmt::format("{} ({})", Printable(item.name()),
                                          CountOf(item.visit_count(), "visit"));
                     }));
  pairs.emplace_back("places",
                     List(purchases.locations(), [](const auto& location) {
                       return fmt::format("{} ({})", location.location_id(),
                                          location.last_visit_date());
                     }));
}

void Print(const CustomerSummary& summary) {
  Pairs pairs;
  AddCustomer(summary.customer(), pairs);
  if (summary.has_purchases()) AddPurchases(summary.purchases(), pairs);
  pairs.emplace_back(
      "groups", List(summary.groups(), [](const GroupMembership& membership) {
                  return Printable(membership.group().display_name());
                }) + (summary.has_more_groups() ? ", ..." : ""));
  pairs.emplace_back(
      "segments", List(summary.segments(), [](const CustomerSegment& segment) {
        return Printable(segment.display_name());
      }));
  pairs.emplace_back("known cards", FieldText(summary, "known_card_count"));
  pairs.emplace_back("not shown", FieldText(summary, "redacted_fields"));
  std::erase_if(pairs, [](const auto& pair) { return pair.second.empty(); });
  std::cout << FormatPairs(pairs);
}

absl::Status Summarize(Context& context, const std::string& customer_id) {
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  GetCustomerSummaryRequest request;
  request.set_customer_id(customer_id);
  const auto response =
      CustomerSummaryServiceClient(*channel).GetCustomerSummary(
          request, context.CallOptions());
  if (!response.ok()) return response.status();
  if (context.has_json()) {
    PrintJsonLine(*response);
  } else {
    Print(response->summary());
  }
  return absl::OkStatus();
}

}  // namespace

void AddSummaryCommand(Command& root, Context& context) {
  // The group is made by the API's other commands.
  Command& group = root.Group("customers", "The customer book.");
  group.commands.push_back(
      {.name = "summary",
       .about = "Sums a customer up: who it is, what they buy, how often and "
                "where, and their groups and segments.",
       .examples = "comptoir customers summary cus_01j...",
       .make = [&context] {
         const auto id = std::make_shared<std::string>();
         Argument word = TextArgument("customer_id", "cus_...", "", id.get());
         word.is_required = true;
         return Action{.arguments = {word}, .run = [&context, id] {
                         return Summarize(context, *id);
                       }};
       }});
}

}  // namespace comptoir::cli
