// The process's log: one JSON object per line on standard error.
//
//   {"time":"2026-01-02T03:04:05.678Z","level":"info","event":"ready",
//    "address":"127.0.0.1:7777"}
//
// Never personal data: ids, codes, counts and durations only. Whatever a text
// holds, it cannot begin a line of its own (json_text.h).
#ifndef COMPTOIR_SERVER_BASE_LOG_LOG_H_
#define COMPTOIR_SERVER_BASE_LOG_LOG_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace comptoir {

// Text is not copied: it must live until the call returns.
using LogValue = std::variant<std::string_view, int64_t, double, bool>;

struct LogField {
  std::string_view name;
  LogValue value;
};
using LogFields = std::vector<LogField>;

// `event` says what happened in a word or two: "ready", "call". Thread-safe;
// the line is written by a thread of the log's own, and dropped rather than
// waited for when that thread cannot keep up.
void LogInfo(std::string_view event, const LogFields& fields = {});
void LogWarning(std::string_view event, const LogFields& fields = {});
void LogError(std::string_view event, const LogFields& fields = {});

// Returns once all that was logged before is written, or after a second when
// nobody reads standard error. An exit() of the process does it by itself; for
// what is about to abort.
void FlushLog();

// The part of a line that `event` and `fields` make; for tests.
std::string FormatLogFields(std::string_view event, const LogFields& fields);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_LOG_LOG_H_
