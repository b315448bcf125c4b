#include "server/rpc/stream_core.h"

#include <string_view>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/rpc/live_streams.h"

namespace comptoir::rpc {
namespace {

constexpr size_t kSeedBytes = 16;

// A source ends its stream well with an OUT_OF_RANGE that says nothing.
absl::Status EndOf(const absl::Status& status) {
  const bool is_end = status.code() == absl::StatusCode::kOutOfRange &&
                      status.message().empty();
  return is_end ? absl::OkStatus() : status;
}

}  // namespace

void StreamCore::Begin(
    std::string authorization, google::protobuf::Message* request,
    absl::FunctionRef<absl::Status(std::shared_ptr<const Call>, Wake)> open) {
  self_ = shared_from_this();
  authorization_ = std::move(authorization);
  start_ = runtime_.clock().Now();
  method_.metrics().open_streams.fetch_add(1, std::memory_order_relaxed);
  if (absl::Status status = Open(request, open); !status.ok()) {
    End(std::move(status));
    return;
  }
  Post(kStarted);
}

absl::Status StreamCore::Open(
    google::protobuf::Message* request,
    absl::FunctionRef<absl::Status(std::shared_ptr<const Call>, Wake)> open) {
  ASSIGN_OR_RETURN(Principal principal,
                   runtime_.Admit(method_, authorization_, start_));
  if (request != nullptr) {
    RETURN_IF_ERROR(method_.request_rules().Admit(*request));
  }
  auto call = std::make_shared<Call>(std::move(principal), start_,
                                     RandomBytes(kSeedBytes));
  call->set_page_token_secret(runtime_.page_token_secret());
  call_ = call;
  RETURN_IF_ERROR(runtime_.streams().Add(shared_from_this()));
  // A wake may come from a thread that holds locks, and at any time, also when
  // this stream is long gone.
  return open(call_, [weak = weak_from_this()] {
    if (auto stream = weak.lock()) stream->PostLater(kWoken);
  });
}

void StreamCore::Post(unsigned events) {
  const std::shared_ptr<StreamCore> keep = shared_from_this();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    events_ |= events;
    if (running_) return;
    running_ = true;
  }
  HandleAll();
}

void StreamCore::PostLater(unsigned events) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    events_ |= events;
    if (running_ || queued_) return;
    queued_ = true;
  }
  runtime_.streams().Enqueue(shared_from_this());
}

void StreamCore::RunPosted() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    queued_ = false;
    if (running_ || events_ == 0) return;
    running_ = true;
  }
  HandleAll();
}

void StreamCore::End(absl::Status status) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!wanted_end_) wanted_end_ = std::move(status);
  }
  Post(kEnd);
}

void StreamCore::CheckCredential(absl::Time now) {
  auto principal = runtime_.Admit(method_, authorization_, now);
  if (!principal.ok()) End(std::move(principal).status());
}

void StreamCore::HandleAll() {
  for (;;) {
    unsigned events = 0;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      events = std::exchange(events_, 0);
      if (events == 0) {
        running_ = false;
        return;
      }
    }
    Handle(events);
  }
}

void StreamCore::Handle(unsigned events) {
  if (events & kDone) {
    CloseSource();
    self_.reset();
    return;
  }
  if (events & kWriteDone) writing_ = false;
  if (events & kEnd) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!end_) end_ = *wanted_end_;
  }
  if ((events & kStarted) && !end_) Read();
  if ((events & kReadDone) && !end_) HandleIncoming();
  if ((events & kReadEnded) && !end_) TellClientDone();
  if ((events & kReady) && !end_) {
    absl::Status ready;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ready = std::exchange(ready_status_, absl::OkStatus());
    }
    ready.ok() ? Read() : EndOnStrand(EndOf(ready));
  }
  Fill();
  MaybeFinish();
}

void StreamCore::Read() {
  if (CanRead()) StartReading();
}

void StreamCore::HandleIncoming() {
  method_.metrics().received.fetch_add(1, std::memory_order_relaxed);
  absl::Status status = method_.request_rules().Admit(incoming());
  if (!status.ok()) return EndOnStrand(std::move(status));
  TakeIncoming([weak = weak_from_this()](absl::Status taken) {
    auto stream = weak.lock();
    if (stream == nullptr) return;
    {
      const std::lock_guard<std::mutex> lock(stream->mutex_);
      stream->ready_status_ = std::move(taken);
    }
    stream->PostLater(kReady);
  });
}

void StreamCore::Fill() {
  if (writing_ || end_) return;
  absl::StatusOr<bool> pulled = Pull();
  if (!pulled.ok()) return EndOnStrand(EndOf(pulled.status()));
  if (!*pulled) return;
  method_.redaction().Apply(call_->principal(), outgoing());
  method_.metrics().sent.fetch_add(1, std::memory_order_relaxed);
  writing_ = true;
  StartWriting();
}

void StreamCore::EndOnStrand(absl::Status status) {
  if (!end_) end_ = std::move(status);
}

void StreamCore::MaybeFinish() {
  if (!end_ || writing_ || finishing_) return;
  finishing_ = true;
  Report();
  // Before the status goes out, so that whoever sees it may open another.
  runtime_.streams().Remove(shared_from_this());
  StartFinishing(*end_);
}

void StreamCore::Report() {
  MethodMetrics& metrics = method_.metrics();
  const absl::Duration duration = runtime_.clock().Now() - start_;
  metrics.Count(end_->code(), duration);
  metrics.open_streams.fetch_sub(1, std::memory_order_relaxed);
  CallFacts facts{.method = method_.name(), .duration = duration};
  facts.is_stream = true;
  if (call_ != nullptr) {
    facts.merchant = call_->merchant_id();
    facts.principal = call_->principal().id;
  }
  runtime_.log().Write(facts, *end_);
}

}  // namespace comptoir::rpc
