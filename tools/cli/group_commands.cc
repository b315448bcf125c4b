// `comptoir groups add-members` and `remove-members`: any number of customers,
// also from a file.
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
#include "comptoir/customers/v1/group_service.client.h"
#include "fmt/format.h"
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

using customers::v1::AddGroupMembersRequest;
using customers::v1::AddGroupMembersResponse;
using customers::v1::GroupMemberResult;
using customers::v1::GroupServiceClient;
using customers::v1::RemoveGroupMembersRequest;
using customers::v1::RemoveGroupMembersResponse;

// As the API says of one call.
constexpr size_t kIdsPerCall = 1000;

constexpr char kDetails[] =
    "More than 1,000 go in several transactions of 1,000 each.\n"
    "Exits with 7 when some customers are unknown.";

struct MemberFlags {
  std::string group_id;
  std::vector<std::string> customer_ids;
  std::string file;
  std::string request_id;
};

// How many of each outcome there are, and whom the shop does not have.
template <typename Response>
void ShowResults(Context& context, const Response& all) {
  NoteFailed(context, all);
  if (context.has_json()) return PrintJsonLine(all);
  std::map<std::string, int> counts;
  for (const GroupMemberResult& result : all.results()) {
    ++counts[FieldText(result, "outcome")];
    if (result.outcome() ==
        customers::v1::GROUP_MEMBER_OUTCOME_UNKNOWN_CUSTOMER) {
      context.terminal().Say(
          fmt::format("unknown customer: {}", result.customer_id()));
    }
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [outcome, count] : counts) {
    pairs.emplace_back(outcome, std::to_string(count));
  }
  pairs.emplace_back("members", std::to_string(all.group().member_count()));
  std::cout << FormatPairs(pairs);
}

template <typename Request, typename Response>
using Method = absl::StatusOr<Response> (GroupServiceClient::*)(
    const Request& request, const sdk::CallOptions& options) const;

// Calls the method as often as so many ids need.
template <typename Request, typename Response>
absl::Status Change(Context& context, const MemberFlags& flags,
                    Method<Request, Response> method) {
  std::vector<std::string> ids = flags.customer_ids;
  if (!flags.file.empty()) {
    if (absl::Status read = ReadCustomerIds(flags.file, &ids); !read.ok())
      return read;
  }
  if (ids.empty()) {
    return absl::InvalidArgumentError(
        "no customers: name some, or a file of them with --file");
  }
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const GroupServiceClient client(*channel);
  RequestParts parts(flags.request_id);
  Response all;
  for (size_t at = 0; at < ids.size(); at += kIdsPerCall) {
    Request request;
    request.set_group_id(flags.group_id);
    const size_t end = std::min(ids.size(), at + kIdsPerCall);
    for (size_t i = at; i < end; ++i) request.add_customer_ids(ids[i]);
    const auto response = (client.*method)(request, parts.Next(context));
    if (!response.ok()) {
      if (at > 0) {
        context.terminal().Complain(
            fmt::format("comptoir: the first {} are done; run the same command "
                        "again for the rest: it does nothing twice",
                        at));
      }
      return parts.Note(response.status());
    }
    *all.mutable_group() = response->group();
    all.mutable_results()->MergeFrom(response->results());
  }
  ShowResults(context, all);
  return absl::OkStatus();
}

template <typename Request, typename Response>
Action MakeAction(Context& context, Method<Request, Response> method) {
  const auto flags = std::make_shared<MemberFlags>();
  Argument group = TextArgument("group_id", "grp_...", "", &flags->group_id);
  group.is_required = true;
  return {.arguments = {group,
                        TextsArgument("customer_ids", "cus_...", "",
                                      &flags->customer_ids),
                        TextArgument("--file",
                                     "the ids in this file, too, one a line; "
                                     "- is standard input",
                                     "FILE", &flags->file),
                        RequestIdArgument(&flags->request_id)},
          .run = [&context, flags, method] {
            return Change<Request, Response>(context, *flags, method);
          }};
}

}  // namespace

void AddGroupCommands(Command& root, Context& context) {
  // The group is made by the API's other commands.
  Command& group = root.Group("groups", "Groups of customers.");
  group.commands.push_back(
      {.name = "add-members",
       .about = "Puts customers into a group.",
       .examples =
           "comptoir groups add-members grp_01j... cus_01j... cus_01k...\n"
           "comptoir groups add-members grp_01j... --file regulars.txt",
       .details = kDetails,
       .make = [&context] {
         return MakeAction<AddGroupMembersRequest, AddGroupMembersResponse>(
             context, &GroupServiceClient::AddGroupMembers);
       }});
  group.commands.push_back(
      {.name = "remove-members",
       .about = "Takes customers out of a group.",
       .examples = "comptoir groups remove-members grp_01j... cus_01j...\n"
                   "comptoir groups remove-members grp_01j... --file gone.txt",
       .details = kDetails,
       .make = [&context] {
         return MakeAction<RemoveGroupMembersRequest,
                           RemoveGroupMembersResponse>(
             context, &GroupServiceClient::RemoveGroupMembers);
       }});
}

}  // namespace comptoir::cli
