#include "server/store/outbox/rules/effect_rules.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "fmt/format.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/base/timestamps.h"
#include "server/base/waits/waits.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;
using storage::v1::OutboxError;

// What the failure asks for; zero when it asks for nothing.
absl::Duration WaitAskedFor(const absl::Status& failure) {
  const auto payload =
      failure.GetPayload("type.googleapis.com/" +
                         google::rpc::RetryInfo::descriptor()->full_name());
  google::rpc::RetryInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) {
    return absl::ZeroDuration();
  }
  return absl::Seconds(info.retry_delay().seconds()) +
         absl::Nanoseconds(info.retry_delay().nanos());
}

// The beginning of `text` that fits, without half a character at its end.
std::string Cut(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  size_t size = bytes_max;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) {
    --size;
  }
  return std::string(text.substr(0, size));
}

void SetError(const absl::Status& failure, absl::Time now,
              OutboxEffect* effect) {
  OutboxError& error = *effect->mutable_last_error();
  error.set_code(static_cast<int32_t>(failure.code()));
  error.set_reason(ReasonOf(failure));
  error.set_message(Cut(ToStd(failure.message()), kErrorMessageBytesMax));
  *error.mutable_time() = ToTimestamp(now);
}

absl::Status CheckName(std::string_view field, std::string_view name) {
  if (!name.empty() && name.size() <= kEffectNameBytesMax) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_EFFECT",
               fmt::format("the {} of an effect must have 1 to {} bytes, not "
                           "{}",
                           field, kEffectNameBytesMax, name.size()));
}

}  // namespace

std::string EffectIdOf(std::string_view kind, std::string_view dedupe_key) {
  // The kind's length keeps ("ab", "c") and ("a", "bc") apart.
  const std::string digest =
      Sha256(fmt::format("{} {}{}", kind.size(), kind, dedupe_key));
  return FormatId("eff", digest);
}

absl::Status CheckNewEffect(const NewEffect& effect) {
  RETURN_IF_ERROR(CheckName("kind", effect.kind));
  RETURN_IF_ERROR(CheckName("destination", effect.destination));
  RETURN_IF_ERROR(CheckName("dedupe key", effect.dedupe_key));
  if (effect.payload.size() <= kEffectPayloadBytesMax) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_EFFECT",
               fmt::format("the payload of an effect may have {} bytes, not {}",
                           kEffectPayloadBytesMax, effect.payload.size()));
}

bool IsWorthRetrying(const absl::Status& failure) {
  return absl::IsUnavailable(failure) || absl::IsResourceExhausted(failure) ||
         absl::IsDeadlineExceeded(failure);
}

absl::Duration RetryDelay(const RetryPolicy& policy, int attempts,
                          const absl::Status& failure, double random) {
  absl::Duration delay = policy.delay_min;
  for (int i = 1; i < attempts && delay < policy.delay_max; ++i) delay *= 2;
  delay = std::min(delay, policy.delay_max);
  delay -= delay / 2 * random;
  return std::max(delay, std::min(WaitAskedFor(failure), policy.delay_max));
}

Fate ApplyResult(const absl::Status& result, absl::Time now,
                 const RetryPolicy& policy, double random,
                 OutboxEffect* effect) {
  if (absl::IsCancelled(result)) return Fate::kForgotten;
  if (result.ok()) {
    effect->set_state(OutboxEffect::STATE_DONE);
    effect->clear_due_time();
    effect->clear_schedule_time();
    *effect->mutable_settle_time() = ToTimestamp(now);
    return Fate::kKept;
  }
  const int attempts = effect->attempts() + 1;
  effect->set_attempts(attempts);
  SetError(result, now, effect);
  if (!IsWorthRetrying(result)) {
    MakeDead(OutboxEffect::DEATH_CAUSE_FINAL_ERROR, now, effect);
  } else if (attempts >= policy.attempts_max) {
    MakeDead(OutboxEffect::DEATH_CAUSE_ATTEMPTS, now, effect);
  } else if (now - ToTime(effect->begin_time()) >= policy.age_max) {
    MakeDead(OutboxEffect::DEATH_CAUSE_AGE, now, effect);
  } else {
    *effect->mutable_due_time() =
        ToTimestamp(now + RetryDelay(policy, attempts, result, random));
    *effect->mutable_schedule_time() = ToTimestamp(now);
  }
  return Fate::kKept;
}

void MakePending(absl::Time now, absl::Time due, uint64_t revision,
                 OutboxEffect* effect) {
  effect->set_state(OutboxEffect::STATE_PENDING);
  *effect->mutable_begin_time() = ToTimestamp(now);
  *effect->mutable_due_time() = ToTimestamp(std::max(due, now));
  *effect->mutable_schedule_time() = ToTimestamp(now);
  effect->set_attempts(0);
  effect->clear_settle_time();
  effect->clear_death_cause();
  effect->set_revision(revision);
}

void MakeDead(OutboxEffect::DeathCause cause, absl::Time now,
              OutboxEffect* effect) {
  effect->set_state(OutboxEffect::STATE_DEAD);
  effect->set_death_cause(cause);
  effect->clear_due_time();
  effect->clear_schedule_time();
  *effect->mutable_settle_time() = ToTimestamp(now);
}

bool RebaseDueTime(absl::Time now, OutboxEffect* effect) {
  const absl::Time scheduled = ToTime(effect->schedule_time());
  if (!IsAhead(scheduled, now)) return false;
  *effect->mutable_due_time() =
      ToTimestamp(EndOfWait(scheduled, ToTime(effect->due_time()), now));
  *effect->mutable_schedule_time() = ToTimestamp(now);
  return true;
}

}  // namespace comptoir::store
