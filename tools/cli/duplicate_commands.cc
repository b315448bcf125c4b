// `comptoir duplicates list` and `check`, and `comptoir customers create`,
// which can check first.
#include <google/protobuf/descriptor.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/duplicate_service.client.h"
#include "fmt/format.h"
#include "tools/cli/api/method_words.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/core/secret_files.h"
#include "tools/cli/duplicate_text.h"
#include "tools/cli/message/request_flags.h"

namespace comptoir::cli {
namespace {

using customers::v1::CheckDuplicatesRequest;
using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using customers::v1::CustomerServiceClient;
using customers::v1::DuplicateServiceClient;
using customers::v1::ListDuplicatesRequest;
using customers::v1::ListDuplicatesResponse;
using ::google::protobuf::DescriptorPool;

MethodWords WordsFor(const char* method) {
  return WordsOf(*DescriptorPool::generated_pool()->FindMethodByName(
      fmt::format("comptoir.customers.v1.{}", method)));
}

template <typename Response>
absl::Status Show(const Context& context,
                  const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  if (context.has_json()) {
    PrintJsonLine(*response);
  } else {
    PrintDuplicates(context, *response);
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

// Shows whom the customer would double, and asks; OK when it would double
// nobody.
absl::Status AskFirst(const Context& context,
                      const DuplicateServiceClient& client,
                      const Customer& customer) {
  CheckDuplicatesRequest request;
  *request.mutable_customer() = customer;
  const auto response = client.CheckDuplicates(request, context.CallOptions());
  if (!response.ok()) return response.status();
  if (response->matches().empty()) return absl::OkStatus();
  return ConfirmDouble(context, *response);
}

absl::Status Create(Context& context, const CreateCustomerRequest& request,
                    bool is_checked) {
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  if (is_checked) {
    absl::Status status =
        AskFirst(context, DuplicateServiceClient(*channel), request.customer());
    if (!status.ok()) return status;
  }
  sdk::CallInfo info;
  sdk::CallOptions options = context.CallOptions();
  options.info = &info;
  const auto response =
      CustomerServiceClient(*channel).CreateCustomer(request, options);
  if (!response.ok()) {
    return WithRequestId(response.status(), info.request_id);
  }
  return ShowAnswer(context, *response, {}, SecretFiles(*response));
}

Action MakeCreate(Context& context, const MethodWords& words) {
  const auto request = std::make_shared<CreateCustomerRequest>();
  const auto flags = std::make_shared<RequestFlags>(request, words.flags);
  const auto is_checked = std::make_shared<bool>(false);
  std::vector<Argument> arguments = flags->arguments();
  arguments.push_back(SwitchArgument(
      "--check", "show first whom it would double, and ask", is_checked.get()));
  return {.arguments = std::move(arguments),
          .run = [&context, request, flags, is_checked]() -> absl::Status {
            absl::Status status = flags->Finish(context.terminal());
            if (!status.ok()) return status;
            return Create(context, *request, *is_checked);
          }};
}

}  // namespace

void AddDuplicateCommands(Command& root, Context& context) {
  // The group is made by the API's other commands.
  Command& group = root.Group("duplicates", "Customers who are there twice.");
  const MethodWords list = WordsFor("DuplicateService.ListDuplicates");
  group.commands.push_back(
      {.name = list.verb,
       .about = list.about,
       .examples = list.examples,
       .make = [&context, list] { return MakeList(context, list); }});
  const MethodWords check = WordsFor("DuplicateService.CheckDuplicates");
  group.commands.push_back(
      {.name = check.verb,
       .about = check.about,
       .examples = check.examples,
       .make = [&context, check] { return MakeCheck(context, check); }});
  Command& customers = root.Group("customers", "The customer book.");
  const MethodWords create = WordsFor("CustomerService.CreateCustomer");
  customers.commands.push_back(
      {.name = create.verb,
       .about = create.about,
       .examples = create.examples,
       .details =
           "When --check finds somebody who may be the same person, that is\n"
           "confirmed first, on a terminal or with --yes. Otherwise nobody is\n"
           "created, the exit code is 5, and --json prints whom it found.",
       .make = [&context, create] { return MakeCreate(context, create); }});
}

}  // namespace comptoir::cli
