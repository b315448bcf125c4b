#include "server/rpc/figures/call_log.h"

#include "fmt/format.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"

namespace comptoir::rpc {
namespace {

// Failures that are the server's own and that somebody must look at.
bool IsOurs(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal ||
         code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

void CallLog::Write(const CallFacts& facts, const absl::Status& status) {
  const bool is_slow = !facts.is_stream && facts.duration >= options_.slow;
  if (status.ok() && !is_slow) {
    if (options_.sample <= 0) return;
    const uint64_t n = calls_.fetch_add(1, std::memory_order_relaxed);
    if (n % static_cast<uint64_t>(options_.sample) != 0) return;
  }
  // LogFields refers to its texts.
  const std::string code = absl::StatusCodeToString(status.code());
  LogFields fields = {
      {"method", facts.method},
      {"code", code},
      {"duration_ms", absl::ToDoubleMilliseconds(facts.duration)},
  };
  if (!facts.merchant.empty()) fields.push_back({"merchant", facts.merchant});
  if (!facts.principal.empty()) {
    fields.push_back({"principal", facts.principal});
  }
  if (facts.replayed) fields.push_back({"replayed", true});
  if (status.ok()) return LogInfo("call", fields);
  const std::string reason = ReasonOf(status);
  if (!reason.empty()) fields.push_back({"reason", reason});
  if (!IsOurs(status.code())) return LogInfo("call", fields);
  fields.push_back({"error", ToStd(status.message())});
  LogError("call", fields);
}

}  // namespace comptoir::rpc
