// What happened: history, activity, and live.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/events/v1/event_service.client.h"
#include "fmt/format.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"
#include "tools/cli/event_text.h"

namespace comptoir::cli {
namespace {

using events::v1::Event;
using events::v1::EventServiceClient;
using events::v1::ListActivityRequest;
using events::v1::ListEventsRequest;
using events::v1::WatchEventsRequest;
using events::v1::WatchEventsResponse;

void PrintEvent(const Context& context, const Event& event) {
  if (context.has_json()) {
    PrintJsonLine(event);
  } else {
    std::cout << EventLine(event) << std::endl;
  }
}

// Prints a paged list of events up to `limit`, or all when it is 0.
template <typename Range>
absl::Status PrintEvents(const Context& context, Range range, int limit) {
  int count = 0;
  for (const absl::StatusOr<Event>& event : range) {
    if (!event.ok()) return event.status();
    PrintEvent(context, *event);
    if (++count == limit) break;
  }
  return absl::OkStatus();
}

struct WatchFlags {
  std::vector<std::string> subjects;
  std::vector<std::string> types;
  std::optional<int64_t> after;
  int count = 0;
};

void AddFilters(CLI::App& command, WatchFlags& flags) {
  command
      .add_option("--customer,--sale,--reader,--subject", flags.subjects,
                  "only about this id; may be repeated")
      ->allow_extra_args(false)
      ->type_name("ID");
  command
      .add_option("--type", flags.types,
                  "only of this kind, such as SaleCompleted; may be repeated")
      ->allow_extra_args(false)
      ->type_name("KIND");
  command.add_option("--after", flags.after, "begin after this revision")
      ->type_name("REVISION");
}

template <typename Request>
Request RequestOf(const WatchFlags& flags) {
  Request request;
  for (const std::string& subject : flags.subjects) {
    request.add_subjects(subject);
  }
  for (const std::string& type : flags.types) {
    request.add_types(FullTypeName(type));
  }
  if (flags.after.has_value()) request.set_after_revision(*flags.after);
  return request;
}

absl::Status Watch(Context& context, const WatchFlags& flags) {
  auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  auto watch = EventServiceClient(*channel).WatchEventsResuming(
      RequestOf<WatchEventsRequest>(flags));
  int count = 0;
  // The first answer comes at once: from there on nothing is missed.
  bool is_first = true;
  while (true) {
    const absl::StatusOr<WatchEventsResponse> answer = watch.Next();
    if (!answer.ok()) return answer.status();
    if (std::exchange(is_first, false)) {
      context.terminal().Say(
          fmt::format("watching from #{}", answer->revision()));
    }
    for (const Event& event : answer->events()) {
      PrintEvent(context, event);
      if (++count == flags.count) return absl::OkStatus();
    }
  }
}

void AddWatch(CLI::App& app, Context& context) {
  CLI::App& command =
      AddCommand(app, "watch", "Show events as they happen, until Ctrl-C.",
                 "comptoir watch\n"
                 "comptoir watch --customer cus_01J... --after 120\n"
                 "comptoir watch --type SaleCompleted --json");
  auto flags = std::make_shared<WatchFlags>();
  AddFilters(command, *flags);
  command.add_option("--count", flags->count, "stop after so many events")
      ->type_name("N");
  context.Run(command, [&context, flags] { return Watch(context, *flags); });
}

void AddList(CLI::App& area, Context& context) {
  CLI::App& command =
      AddCommand(area, "list", "List the history, oldest first.",
                 "comptoir events list --after 120 --limit 50");
  auto flags = std::make_shared<WatchFlags>();
  AddFilters(command, *flags);
  command.add_option("--limit", flags->count, "stop after so many events")
      ->type_name("N");
  context.Run(command, [&context, flags]() -> absl::Status {
    auto channel = context.Channel();
    if (!channel.ok()) return channel.status();
    return PrintEvents(
        context,
        EventServiceClient(*channel).ListEventsAll(
            RequestOf<ListEventsRequest>(*flags), context.CallOptions()),
        flags->count);
  });
}

void AddActivity(CLI::App& area, Context& context) {
  CLI::App& command =
      AddCommand(area, "activity", "List what a subject did, newest first.",
                 "comptoir events activity cus_01J...");
  auto flags = std::make_shared<WatchFlags>();
  auto request = std::make_shared<ListActivityRequest>();
  flags->count = 20;
  command
      .add_option_function<std::string>(
          "subject_id",
          [request](const std::string& id) { request->set_subject_id(id); },
          "a customer's id")
      ->required()
      ->type_name("");
  command.add_option("--limit", flags->count, "stop after so many; 0: never")
      ->capture_default_str()
      ->type_name("N");
  context.Run(command, [&context, flags, request]() -> absl::Status {
    auto channel = context.Channel();
    if (!channel.ok()) return channel.status();
    return PrintEvents(context,
                       EventServiceClient(*channel).ListActivityAll(
                           *request, context.CallOptions()),
                       flags->count);
  });
}

}  // namespace

void AddEventCommands(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "events", "What happened");
  AddList(area, context);
  AddActivity(area, context);
  AddWatch(app, context);
}

}  // namespace comptoir::cli
