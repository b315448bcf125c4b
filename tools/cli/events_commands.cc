// What happened: history, activity, and live.
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "comptoir/events/v1/event_service.client.h"
#include "fmt/format.h"
#include "google/protobuf/struct.pb.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/operation/connection_news.h"
#include "tools/cli/terminal/table.h"
#include "tools/cli/text/api_text.h"
#include "tools/cli/text/event_text.h"

namespace comptoir::cli {
namespace {

using events::v1::Event;
using events::v1::EventServiceClient;
using events::v1::ListActivityRequest;
using events::v1::ListEventsRequest;
using events::v1::WatchEventsRequest;
using events::v1::WatchEventsResponse;

constexpr int kCountMax = 1'000'000'000;
// Of an activity when nothing else is asked for.
constexpr int kActivityShown = 20;

using Line = std::string (*)(const Event& event);

void PrintEvent(const Context& context, const Event& event, Line line) {
  if (context.has_json()) {
    PrintJsonLine(event);
  } else {
    std::cout << line(event) << std::endl;
  }
}

// Prints a paged list of events up to `limit`, or all when it is 0.
template <typename Range>
absl::Status PrintEvents(const Context& context, Range range, Line line,
                         int limit) {
  int count = 0;
  for (const absl::StatusOr<Event>& event : range) {
    if (!event.ok()) return event.status();
    PrintEvent(context, *event, line);
    if (++count == limit) break;
  }
  if (count == 0 && !context.has_json()) context.terminal().Say("no events");
  return absl::OkStatus();
}

// What `watch` and `events list` take.
struct WatchFlags {
  std::vector<std::string> subjects;
  // Full names.
  std::vector<std::string> types;
  std::optional<int64_t> after;
  std::string history;
  int count = 0;
};

absl::Status ReadRevision(const std::string& text,
                          std::optional<int64_t>& revision) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0) {
    return absl::InvalidArgumentError(
        fmt::format("{} is no revision: a number from 0", text));
  }
  revision = number;
  return absl::OkStatus();
}

// `types` must live until the command has run.
Argument TypesArgument(std::vector<std::string>& types) {
  return {.name = "--type",
          .help =
              "only of this kind, such as SaleCompleted, or as `comptoir "
              "events types` lists it; may be repeated",
          .value = "KIND",
          .is_repeated = true,
          .take = [&types](const std::string& text) -> absl::Status {
            auto type = FullTypeName(text);
            if (!type.ok()) return type.status();
            types.push_back(*std::move(type));
            return absl::OkStatus();
          }};
}

// `flags` must live until the command has run.
std::vector<Argument> ArgumentsOf(WatchFlags& flags, std::string count_flag) {
  return {
      TextsArgument("--customer,--sale,--reader,--subject",
                    "only about this id; may be repeated", "ID",
                    &flags.subjects),
      TypesArgument(flags.types),
      {.name = "--after",
       .help = "begin after this revision",
       .value = "REVISION",
       .take =
           [&flags](const std::string& text) {
             return ReadRevision(text, flags.after);
           }},
      TextArgument("--history",
                   "the history that --after is of, to be told when the server "
                   "was restored from a backup since",
                   "NAME", &flags.history),
      CountArgument(std::move(count_flag), "stop after so many events", "N",
                    kCountMax, &flags.count),
  };
}

template <typename Request>
Request RequestOf(const WatchFlags& flags) {
  Request request;
  for (const std::string& subject : flags.subjects) {
    request.add_subjects(subject);
  }
  for (const std::string& type : flags.types) request.add_types(type);
  if (flags.after.has_value()) request.set_after_revision(*flags.after);
  request.set_history(flags.history);
  return request;
}

absl::Status Watch(Context& context, const WatchFlags& flags) {
  auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  auto watch = EventServiceClient(*channel).WatchEventsResuming(
      RequestOf<WatchEventsRequest>(flags),
      {.on_connection = ConnectionNews([&context](std::string_view line) {
         context.terminal().Say(line);
       })});
  int count = 0;
  // The first answer comes at once: from there on nothing is missed.
  bool is_first = true;
  while (true) {
    const absl::StatusOr<WatchEventsResponse> answer = watch.Next();
    if (!answer.ok()) return answer.status();
    if (std::exchange(is_first, false)) {
      context.terminal().Say(fmt::format("watching from #{} of history {}",
                                         answer->revision(),
                                         answer->history()));
    }
    for (const Event& event : answer->events()) {
      PrintEvent(context, event, EventLine);
      if (++count == flags.count) return absl::OkStatus();
    }
  }
}

absl::Status ListEvents(Context& context, const WatchFlags& flags) {
  auto channel = context.Channel();
  if (!channel.ok()) return channel.status();
  return PrintEvents(
      context,
      EventServiceClient(*channel).ListEventsAll(
          RequestOf<ListEventsRequest>(flags), context.CallOptions()),
      EventLine, flags.count);
}

// An action that takes `flags` and hands them to `work`.
Action FilteredAction(Context& context, std::string count_flag,
                      absl::Status (*work)(Context&, const WatchFlags&)) {
  const auto flags = std::make_shared<WatchFlags>();
  return {.arguments = ArgumentsOf(*flags, std::move(count_flag)),
          .run = [&context, work, flags] { return work(context, *flags); }};
}

struct ActivityFlags {
  std::string subject;
  // Full names.
  std::vector<std::string> types;
  int count = kActivityShown;
};

// Of the subject that the word `word` names.
Action ActivityAction(Context& context, std::string word, std::string help) {
  const auto flags = std::make_shared<ActivityFlags>();
  Argument subject =
      TextArgument(std::move(word), std::move(help), "", &flags->subject);
  subject.is_required = true;
  return {
      .arguments = {subject, TypesArgument(flags->types),
                    CountArgument("--limit",
                                  fmt::format("stop after so many, {} when not "
                                              "given; 0: never",
                                              kActivityShown),
                                  "N", kCountMax, &flags->count)},
      .run = [&context, flags]() -> absl::Status {
        auto channel = context.Channel();
        if (!channel.ok()) return channel.status();
        ListActivityRequest request;
        request.set_subject_id(flags->subject);
        request.mutable_types()->Assign(flags->types.begin(),
                                        flags->types.end());
        return PrintEvents(context,
                           EventServiceClient(*channel).ListActivityAll(
                               request, context.CallOptions()),
                           ActivityLine, flags->count);
      }};
}

// By the names that the API has for them.
absl::Status ListTypes(const Context& context) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto* type : EventTypes()) {
    pairs.emplace_back(type->full_name(), SentenceOf(type->full_name()));
  }
  if (!context.has_json()) {
    std::cout << FormatPairs(pairs);
    return absl::OkStatus();
  }
  for (const auto& [type, about] : pairs) {
    google::protobuf::Struct line;
    (*line.mutable_fields())["type"].set_string_value(type);
    (*line.mutable_fields())["about"].set_string_value(about);
    PrintJsonLine(line);
  }
  return absl::OkStatus();
}

}  // namespace

void AddEventCommands(Command& root, Context& context) {
  root.Group("events", "What happened.").commands = {
      {.name = "list",
       .about = "Lists the history, oldest first.",
       .examples = "comptoir events list --after 120 --limit 50",
       .make =
           [&context] {
             return FilteredAction(context, "--limit", ListEvents);
           }},
      {.name = "activity",
       .about = "Lists what a subject did, newest first.",
       .examples = "comptoir events activity cus_01j...\n"
                   "comptoir events activity grp_01j... --type GroupUpdated",
       .make =
           [&context] {
             return ActivityAction(context, "subject_id", "a customer's id");
           }},
      {.name = "types",
       .about = "Lists the kinds of events there are.",
       .examples = "comptoir events types\n"
                   "comptoir events types --json",
       .make = [&context] {
         return Action{{}, [&context] { return ListTypes(context); }};
       }}};
  root.Group("customers", "The customer book.")
      .commands.push_back(
          {.name = "activity",
           .about = "Lists what a customer did and what was done to the "
                    "profile, newest first, of all who were merged into it.",
           .examples = "comptoir customers activity cus_01j...\n"
                       "comptoir customers activity cus_01j... --limit 0 \\\n"
                       "    --type SaleCompleted --type PaymentRefunded",
           .make = [&context] {
             return ActivityAction(context, "customer_id", "cus_...");
           }});
  root.commands.push_back(
      {.name = "watch",
       .about = "Shows events as they happen, until Ctrl-C.",
       .examples = "comptoir watch\n"
                   "comptoir watch --customer cus_01j... --after 120\n"
                   "comptoir watch --type SaleCompleted --json",
       .make = [&context] {
         return FilteredAction(context, "--count", Watch);
       }});
}

}  // namespace comptoir::cli
