#include "server/base/log/log.h"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "fmt/format.h"
#include "server/base/log/json_text.h"
#include "spdlog/async.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace comptoir {
namespace {

constexpr size_t kLinesWaitingMax = 8192;
constexpr std::chrono::seconds kFlushPatience(1);

// Standard error, which tells how often it was flushed.
class StandardError final : public spdlog::sinks::stderr_sink_mt {
 public:
  void flush() override {
    spdlog::sinks::stderr_sink_mt::flush();
    const std::lock_guard<std::mutex> lock(mutex_);
    ++flushes_;
    flushed_.notify_all();
  }

  // False when `count` flushes are not reached in time.
  bool Await(uint64_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    return flushed_.wait_for(lock, kFlushPatience,
                             [&] { return flushes_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable flushed_;
  uint64_t flushes_ = 0;  // Guarded by mutex_.
};

// A pool of its own: a program that holds a server for its tests may give
// spdlog's to something else.
class Log {
 public:
  Log()
      : logger_(std::make_shared<spdlog::async_logger>(
            "comptoir", error_, pool_,
            spdlog::async_overflow_policy::overrun_oldest)) {
    // The message is the rest of the object.
    logger_->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                         spdlog::pattern_time_type::utc);
  }

  void Write(spdlog::level::level_enum level, std::string_view line) {
    logger_->log(level, spdlog::string_view_t(line.data(), line.size()));
  }

  // The lines before it are in the queue before it.
  void Flush() {
    const std::lock_guard<std::mutex> lock(flushing_);
    logger_->flush();
    error_->Await(++flushes_asked_);
  }

 private:
  const std::shared_ptr<StandardError> error_ =
      std::make_shared<StandardError>();
  const std::shared_ptr<spdlog::details::thread_pool> pool_ =
      std::make_shared<spdlog::details::thread_pool>(kLinesWaitingMax, 1);
  const std::shared_ptr<spdlog::async_logger> logger_;
  std::mutex flushing_;
  uint64_t flushes_asked_ = 0;  // Guarded by flushing_.
};

// Made with the first line and never destroyed: whoever logs while the process
// ends finds it there.
Log& TheLog() {
  static Log& log = []() -> Log& {
    auto* made = new Log();
    std::atexit(FlushLog);
    return *made;
  }();
  return log;
}

void AppendValue(std::string& line, const LogValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    AppendJsonText(line, *text);
  } else if (const auto* number = std::get_if<int64_t>(&value)) {
    line += fmt::format("{}", *number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    line += fmt::format("{:.3f}", *real);
  } else {
    line += std::get<bool>(value) ? "true" : "false";
  }
}

}  // namespace

std::string FormatLogFields(std::string_view event, const LogFields& fields) {
  std::string line = R"("event":)";
  AppendJsonText(line, event);
  for (const LogField& field : fields) {
    line += ',';
    AppendJsonText(line, field.name);
    line += ':';
    AppendValue(line, field.value);
  }
  return line;
}

void LogInfo(std::string_view event, const LogFields& fields) {
  TheLog().Write(spdlog::level::info, FormatLogFields(event, fields));
}

void LogWarning(std::string_view event, const LogFields& fields) {
  TheLog().Write(spdlog::level::warn, FormatLogFields(event, fields));
}

void LogError(std::string_view event, const LogFields& fields) {
  TheLog().Write(spdlog::level::err, FormatLogFields(event, fields));
}

void FlushLog() { TheLog().Flush(); }

}  // namespace comptoir
