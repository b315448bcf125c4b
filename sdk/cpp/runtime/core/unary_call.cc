#include "sdk/cpp/runtime/core/unary_call.h"

#include <algorithm>
#include <utility>

namespace comptoir::sdk {
namespace {

absl::Duration DefaultDeadline(const MethodInfo& method) {
  return absl::Seconds(method.is_bulk ? kBulkDeadlineSeconds
                                      : kUnaryDeadlineSeconds);
}

int AttemptsMax(const ChannelParts& parts, const MethodInfo& method,
                const CallOptions& options) {
  if (!method.may_retry) return 1;
  return std::max(1, options.attempts.value_or(parts.attempts));
}

}  // namespace

UnaryCall::UnaryCall(ChannelParts parts, std::shared_ptr<RetryBudget> budget,
                     const MethodInfo& method, std::string request,
                     google::protobuf::MessageLite* response,
                     const CallOptions& options,
                     std::function<void(absl::Status)> done)
    : parts_(std::move(parts)),
      budget_(std::move(budget)),
      method_(method),
      request_(std::move(request)),
      response_(response),
      info_(options.info),
      attempts_max_(AttemptsMax(parts_, method, options)),
      deadline_(parts_.timer->Now() +
                options.deadline.value_or(DefaultDeadline(method))),
      done_(std::move(done)) {}

void UnaryCall::Start() {
  if (parts_.timer->Now() < deadline_) return Send();
  // Later, since callers may hold what `done` needs.
  parts_.timer->RunAfter(absl::ZeroDuration(), [self = shared_from_this()] {
    self->Finish({.status = DeadlineWasOver()});
  });
}

void UnaryCall::Send() {
  ++attempts_;
  parts_.transport->Send({.path = method_.path,
                          .request = &request_,
                          .response = response_,
                          .deadline = deadline_},
                         [self = shared_from_this()](AttemptResult result) {
                           self->OnResult(std::move(result));
                         });
}

void UnaryCall::OnResult(AttemptResult result) {
  if (result.status.ok()) {
    budget_->OnSuccess();
    return Finish(std::move(result));
  }
  const std::optional<absl::Duration> wait = WaitAfter(result.status);
  if (!wait) return Finish(std::move(result));
  parts_.timer->RunAfter(*wait, [self = shared_from_this()] { self->Send(); });
}

std::optional<absl::Duration> UnaryCall::WaitAfter(const absl::Status& status) {
  const std::optional<absl::Duration> wait =
      RetryWait(status, parts_.backoff.After(attempts_, parts_.random()));
  if (!wait) return std::nullopt;
  // Counted also when this call gives up: the budget is the channel's.
  const bool is_affordable = budget_->OnFailure(parts_.timer->Now());
  if (!is_affordable || attempts_ >= attempts_max_) return std::nullopt;
  // The error at hand says more than the DEADLINE_EXCEEDED to come.
  if (parts_.timer->Now() + *wait >= deadline_) return std::nullopt;
  return wait;
}

void UnaryCall::Finish(AttemptResult result) {
  if (info_ != nullptr) {
    info_->attempts = attempts_;
    info_->replayed = result.replayed;
  }
  // What `done` holds is freed with it, not with the last of our references.
  auto done = std::move(done_);
  done(std::move(result.status));
}

}  // namespace comptoir::sdk
