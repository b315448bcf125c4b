// `comptoir failed-tasks drop`.
#include <iostream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/failed_task_service.client.h"
#include "fmt/format.h"
#include "tools/cli/batch/request_parts.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

using merchants::v1::DropFailedTaskRequest;
using merchants::v1::FailedTask;
using merchants::v1::FailedTaskServiceClient;
using merchants::v1::GetFailedTaskRequest;

// Whoever drops is told first what is lost.
absl::Status ConfirmLoss(const Context& context, const FailedTask& task) {
  // The server refuses it, and says why.
  if (task.loss().empty()) return absl::OkStatus();
  context.terminal().Say(Printable(
      fmt::format("{} {} {}", task.id(), task.kind(), task.destination())));
  context.terminal().Say(Printable(fmt::format("lost: {}", task.loss())));
  return context.terminal().Confirm("Drop it?");
}

struct DropFlags {
  std::string id;
  std::string request_id;
};

absl::Status Drop(Context& context, const DropFlags& flags) {
  const auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  const FailedTaskServiceClient client(*channel);
  GetFailedTaskRequest get;
  get.set_task_id(flags.id);
  const auto got = client.GetFailedTask(get, context.CallOptions());
  if (!got.ok()) return got.status();
  if (absl::Status sure = ConfirmLoss(context, got->failed_task());
      !sure.ok()) {
    return sure;
  }
  DropFailedTaskRequest drop;
  drop.set_task_id(flags.id);
  // What was said to be lost, and not what has failed anew meanwhile.
  drop.set_etag(got->failed_task().etag());
  RequestParts parts(flags.request_id);
  const auto dropped = client.DropFailedTask(drop, parts.Next(context));
  if (!dropped.ok()) return parts.Note(dropped.status());
  if (context.has_json()) {
    PrintJsonLine(*dropped);
  } else {
    std::cout << FormatMessage(dropped->failed_task());
  }
  return absl::OkStatus();
}

}  // namespace

void AddFailedTaskCommands(Command& root, Context& context) {
  // The group is made by the API's other commands.
  Command& group = root.Group("failed-tasks", "Work that was given up.");
  group.commands.push_back(
      {.name = "drop",
       .about = "Drops a failed task, having said what is lost.",
       .examples = "comptoir failed-tasks drop job_01j...",
       .make = [&context] {
         const auto flags = std::make_shared<DropFlags>();
         Argument word =
             TextArgument("task_id", "job_... or eff_...", "", &flags->id);
         word.is_required = true;
         return Action{
             .arguments = {word, RequestIdArgument(&flags->request_id)},
             .run = [&context, flags] { return Drop(context, *flags); }};
       }});
}

}  // namespace comptoir::cli
