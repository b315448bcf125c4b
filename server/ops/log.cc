#include "server/ops/log.h"

#include <memory>

#include "fmt/format.h"
#include "spdlog/async.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace comptoir::ops {
namespace {

constexpr size_t kLinesWaitingMax = 8192;

// Made with the first line; lives as long as the process.
spdlog::logger& Logger() {
  static const auto& logger = *new std::shared_ptr<spdlog::logger>([] {
    spdlog::init_thread_pool(kLinesWaitingMax, 1);
    auto made = std::make_shared<spdlog::async_logger>(
        "comptoir", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
        spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest);
    // The message is the rest of the object.
    made->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::info);
    return made;
  }());
  return *logger;
}

void AppendText(std::string& line, std::string_view text) {
  line += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20) {
      line += fmt::format("\\u{:04x}", byte);
    } else {
      line += c;
    }
  }
  line += '"';
}

void AppendValue(std::string& line, const LogValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    AppendText(line, *text);
  } else if (const auto* number = std::get_if<int64_t>(&value)) {
    line += fmt::format("{}", *number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    line += fmt::format("{:.3f}", *real);
  } else {
    line += std::get<bool>(value) ? "true" : "false";
  }
}

void Write(spdlog::level::level_enum level, std::string_view event,
           const LogFields& fields) {
  const std::string line = FormatLogFields(event, fields);
  Logger().log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

std::string FormatLogFields(std::string_view event, const LogFields& fields) {
  std::string line = R"("event":)";
  AppendText(line, event);
  for (const LogField& field : fields) {
    line += ',';
    AppendText(line, field.name);
    line += ':';
    AppendValue(line, field.value);
  }
  return line;
}

void LogInfo(std::string_view event, const LogFields& fields) {
  Write(spdlog::level::info, event, fields);
}

void LogWarning(std::string_view event, const LogFields& fields) {
  Write(spdlog::level::warn, event, fields);
}

void LogError(std::string_view event, const LogFields& fields) {
  Write(spdlog::level::err, event, fields);
}

void FlushLog() { Logger().flush(); }

}  // namespace comptoir::ops
