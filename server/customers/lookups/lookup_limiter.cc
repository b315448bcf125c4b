#include "server/customers/lookups/lookup_limiter.h"

#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::customers {
namespace {

// Begins the window anew when it is over. Whether it was.
template <typename Window>
bool Turn(absl::Time now, absl::Duration length, Window* window) {
  // Longer than it can be when the clock was set back.
  if (now < window->end && window->end - now <= length) return false;
  *window = {.end = now + length, .count = 0};
  return true;
}

}  // namespace

absl::Duration LookupLimiter::Count(const Call& call, bool* is_first_refusal) {
  const absl::Time now = call.now();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (looks_.size() >= limits_.callers_max) ForgetTheOld(now);
  Looks& looks =
      looks_[fmt::format("{}/{}", call.merchant_id(), call.principal().id)];
  Turn(now, absl::Minutes(1), &looks.minute);
  if (Turn(now, absl::Hours(1), &looks.hour)) looks.is_suspect = false;
  absl::Duration delay;
  if (looks.minute.count >= limits_.per_minute_max) {
    delay = looks.minute.end - now;
  }
  if (looks.hour.count >= limits_.per_hour_max) delay = looks.hour.end - now;
  if (delay == absl::ZeroDuration()) {
    ++looks.minute.count;
    ++looks.hour.count;
  } else {
    *is_first_refusal = !looks.is_suspect;
    looks.is_suspect = true;
  }
  return delay;
}

absl::Status LookupLimiter::Admit(const Call& call) {
  bool is_first_refusal = false;
  const absl::Duration delay = Count(call, &is_first_refusal);
  if (delay == absl::ZeroDuration()) return absl::OkStatus();
  if (is_first_refusal) alarm_(call);
  return WithRetryDelay(
      Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_LOOKUPS",
            fmt::format("without PERMISSION_CUSTOMERS_VIEW_CONTACT at most {} "
                        "phone numbers and email addresses are looked for in "
                        "a minute, and {} in an hour",
                        limits_.per_minute_max, limits_.per_hour_max)),
      delay);
}

void LookupLimiter::ForgetTheOld(absl::Time now) {
  absl::erase_if(looks_, [now](const auto& looks) {
    return looks.second.hour.end <= now;
  });
  // All are of this hour: starting over is rare, and cheap.
  if (looks_.size() >= limits_.callers_max) looks_.clear();
}

}  // namespace comptoir::customers
