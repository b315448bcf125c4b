// `comptoir customers set`, `unset` and `attributes`, and `comptoir attributes
// set-many`: values of custom attributes by their keys.
#include <algorithm>
#include <cstddef>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "fmt/format.h"
#include "tools/cli/attributes/attribute_text.h"
#include "tools/cli/batch/request_parts.h"
#include "tools/cli/batch/results.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/customer_ids.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/table.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

using customers::v1::AttributeChange;
using customers::v1::AttributeDefinition;
using customers::v1::AttributeDefinitionServiceClient;
using customers::v1::BatchSetCustomerAttributesRequest;
using customers::v1::BatchSetCustomerAttributesResponse;
using customers::v1::CustomerAttribute;
using customers::v1::CustomerAttributesResult;
using customers::v1::GetCustomerAttributesRequest;
using customers::v1::GetCustomerAttributesResponse;
using customers::v1::SetCustomerAttributesRequest;

// As the API says of one call.
constexpr size_t kCustomersPerCall = 1000;
constexpr size_t kChangesPerCall = 10000;

struct SetFlags {
  std::string customer_id;
  // Of `set-many`.
  std::vector<std::string> customer_ids;
  std::string file;
  // KEY=VALUE, or KEY alone where values are cleared.
  std::vector<std::string> words;
  std::string etag;
  std::string request_id;
};

absl::StatusOr<std::vector<AttributeDefinition>> ReadDefinitions(
    const Context& context, const AttributeDefinitionServiceClient& client) {
  std::vector<AttributeDefinition> definitions;
  for (const auto& definition :
       client.ListAttributeDefinitionsAll({}, context.CallOptions())) {
    if (!definition.ok()) return definition.status();
    definitions.push_back(*definition);
  }
  return definitions;
}

absl::StatusOr<std::vector<AttributeChange>> ReadAssignments(
    const Context& context, const AttributeDefinitionServiceClient& client,
    const std::vector<std::string>& words) {
  if (words.empty()) {
    return absl::InvalidArgumentError("nothing to set: give KEY=VALUE");
  }
  const auto definitions = ReadDefinitions(context, client);
  if (!definitions.ok()) return definitions.status();
  std::vector<AttributeChange> changes;
  for (const std::string& word : words) {
    auto change = ReadAssignment(*definitions, word);
    if (!change.ok()) return change.status();
    changes.push_back(*std::move(change));
  }
  return changes;
}

// Says which attributes must have a value and have none, by their keys.
absl::Status SayMissing(const Context& context,
                        const AttributeDefinitionServiceClient& client,
                        const GetCustomerAttributesResponse& response) {
  const auto& missing = response.missing_attribute_definition_ids();
  if (missing.empty()) return absl::OkStatus();
  const auto definitions = ReadDefinitions(context, client);
  if (!definitions.ok()) return definitions.status();
  std::string keys;
  for (const AttributeDefinition& definition : *definitions) {
    if (std::find(missing.begin(), missing.end(), definition.id()) !=
        missing.end()) {
      keys += ' ' + definition.key();
    }
  }
  context.terminal().Say("required without a value:" + keys);
  return absl::OkStatus();
}

absl::Status ShowAttributes(Context& context, const std::string& customer_id) {
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const AttributeDefinitionServiceClient client(*channel);
  GetCustomerAttributesRequest request;
  request.set_customer_id(customer_id);
  const auto response =
      client.GetCustomerAttributes(request, context.CallOptions());
  if (!response.ok()) return response.status();
  if (context.has_json()) {
    PrintJsonLine(*response);
    return absl::OkStatus();
  }
  std::vector<std::vector<std::string>> rows;
  for (const CustomerAttribute& attribute : response->attributes()) {
    rows.push_back(
        {attribute.key(), attribute.display_name(), AttributeText(attribute)});
  }
  if (!rows.empty()) {
    std::cout << FormatTable({"KEY", "NAME", "VALUE"}, rows,
                             {.has_color = context.terminal().HasColor()});
  }
  return SayMissing(context, client, *response);
}

// Sets the changes of one customer, then shows all values.
absl::Status Send(Context& context,
                  const AttributeDefinitionServiceClient& client,
                  const SetFlags& flags,
                  const std::vector<AttributeChange>& changes) {
  SetCustomerAttributesRequest request;
  request.set_customer_id(flags.customer_id);
  request.mutable_changes()->Assign(changes.begin(), changes.end());
  request.set_etag(flags.etag);
  RequestParts parts(flags.request_id);
  const auto response =
      client.SetCustomerAttributes(request, parts.Next(context));
  if (!response.ok()) return parts.Note(response.status());
  if (context.has_json()) {
    PrintJsonLine(*response);
    return absl::OkStatus();
  }
  std::cout << FormatMessage(*response);
  return absl::OkStatus();
}

absl::Status SetValues(Context& context, const SetFlags& flags) {
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const AttributeDefinitionServiceClient client(*channel);
  const auto changes = ReadAssignments(context, client, flags.words);
  if (!changes.ok()) return changes.status();
  return Send(context, client, flags, *changes);
}

absl::Status ClearValues(Context& context, const SetFlags& flags) {
  std::vector<AttributeChange> changes;
  for (const std::string& key : flags.words) {
    changes.emplace_back().set_key(key);
  }
  if (changes.empty()) {
    return absl::InvalidArgumentError("nothing to clear: give a KEY");
  }
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  return Send(context, AttributeDefinitionServiceClient(*channel), flags,
              changes);
}

// How many of each outcome there are, and who is not as was asked for.
void ShowResults(Context& context,
                 const BatchSetCustomerAttributesResponse& all) {
  NoteFailed(context, all);
  if (context.has_json()) return PrintJsonLine(all);
  std::map<std::string, int> counts;
  for (const CustomerAttributesResult& result : all.results()) {
    ++counts[FieldText(result, "outcome")];
    if (result.outcome() ==
        customers::v1::CUSTOMER_ATTRIBUTES_OUTCOME_UNKNOWN_CUSTOMER) {
      context.terminal().Say(
          fmt::format("unknown customer: {}", result.customer_id()));
    } else if (result.outcome() ==
               customers::v1::CUSTOMER_ATTRIBUTES_OUTCOME_REFUSED) {
      context.terminal().Say(fmt::format("{}: {}", result.customer_id(),
                                         Printable(result.description())));
    }
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [outcome, count] : counts) {
    pairs.emplace_back(outcome, std::to_string(count));
  }
  std::cout << FormatPairs(pairs);
}

absl::Status SetMany(Context& context, const SetFlags& flags) {
  std::vector<std::string> ids = flags.customer_ids;
  if (!flags.file.empty()) {
    if (absl::Status read = ReadCustomerIds(flags.file, &ids); !read.ok())
      return read;
  }
  if (ids.empty()) {
    return absl::InvalidArgumentError(
        "no customers: name some with --customer, or a file of them with "
        "--file");
  }
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const AttributeDefinitionServiceClient client(*channel);
  const auto changes = ReadAssignments(context, client, flags.words);
  if (!changes.ok()) return changes.status();
  const size_t step = std::clamp(kChangesPerCall / changes->size(), size_t{1},
                                 kCustomersPerCall);
  RequestParts parts(flags.request_id);
  BatchSetCustomerAttributesResponse all;
  for (size_t at = 0; at < ids.size(); at += step) {
    BatchSetCustomerAttributesRequest request;
    const size_t end = std::min(ids.size(), at + step);
    for (size_t i = at; i < end; ++i) {
      auto& customer = *request.add_customers();
      customer.set_customer_id(ids[i]);
      customer.mutable_changes()->Assign(changes->begin(), changes->end());
    }
    const auto response =
        client.BatchSetCustomerAttributes(request, parts.Next(context));
    if (!response.ok()) {
      if (at > 0) {
        context.terminal().Complain(
            fmt::format("comptoir: the first {} are done; run the same command "
                        "again for the rest: it does nothing twice",
                        at));
      }
      return parts.Note(response.status());
    }
    all.mutable_results()->MergeFrom(response->results());
  }
  ShowResults(context, all);
  return absl::OkStatus();
}

Argument CustomerWord(std::string* to) {
  Argument word = TextArgument("customer_id", "cus_...", "", to);
  word.is_required = true;
  return word;
}

using Run = absl::Status (*)(Context& context, const SetFlags& flags);

Action MakeSet(Context& context, const std::string& words, Run run) {
  const auto flags = std::make_shared<SetFlags>();
  return {.arguments = {CustomerWord(&flags->customer_id),
                        TextsArgument(words, words, "", &flags->words),
                        TextArgument("--etag",
                                     "refuse unless the customer has this etag",
                                     "ETAG", &flags->etag),
                        RequestIdArgument(&flags->request_id)},
          .run = [&context, flags, run] { return run(context, *flags); }};
}

Action MakeSetMany(Context& context) {
  const auto flags = std::make_shared<SetFlags>();
  return {
      .arguments = {TextsArgument("assignments", "KEY=VALUE", "",
                                  &flags->words),
                    TextsArgument("--customer", "a customer", "CUS",
                                  &flags->customer_ids),
                    TextArgument("--file",
                                 "the ids in this file, too, one a line; - is "
                                 "standard input",
                                 "FILE", &flags->file),
                    RequestIdArgument(&flags->request_id)},
      .run = [&context, flags] { return SetMany(context, *flags); }};
}

}  // namespace

void AddAttributeCommands(Command& root, Context& context) {
  Command& customers = root.Group("customers", "The customer book.");
  customers.commands.push_back(
      {.name = "attributes",
       .about = "Shows the custom attributes of a customer.",
       .examples = "comptoir customers attributes cus_01j...",
       .make = [&context] {
         const auto id = std::make_shared<std::string>();
         return Action{
             .arguments = {CustomerWord(id.get())},
             .run = [&context, id] { return ShowAttributes(context, *id); }};
       }});
  customers.commands.push_back(
      {.name = "set",
       .about = "Sets custom attributes of a customer.",
       .examples = "comptoir customers set cus_01j... shoe_size=38 vip=yes\n"
                   "comptoir customers set cus_01j... 'likes=Tea,Coffee'",
       .make = [&context] {
         return MakeSet(context, "assignments", &SetValues);
       }});
  customers.commands.push_back(
      {.name = "unset",
       .about = "Clears custom attributes of a customer.",
       .examples = "comptoir customers unset cus_01j... shoe_size",
       .make = [&context] { return MakeSet(context, "keys", &ClearValues); }});
  Command& attributes = root.Group("attributes", "Custom attributes.");
  attributes.commands.push_back(
      {.name = "set-many",
       .about = "Sets custom attributes of many customers.",
       .examples =
           "comptoir attributes set-many tier=Gold --customer cus_01j...\n"
           "comptoir attributes set-many tier=Gold --file regulars.txt",
       .details =
           "More than 1,000 customers, or 10,000 values, go in several "
           "transactions.\nExits with 7 when some were refused or are unknown.",
       .make = [&context] { return MakeSetMany(context); }});
}

}  // namespace comptoir::cli
