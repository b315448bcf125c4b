#include "hardware/daemon/log.h"

#include <grpc/support/log.h>

#include <string>

#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "hardware/reader/event_facts.h"
#include "server/base/log/library_log.h"
#include "server/base/log/log.h"
#include "server/base/strings.h"

namespace comptoir::hardware {

using comptoir::readers::v1::ReaderEvent;

void SetUpLog() {
  RouteProtobufLog();
  gpr_set_log_function([](gpr_log_func_args* said) {
    const bool is_problem = said->severity == GPR_LOG_SEVERITY_ERROR;
    LogLibraryLine({.library = "grpc",
                    .severity = is_problem ? LibrarySeverity::kProblem
                                           : LibrarySeverity::kInfo,
                    .file = said->file,
                    .line = said->line,
                    .text = said->message});
  });
}

void LogStart(std::string_view version, uint64_t epoch, size_t held_events) {
  LogInfo("starting", {{"version", version},
                       {"epoch", static_cast<int64_t>(epoch)},
                       {"held_events", static_cast<int64_t>(held_events)}});
}

void LogStopping() { LogInfo("stopping"); }

void LogEvent(const ReaderEvent& event, const absl::Status& kept) {
  std::string kind = KindOf(event);
  if (kind.empty()) kind = "none";
  const std::string checkout = CheckoutOf(event);
  LogFields fields = {{"kind", kind}, {"checkout_id", checkout}};
  if (!kept.ok()) {
    fields.push_back({"error", ToStd(kept.message())});
    return LogError("reader event not kept", fields);
  }
  if (event.left_out().empty()) return LogInfo("reader event", fields);
  const std::string left_out =
      fmt::format("{}", fmt::join(event.left_out(), " "));
  fields.push_back({"left_out", left_out});
  LogWarning("reader event with values left out", fields);
}

void LogWaiting(const std::string& checkout_id, const absl::Status& why) {
  LogError("no card is asked for: the spool has no place for the outcome",
           {{"checkout_id", checkout_id}, {"error", ToStd(why.message())}});
}

void LogSetAside(Position position, const absl::Status& status) {
  LogFields fields = {{"epoch", static_cast<int64_t>(position.epoch)},
                      {"seq", static_cast<int64_t>(position.seq)}};
  if (status.ok()) {
    return LogError("the server refuses an event: it was set aside", fields);
  }
  fields.push_back({"error", ToStd(status.message())});
  LogError("the server refuses an event, which cannot be set aside", fields);
}

void LogRoom(const absl::Status& room) {
  if (room.ok()) return LogInfo("the spool has room again");
  LogError("the spool has no room but what it keeps for outcomes",
           {{"error", ToStd(room.message())}});
}

void LogLine(const absl::Status& status) {
  if (status.ok()) return LogInfo("connected");
  const std::string code = absl::StatusCodeToString(status.code());
  const std::string reason = sdk::ReasonOf(status);
  LogWarning(
      "disconnected",
      {{"code", code}, {"reason", reason}, {"error", ToStd(status.message())}});
}

}  // namespace comptoir::hardware
