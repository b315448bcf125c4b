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
                     std::shared_ptr<Executor> executor,
                     const MethodInfo& method, std::string request,
                     google::protobuf::MessageLite* response,
                     const CallOptions& options,
                     std::function<void(absl::Status)> done)
    : parts_(std::move(parts)),
      budget_(std::move(budget)),
      executor_(std::move(executor)),
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
  Finish({.status = DeadlineWasOver()});
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

void UnaryCall::SendLater(absl::Duration wait) {
  parts_.timer->RunAfter(wait, [self = shared_from_this()] {
    self->executor_->Run([self] { self->Send(); });
  });
}

void UnaryCall::OnResult(AttemptResult result) {
  if (result.was_sent) ++sent_;
  const auto explain = std::exchange(result.explain, nullptr);
  // A call that has no time left is told what is known.
  if (explain == nullptr || parts_.timer->Now() + kExplainMax >= deadline_) {
    return Judge(std::move(result));
  }
  executor_->Run([self = shared_from_this(), result = std::move(result),
                  explain]() mutable {
    result.status = explain();
    self->Judge(std::move(result));
  });
}

void UnaryCall::Judge(AttemptResult result) {
  if (result.status.ok()) {
    budget_->OnSuccess();
    return Finish(std::move(result));
  }
  const std::optional<absl::Duration> wait = WaitAfter(result.status);
  if (!wait) return Finish(std::move(result));
  SendLater(*wait);
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
    info_->attempts = sent_;
    info_->replayed = result.replayed;
  }
  // What `done` holds is freed where it ran, not with the last of our
  // references.
  executor_->Run([done = std::exchange(done_, nullptr),
                  status = std::move(result.status)]() mutable {
    std::exchange(done, nullptr)(std::move(status));
  });
}

}  // namespace comptoir::sdk
