#include "server/base/log/library_log.h"

#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "server/base/log/log.h"

namespace comptoir {
namespace {

// gRPC says that an assertion failed as it says any error, and then aborts.
constexpr std::string_view kGrpcLastWords = "assertion failed";

std::optional<int64_t> AdmitNow() {
  static auto& mutex = *new std::mutex();
  static auto& limit = *new LineLimit();
  const std::lock_guard<std::mutex> lock(mutex);
  return limit.Admit(absl::Now());
}

void ProtobufSays(google::protobuf::LogLevel level, const char* file, int line,
                  const std::string& text) {
  LibrarySeverity severity = LibrarySeverity::kInfo;
  if (level == google::protobuf::LOGLEVEL_FATAL) {
    severity = LibrarySeverity::kFatal;
  } else if (level != google::protobuf::LOGLEVEL_INFO) {
    severity = LibrarySeverity::kProblem;
  }
  LogLibraryLine({.library = "protobuf",
                  .severity = severity,
                  .file = file,
                  .line = line,
                  .text = text});
}

}  // namespace

std::optional<int64_t> LineLimit::Admit(absl::Time now) {
  // None when the clock was set back; infinite, and so cut, at the first line.
  const absl::Duration passed = std::max(now - last_, absl::ZeroDuration());
  last_ = now;
  allowance_ = std::min<double>(
      kLibraryLinesBurst,
      allowance_ + kLibraryLinesPerSecond * absl::ToDoubleSeconds(passed));
  if (allowance_ < 1) {
    ++held_back_;
    return std::nullopt;
  }
  --allowance_;
  return std::exchange(held_back_, 0);
}

void LogLibraryLine(const LibraryLine& line) {
  const bool is_fatal = line.severity == LibrarySeverity::kFatal ||
                        line.text.starts_with(kGrpcLastWords);
  const std::optional<int64_t> held_back = AdmitNow();
  if (!held_back && !is_fatal) return;
  const std::string source = fmt::format(
      "{}:{}", line.file.substr(line.file.rfind('/') + 1), line.line);
  LogFields fields = {{"library", line.library},
                      {"source", source},
                      {"text", line.text.substr(0, kLibraryTextBytesMax)}};
  if (held_back.value_or(0) > 0) fields.push_back({"held_back", *held_back});
  if (is_fatal) {
    LogError("library", fields);
    return FlushLog();
  }
  if (line.severity == LibrarySeverity::kInfo)
    return LogInfo("library", fields);
  LogWarning("library", fields);
}

void RouteProtobufLog() { google::protobuf::SetLogHandler(ProtobufSays); }

}  // namespace comptoir
