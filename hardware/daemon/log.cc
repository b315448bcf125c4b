#include "hardware/daemon/log.h"

#include <string>

#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::ReaderEvent;

// Text as it stands in a JSON string.
std::string Escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      escaped += '\\';
      escaped += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string CheckoutOf(const ReaderEvent& event) {
  switch (event.kind_case()) {
    case ReaderEvent::kCheckoutStarted:
      return event.checkout_started().checkout_id();
    case ReaderEvent::kPaymentApproved:
      return event.payment_approved().checkout_id();
    case ReaderEvent::kPaymentDeclined:
      return event.payment_declined().checkout_id();
    case ReaderEvent::kPaymentCanceled:
      return event.payment_canceled().checkout_id();
    case ReaderEvent::kPaymentFailed:
      return event.payment_failed().checkout_id();
    default:
      return "";
  }
}

// Such as "card_read".
std::string KindOf(const ReaderEvent& event) {
  const auto* oneof = ReaderEvent::descriptor()->FindOneofByName("kind");
  const auto* field =
      ReaderEvent::GetReflection()->GetOneofFieldDescriptor(event, oneof);
  return field == nullptr ? "none" : field->name();
}

}  // namespace

void SetUpLog() {
  auto logger = spdlog::stderr_logger_mt("readerd");
  logger->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void LogStart(std::string_view version, uint64_t epoch, size_t held_events) {
  spdlog::info(
      R"("message":"starting","version":"{}","epoch":{},"held_events":{})",
      version, epoch, held_events);
}

void LogStopping() { spdlog::info(R"("message":"stopping")"); }

void LogEvent(const ReaderEvent& event, const absl::Status& kept) {
  const std::string checkout = Escape(CheckoutOf(event));
  if (kept.ok()) {
    spdlog::info(R"("message":"event","kind":"{}","checkout_id":"{}")",
                 KindOf(event), checkout);
    return;
  }
  spdlog::error(
      R"("message":"event not kept","kind":"{}","checkout_id":"{}","error":"{}")",
      KindOf(event), checkout, Escape(std::string(kept.message())));
}

void LogLine(const absl::Status& status) {
  if (status.ok()) {
    spdlog::info(R"("message":"connected")");
    return;
  }
  spdlog::warn(
      R"("message":"disconnected","code":"{}","reason":"{}","error":"{}")",
      absl::StatusCodeToString(status.code()), Escape(sdk::ReasonOf(status)),
      Escape(std::string(status.message())));
}

}  // namespace comptoir::hardware
