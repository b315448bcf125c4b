// `comptoir customers batch-create`, `batch-update` and `batch-delete`: any
// number of customers, from a file of lines of JSON.
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "fmt/format.h"
#include "tools/cli/batch/request_parts.h"
#include "tools/cli/batch/results.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/terminal/table.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

using customers::v1::BatchCreateCustomersRequest;
using customers::v1::BatchCreateCustomersResponse;
using customers::v1::BatchDeleteCustomersRequest;
using customers::v1::BatchDeleteCustomersResponse;
using customers::v1::BatchUpdateCustomersRequest;
using customers::v1::BatchUpdateCustomersResponse;
using customers::v1::CustomerBatchResult;
using customers::v1::CustomerServiceClient;

// As the API says of one call, and well within what it takes of bytes.
constexpr size_t kItemsPerCall = 1000;
constexpr size_t kBytesPerCall = size_t{2} << 20;

constexpr char kDetails[] =
    "More than 1,000 lines, or 2 MiB, go in several transactions. The same\n"
    "file may be sent again under its --request-id.\n"
    "Exits with 7 when some were refused.";

// The requests of a file, and where each stands in it.
template <typename Batch>
struct Items {
  Batch all;
  std::vector<int> lines;
};

template <typename Batch>
absl::StatusOr<Items<Batch>> ReadItems(const std::string& file) {
  const absl::StatusOr<std::string> content = ReadText(file);
  if (!content.ok()) return content.status();
  Items<Batch> items;
  int number = 0;
  std::istringstream lines(*content);
  for (std::string line; std::getline(lines, line);) {
    ++number;
    absl::StripAsciiWhitespace(&line);
    if (line.empty()) continue;
    auto& request = *items.all.add_requests();
    const auto parsed =
        google::protobuf::util::JsonStringToMessage(line, &request);
    if (!parsed.ok()) {
      // A line of the text and a mark below it would follow.
      std::string why(parsed.message());
      why.resize(std::min(why.find('\n'), why.size()));
      return absl::InvalidArgumentError(
          fmt::format("{}:{}: is no {} in JSON: {}", file, number,
                      request.GetDescriptor()->name(), why));
    }
    items.lines.push_back(number);
  }
  if (items.lines.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: no customers: one a line, in JSON", file));
  }
  return items;
}

// As many of the rest as one call takes.
template <typename Batch>
Batch NextBatch(const Batch& all, int from) {
  Batch batch;
  size_t bytes = 0;
  for (int i = from; i < all.requests_size(); ++i) {
    bytes += all.requests(i).ByteSizeLong();
    const bool is_full =
        batch.requests_size() == static_cast<int>(kItemsPerCall) ||
        (bytes > kBytesPerCall && i > from);
    if (is_full) break;
    *batch.add_requests() = all.requests(i);
  }
  return batch;
}

template <typename Response>
void ShowResults(Context& context, const Response& all,
                 const std::vector<int>& lines) {
  const int refused = NoteFailed(context, all);
  for (int i = 0; i < all.results_size(); ++i) {
    const CustomerBatchResult& result = all.results(i);
    if (!result.has_failure()) continue;
    context.terminal().Say(fmt::format("line {}: {} ({})", lines[i],
                                       result.failure().message(),
                                       result.failure().reason()));
  }
  if (context.has_json()) return PrintJsonLine(all);
  std::cout << FormatPairs(
      {{"done", std::to_string(all.results_size() - refused)},
       {"refused", std::to_string(refused)}});
}

template <typename Batch, typename Response>
using Method = absl::StatusOr<Response> (CustomerServiceClient::*)(
    const Batch& request, const sdk::CallOptions& options) const;

struct BatchFlags {
  std::string file;
  std::string request_id;
};

// Calls the method as often as so many need.
template <typename Batch, typename Response>
absl::Status Run(Context& context, const BatchFlags& flags,
                 const std::string& question, Method<Batch, Response> method) {
  const absl::StatusOr<Items<Batch>> items = ReadItems<Batch>(flags.file);
  if (!items.ok()) return items.status();
  if (!question.empty()) {
    const absl::Status sure = context.terminal().Confirm(
        fmt::format("{} {} customers?", question, items->lines.size()));
    if (!sure.ok()) return sure;
  }
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const CustomerServiceClient client(*channel);
  RequestParts parts(flags.request_id);
  Response all;
  while (all.results_size() < items->all.requests_size()) {
    const Batch batch = NextBatch(items->all, all.results_size());
    const auto response = (client.*method)(batch, parts.Next(context));
    if (!response.ok()) {
      if (all.results_size() > 0) {
        ShowResults(context, all, items->lines);
        context.terminal().Complain(fmt::format(
            "comptoir: what follows line {} was not sent or not answered; with "
            "--request-id {} the same file may be sent again",
            items->lines[all.results_size() - 1], parts.request_id()));
      }
      return parts.Note(response.status());
    }
    all.mutable_results()->MergeFrom(response->results());
  }
  ShowResults(context, all, items->lines);
  return absl::OkStatus();
}

template <typename Batch, typename Response>
Action MakeAction(Context& context, const std::string& question,
                  Method<Batch, Response> method) {
  const auto flags = std::make_shared<BatchFlags>();
  Argument argument = TextArgument(
      "file", "a request in JSON on each line; - is standard input", "",
      &flags->file);
  argument.is_required = true;
  return {.arguments = {argument, RequestIdArgument(&flags->request_id)},
          .run = [&context, flags, question, method] {
            return Run<Batch, Response>(context, *flags, question, method);
          }};
}

}  // namespace

void AddBatchCommands(Command& root, Context& context) {
  // The group is made by the API's other commands.
  Command& group = root.Group("customers", "The customer book.");
  group.commands.push_back(
      {.name = "batch-create",
       .about = "Creates customers, each whatever becomes of the others.",
       .examples = "comptoir customers batch-create new.jsonl",
       .details = "A line: {\"customer\": {\"givenName\": \"Anna\"}, "
                  "\"unlessKnown\": true}\n" +
                  std::string(kDetails),
       .make = [&context] {
         return MakeAction<BatchCreateCustomersRequest,
                           BatchCreateCustomersResponse>(
             context, "", &CustomerServiceClient::BatchCreateCustomers);
       }});
  group.commands.push_back(
      {.name = "batch-update",
       .about = "Changes customers, each whatever becomes of the others.",
       .examples = "comptoir customers batch-update changes.jsonl",
       .details = "A line: {\"customer\": {\"id\": \"cus_01j...\", "
                  "\"note\": \"Tea\"}, \"updateMask\": \"note\"}\n" +
                  std::string(kDetails),
       .make = [&context] {
         return MakeAction<BatchUpdateCustomersRequest,
                           BatchUpdateCustomersResponse>(
             context, "", &CustomerServiceClient::BatchUpdateCustomers);
       }});
  group.commands.push_back(
      {.name = "batch-delete",
       .about = "Deletes customers, each whatever becomes of the others.",
       .examples = "comptoir customers batch-delete gone.jsonl --yes",
       .details =
           "A line: {\"customerId\": \"cus_01j...\"}\n" + std::string(kDetails),
       .make = [&context] {
         return MakeAction<BatchDeleteCustomersRequest,
                           BatchDeleteCustomersResponse>(
             context, "Delete", &CustomerServiceClient::BatchDeleteCustomers);
       }});
}

}  // namespace comptoir::cli
