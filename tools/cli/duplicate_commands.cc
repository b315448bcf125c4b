// `comptoir duplicates list` and `comptoir duplicates check`.
#include <google/protobuf/descriptor.h>

#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "comptoir/customers/v1/duplicate_service.client.h"
#include "fmt/format.h"
#include "tools/cli/api/method_words.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/message/request_flags.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

using customers::v1::CheckDuplicatesRequest;
using customers::v1::CheckDuplicatesResponse;
using customers::v1::Customer;
using customers::v1::Duplicate;
using customers::v1::DuplicateEvidence;
using customers::v1::DuplicateMatch;
using customers::v1::DuplicateServiceClient;
using customers::v1::ListDuplicatesRequest;
using customers::v1::ListDuplicatesResponse;
using customers::v1::SharedIdentifier;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::RepeatedPtrField;
using Row = std::vector<std::string>;

MethodWords WordsFor(const char* method) {
  return WordsOf(*DescriptorPool::generated_pool()->FindMethodByName(
      fmt::format("comptoir.customers.v1.DuplicateService.{}", method)));
}

std::string NameOf(const Customer& customer) {
  std::string name = customer.given_name();
  if (!name.empty() && !customer.family_name().empty()) name += ' ';
  name += customer.family_name();
  return name.empty() ? customer.company_name() : name;
}

// Such as "same name (100), same email_address; other birthday".
std::string WhyOf(const DuplicateEvidence& evidence) {
  std::string why = fmt::format(
      "{} name ({}), same {}", FieldText(evidence, "name_match"),
      evidence.name_score(), absl::StrJoin(evidence.matching_fields(), ", "));
  if (!evidence.conflicting_fields().empty()) {
    why += "; other " + absl::StrJoin(evidence.conflicting_fields(), ", ");
  }
  return why;
}

TableOptions OptionsOf(const Context& context) {
  return {.has_color = context.terminal().HasColor()};
}

void TellShared(const Context& context,
                const RepeatedPtrField<SharedIdentifier>& all) {
  for (const SharedIdentifier& shared : all) {
    context.terminal().Say(
        fmt::format("{} customers have one {} and were not compared: {}, ...",
                    shared.customer_count(), shared.field(),
                    absl::StrJoin(shared.customer_ids(), ", ")));
  }
}

// Every customer is a row; of each suggestion the first one says why.
void Print(const Context& context, const ListDuplicatesResponse& all) {
  std::vector<Row> rows;
  for (const Duplicate& duplicate : all.duplicates()) {
    for (int i = 0; i < duplicate.customers_size(); ++i) {
      const Customer& customer = duplicate.customers(i);
      Row row = {"",
                 customer.id(),
                 NameOf(customer),
                 customer.email_address(),
                 customer.phone_number(),
                 "",
                 ""};
      if (i > 0) {
        // Why it is the same as the first one, whose pairs come first.
        const DuplicateEvidence& evidence = duplicate.pairs(i - 1).evidence();
        row[5] = FieldText(evidence, "confidence");
        row[6] = WhyOf(evidence);
      } else {
        row[0] = fmt::format("{}", rows.size() + 1);
      }
      rows.push_back(std::move(row));
    }
  }
  if (!rows.empty()) {
    std::cout << FormatTable(
        {"", "ID", "NAME", "EMAIL", "PHONE", "SURE", "WHY"}, rows,
        OptionsOf(context));
  }
  TellShared(context, all.shared_identifiers());
  context.terminal().Say(fmt::format(
      "{} suggestions{}", all.duplicates_size(),
      all.next_page_token().empty() ? "" : ", and there are more: --all"));
}

void Print(const Context& context, const CheckDuplicatesResponse& response) {
  std::vector<Row> rows;
  for (const DuplicateMatch& match : response.matches()) {
    const Customer& customer = match.customer();
    rows.push_back({customer.id(), NameOf(customer), customer.email_address(),
                    customer.phone_number(),
                    FieldText(match.evidence(), "confidence"),
                    WhyOf(match.evidence())});
  }
  if (!rows.empty()) {
    std::cout << FormatTable({"ID", "NAME", "EMAIL", "PHONE", "SURE", "WHY"},
                             rows, OptionsOf(context));
  }
  TellShared(context, response.shared_identifiers());
  context.terminal().Say(
      fmt::format("would double {}", rows.empty() ? "nobody" : "somebody"));
}

template <typename Response>
absl::Status Show(const Context& context,
                  const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  if (context.has_json()) {
    PrintJsonLine(*response);
  } else {
    Print(context, *response);
  }
  return absl::OkStatus();
}

absl::StatusOr<ListDuplicatesResponse> ReadPages(
    Context& context, const DuplicateServiceClient& client,
    ListDuplicatesRequest request, bool has_all) {
  ListDuplicatesResponse all;
  do {
    const auto page = client.ListDuplicates(request, context.CallOptions());
    if (!page.ok()) return page.status();
    all.clear_next_page_token();
    all.MergeFrom(*page);
    request.set_page_token(page->next_page_token());
  } while (has_all && !request.page_token().empty());
  return all;
}

Action MakeList(Context& context, const MethodWords& words) {
  const auto request = std::make_shared<ListDuplicatesRequest>();
  const auto flags = std::make_shared<RequestFlags>(request, words.flags);
  const auto has_all = std::make_shared<bool>(false);
  std::vector<Argument> arguments = flags->arguments();
  arguments.push_back(SwitchArgument("--all", "every page", has_all.get()));
  return {.arguments = std::move(arguments),
          .run = [&context, request, flags, has_all]() -> absl::Status {
            absl::Status status = flags->Finish(context.terminal());
            if (!status.ok()) return status;
            const auto channel = context.Channel();
            if (!channel.ok()) return channel.status();
            return Show(context,
                        ReadPages(context, DuplicateServiceClient(*channel),
                                  *request, *has_all));
          }};
}

Action MakeCheck(Context& context, const MethodWords& words) {
  const auto request = std::make_shared<CheckDuplicatesRequest>();
  const auto flags = std::make_shared<RequestFlags>(request, words.flags);
  return {.arguments = flags->arguments(),
          .run = [&context, request, flags]() -> absl::Status {
            absl::Status status = flags->Finish(context.terminal());
            if (!status.ok()) return status;
            const auto channel = context.Channel();
            if (!channel.ok()) return channel.status();
            return Show(context,
                        DuplicateServiceClient(*channel).CheckDuplicates(
                            *request, context.CallOptions()));
          }};
}

}  // namespace

void AddDuplicateCommands(Command& root, Context& context) {
  // The group is made by the API's other commands.
  Command& group = root.Group("duplicates", "Customers who are there twice.");
  const MethodWords list = WordsFor("ListDuplicates");
  group.commands.push_back(
      {.name = list.verb,
       .about = list.about,
       .examples = list.examples,
       .make = [&context, list] { return MakeList(context, list); }});
  const MethodWords check = WordsFor("CheckDuplicates");
  group.commands.push_back(
      {.name = check.verb,
       .about = check.about,
       .examples = check.examples,
       .make = [&context, check] { return MakeCheck(context, check); }});
}

}  // namespace comptoir::cli
