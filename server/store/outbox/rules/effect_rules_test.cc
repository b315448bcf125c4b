#include "server/store/outbox/rules/effect_rules.h"

#include <string>

#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
const absl::Status kDown = absl::UnavailableError("down");

OutboxEffect Pending() {
  OutboxEffect effect;
  MakePending(kNow, absl::InfinitePast(), 7, &effect);
  return effect;
}

TEST(EffectIdTest, FollowsFromKindAndKey) {
  EXPECT_EQ(EffectIdOf("text", "a"), EffectIdOf("text", "a"));
  EXPECT_NE(EffectIdOf("text", "a"), EffectIdOf("text", "b"));
  EXPECT_NE(EffectIdOf("text", "a"), EffectIdOf("tex", "ta"));
}

TEST(CheckNewEffectTest, TakesWhatFitsTheLimits) {
  const std::string name(kEffectNameBytesMax, 'n');
  NewEffect effect{.kind = name,
                   .destination = name,
                   .dedupe_key = name,
                   .payload = std::string(kEffectPayloadBytesMax, 'p')};
  EXPECT_TRUE(CheckNewEffect(effect).ok());

  for (std::string NewEffect::*field :
       {&NewEffect::kind, &NewEffect::destination, &NewEffect::dedupe_key}) {
    NewEffect wrong = effect;
    wrong.*field += 'n';
    EXPECT_EQ(ReasonOf(CheckNewEffect(wrong)), "INVALID_EFFECT");
    wrong.*field = "";
    EXPECT_EQ(ReasonOf(CheckNewEffect(wrong)), "INVALID_EFFECT");
  }
  effect.payload += 'p';
  EXPECT_EQ(ReasonOf(CheckNewEffect(effect)), "INVALID_EFFECT");
}

TEST(RetryDelayTest, DoublesUpToItsMaximum) {
  const RetryPolicy policy{.delay_min = absl::Seconds(1),
                           .delay_max = absl::Seconds(6)};

  EXPECT_EQ(RetryDelay(policy, 1, kDown, 0), absl::Seconds(1));
  EXPECT_EQ(RetryDelay(policy, 2, kDown, 0), absl::Seconds(2));
  EXPECT_EQ(RetryDelay(policy, 3, kDown, 0), absl::Seconds(4));
  EXPECT_EQ(RetryDelay(policy, 4, kDown, 0), absl::Seconds(6));
  EXPECT_EQ(RetryDelay(policy, 1'000'000, kDown, 0), absl::Seconds(6));
}

TEST(RetryDelayTest, JitterTakesUpToHalf) {
  const RetryPolicy policy{.delay_min = absl::Seconds(8)};

  EXPECT_EQ(RetryDelay(policy, 1, kDown, 0.5), absl::Seconds(6));
  EXPECT_GE(RetryDelay(policy, 1, kDown, 0.999), absl::Seconds(4));
}

TEST(RetryDelayTest, HonoursWhatTheReceiverAsksForUpToTheMaximum) {
  const RetryPolicy policy{.delay_min = absl::Seconds(1),
                           .delay_max = absl::Seconds(60)};
  const auto asking = [](absl::Duration wait) {
    return WithRetryDelay(absl::ResourceExhaustedError("slowly"), wait);
  };

  EXPECT_EQ(RetryDelay(policy, 1, asking(absl::Seconds(30)), 0),
            absl::Seconds(30));
  EXPECT_EQ(RetryDelay(policy, 1, asking(absl::Hours(1)), 0),
            absl::Seconds(60));
  // Never sooner than without it.
  EXPECT_EQ(RetryDelay(policy, 3, asking(absl::Seconds(1)), 0),
            absl::Seconds(4));
}

TEST(ApplyResultTest, DoneIsDone) {
  OutboxEffect effect = Pending();

  EXPECT_EQ(ApplyResult(absl::OkStatus(), kNow, {}, 0, &effect), Fate::kKept);

  EXPECT_EQ(effect.state(), OutboxEffect::STATE_DONE);
  EXPECT_EQ(ToTime(effect.settle_time()), kNow);
  EXPECT_FALSE(effect.has_due_time());
  EXPECT_EQ(effect.attempts(), 0);
}

TEST(ApplyResultTest, WhatMayHelpIsTriedAgain) {
  for (const absl::Status& failure :
       {absl::UnavailableError("x"), absl::ResourceExhaustedError("x"),
        absl::DeadlineExceededError("x")}) {
    OutboxEffect effect = Pending();
    EXPECT_EQ(ApplyResult(failure, kNow, {}, 0, &effect), Fate::kKept);
    EXPECT_EQ(effect.state(), OutboxEffect::STATE_PENDING);
    EXPECT_EQ(effect.attempts(), 1);
    EXPECT_EQ(ToTime(effect.due_time()), kNow + RetryPolicy().delay_min);
    EXPECT_EQ(effect.last_error().code(), static_cast<int>(failure.code()));
  }
}

TEST(ApplyResultTest, EveryOtherErrorIsFinal) {
  OutboxEffect effect = Pending();
  const absl::Status failure =
      Error(absl::StatusCode::kNotFound, "GONE", "nobody there");

  EXPECT_EQ(ApplyResult(failure, kNow, {}, 0, &effect), Fate::kKept);

  EXPECT_EQ(effect.state(), OutboxEffect::STATE_DEAD);
  EXPECT_EQ(effect.death_cause(), OutboxEffect::DEATH_CAUSE_FINAL_ERROR);
  EXPECT_EQ(effect.last_error().reason(), "GONE");
  EXPECT_EQ(effect.last_error().message(), "nobody there");
  EXPECT_EQ(ToTime(effect.last_error().time()), kNow);
}

TEST(ApplyResultTest, NobodyWantsWhatIsCancelled) {
  OutboxEffect effect = Pending();
  EXPECT_EQ(ApplyResult(absl::CancelledError(), kNow, {}, 0, &effect),
            Fate::kForgotten);
}

TEST(ApplyResultTest, AttemptsAreBounded) {
  const RetryPolicy policy{.attempts_max = 3};
  OutboxEffect effect = Pending();

  for (int i = 0; i < 2; ++i) ApplyResult(kDown, kNow, policy, 0, &effect);
  EXPECT_EQ(effect.state(), OutboxEffect::STATE_PENDING);

  ApplyResult(kDown, kNow, policy, 0, &effect);
  EXPECT_EQ(effect.state(), OutboxEffect::STATE_DEAD);
  EXPECT_EQ(effect.death_cause(), OutboxEffect::DEATH_CAUSE_ATTEMPTS);
}

TEST(ApplyResultTest, AgeIsBounded) {
  const RetryPolicy policy{.age_max = absl::Hours(1)};
  const absl::Duration tick = absl::Microseconds(1);
  OutboxEffect effect = Pending();

  ApplyResult(kDown, kNow + absl::Hours(1) - tick, policy, 0, &effect);
  EXPECT_EQ(effect.state(), OutboxEffect::STATE_PENDING);

  ApplyResult(kDown, kNow + absl::Hours(1), policy, 0, &effect);
  EXPECT_EQ(effect.state(), OutboxEffect::STATE_DEAD);
  EXPECT_EQ(effect.death_cause(), OutboxEffect::DEATH_CAUSE_AGE);
}

TEST(ApplyResultTest, CutsLongMessagesBetweenCharacters) {
  OutboxEffect effect = Pending();
  const std::string fits(kErrorMessageBytesMax, 'x');

  ApplyResult(absl::UnavailableError(fits), kNow, {}, 0, &effect);
  EXPECT_EQ(effect.last_error().message(), fits);

  const std::string over =
      std::string(kErrorMessageBytesMax - 1, 'x') + "\u00e9";
  ApplyResult(absl::UnavailableError(over), kNow, {}, 0, &effect);
  EXPECT_EQ(effect.last_error().message(),
            std::string(kErrorMessageBytesMax - 1, 'x'));
}

TEST(MakePendingTest, BeginsAnew) {
  OutboxEffect effect = Pending();
  MakeDead(OutboxEffect::DEATH_CAUSE_QUEUE_FULL, kNow, &effect);
  effect.set_attempts(5);

  const absl::Time later = kNow + absl::Hours(1);
  MakePending(later, later + absl::Hours(1), 9, &effect);

  EXPECT_EQ(effect.state(), OutboxEffect::STATE_PENDING);
  EXPECT_EQ(effect.attempts(), 0);
  EXPECT_EQ(effect.revision(), 9u);
  EXPECT_EQ(ToTime(effect.due_time()), later + absl::Hours(1));
  EXPECT_EQ(ToTime(effect.begin_time()), later);
  EXPECT_FALSE(effect.has_settle_time());
}

TEST(RebaseDueTimeTest, KeepsTheWaitWhenTheClockWasSetBack) {
  OutboxEffect effect = Pending();
  ApplyResult(kDown, kNow, {.delay_min = absl::Seconds(30)}, 0, &effect);

  EXPECT_FALSE(RebaseDueTime(kNow, &effect));
  EXPECT_FALSE(RebaseDueTime(kNow + absl::Hours(1), &effect));

  const absl::Time before = kNow - absl::Hours(24 * 365);
  EXPECT_TRUE(RebaseDueTime(before, &effect));
  EXPECT_EQ(ToTime(effect.due_time()), before + absl::Seconds(30));
}

}  // namespace
}  // namespace comptoir::store
