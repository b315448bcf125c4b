// `comptoir customers preview-merge`.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/api/method_words.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/message/facts.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/message/request_flags.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

using customers::v1::Customer;
using customers::v1::MergeBlocker;
using customers::v1::MergedField;
using customers::v1::MergePart;
using customers::v1::MergeServiceClient;
using customers::v1::PreviewMergeRequest;
using customers::v1::PreviewMergeResponse;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::Reflection;
using Rows = std::vector<std::vector<std::string>>;

constexpr char kMethod[] = "comptoir.customers.v1.MergeService.PreviewMerge";

const MethodDescriptor& Method() {
  return *DescriptorPool::generated_pool()->FindMethodByName(kMethod);
}

std::vector<std::string> ElementsOf(const Customer& customer,
                                    const FieldDescriptor& list) {
  const Reflection& reflection = *customer.GetReflection();
  std::vector<std::string> elements;
  for (int i = 0; i < reflection.FieldSize(customer, &list); ++i) {
    elements.push_back(
        FactsOf(reflection.GetRepeatedMessage(customer, &list, i)));
  }
  return elements;
}

// A field as one cell, also when it is a group or a list of groups.
std::string CellOf(const Customer& customer, const std::string& path) {
  const FieldDescriptor* field = Customer::descriptor()->FindFieldByName(path);
  if (field == nullptr) return "";  // Of a server that knows more.
  const Reflection& reflection = *customer.GetReflection();
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
      (IsOneWord(*field) && !field->is_repeated())) {
    return FieldText(customer, path);
  }
  if (!field->is_repeated()) {
    return FactsOf(reflection.GetMessage(customer, field));
  }
  return fmt::format("{}", fmt::join(ElementsOf(customer, *field), ", "));
}

// What a list of the profile has that the merged one does not show.
std::string CellOfRest(const Customer& profile, const Customer& merged,
                       const std::string& path) {
  const FieldDescriptor* field = Customer::descriptor()->FindFieldByName(path);
  if (field == nullptr || !field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return CellOf(profile, path);
  }
  const std::vector<std::string> shown = ElementsOf(merged, *field);
  std::vector<std::string> rest = ElementsOf(profile, *field);
  std::erase_if(rest, [&](const std::string& element) {
    return std::find(shown.begin(), shown.end(), element) != shown.end();
  });
  return fmt::format("{}", fmt::join(rest, ", "));
}

std::string DroppedIn(const PreviewMergeResponse& preview,
                      const MergedField& field) {
  std::string dropped;
  for (const Customer& profile : preview.profiles()) {
    const auto& ids = field.dropped_customer_ids();
    if (std::find(ids.begin(), ids.end(), profile.id()) == ids.end()) continue;
    if (!dropped.empty()) dropped += ", ";
    const std::string value =
        CellOfRest(profile, preview.customer(), field.path());
    // Redacted: whose it is can be said.
    dropped += value.empty() ? profile.id() : value;
  }
  return dropped;
}

void Print(const Context& context, const PreviewMergeResponse& preview) {
  const TableOptions options{.has_color = context.terminal().HasColor()};
  Rows fields;
  for (const MergedField& field : preview.fields()) {
    fields.push_back({field.path(), CellOf(preview.customer(), field.path()),
                      field.customer_id(), DroppedIn(preview, field)});
  }
  if (!fields.empty()) {
    std::cout << FormatTable({"FIELD", "VALUE", "FROM", "NOT SHOWN"}, fields,
                             options);
  }
  Rows parts;
  for (const MergePart& part : preview.parts()) {
    parts.push_back(
        {part.customer_id(), fmt::format("{}", part.count()), part.kind()});
  }
  if (!parts.empty()) {
    std::cout << FormatTable({"CUSTOMER", "COUNT", "COMES ALONG"}, parts,
                             options);
  }
  Rows blockers;
  for (const MergeBlocker& blocker : preview.blockers()) {
    blockers.push_back(
        {blocker.reason(), blocker.field(), blocker.description()});
  }
  if (!blockers.empty()) {
    std::cout << FormatTable({"BLOCKED BY", "FIELD", "WHY"}, blockers, options);
  }
  context.terminal().Say(fmt::format(
      "{} of {} customers",
      blockers.empty() ? "a profile" : "cannot be merged to a profile",
      preview.identity_count()));
}

absl::Status Preview(Context& context, RequestFlags& flags,
                     const PreviewMergeRequest& request) {
  if (absl::Status status = flags.Finish(context.terminal()); !status.ok()) {
    return status;
  }
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const auto preview =
      MergeServiceClient(*channel).PreviewMerge(request, context.CallOptions());
  if (!preview.ok()) return preview.status();
  if (context.has_json()) {
    PrintJsonLine(*preview);
  } else {
    Print(context, *preview);
  }
  return absl::OkStatus();
}

}  // namespace

void AddMergeCommands(Command& root, Context& context) {
  // The group is made by the API's other commands.
  Command& group = root.Group("customers", "The customer book.");
  const MethodWords words = WordsOf(Method());
  group.commands.push_back(
      {.name = words.verb,
       .about = words.about,
       .examples = words.examples,
       .make = [&context, words] {
         const auto request = std::make_shared<PreviewMergeRequest>();
         const auto flags =
             std::make_shared<RequestFlags>(request, words.flags);
         return Action{.arguments = flags->arguments(),
                       .run = [&context, flags, request] {
                         return Preview(context, *flags, *request);
                       }};
       }});
}

}  // namespace comptoir::cli
