#include "server/rpc/streams/stream_core.h"

#include <utility>

#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"

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

void StreamCore::Begin(std::string authorization) {
  self_ = shared_from_this();
  authorization_ = std::move(authorization);
  start_ = handler_.runtime.clock().Now();
  handler_.method.metrics().open_streams.fetch_add(1,
                                                   std::memory_order_relaxed);
  if (absl::Status status = Open(); !status.ok()) {
    End(std::move(status));
    return;
  }
  Post(kStarted);
}

absl::Status StreamCore::Open() {
  Runtime& runtime = handler_.runtime;
  ASSIGN_OR_RETURN(Principal principal,
                   runtime.Admit(handler_.method, authorization_, start_));
  // Not known before whose it is: what changed since counts as not looked at.
  generation_ = runtime.Generation(principal.merchant_id) - 1;
  if (handler_.request != nullptr) {
    request_.reset(handler_.request->New());
    RETURN_IF_ERROR(ParseRequest(*request_));
    RETURN_IF_ERROR(runtime.AdmitRequest(handler_.method, *request_));
  }
  auto call = std::make_shared<Call>(std::move(principal), start_,
                                     RandomBytes(kSeedBytes));
  call->set_page_token_secret(runtime.page_token_secret());
  call_ = std::move(call);
  RETURN_IF_ERROR(runtime.streams().Add(shared_from_this()));
  // A wake may come from a thread that holds locks, and at any time: before the
  // session is there, and when this stream is long gone.
  ASSIGN_OR_RETURN(
      session_, handler_.open(call_, request_.get(), [weak = weak_from_this()] {
        auto stream = weak.lock();
        if (stream) stream->PostLater(kWoken);
      }));
  return absl::OkStatus();
}

void StreamCore::Post(unsigned events) {
  std::shared_ptr<StreamCore> keep;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    events_ |= events;
    if (running_) return;
    running_ = true;
    keep = shared_from_this();
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
  handler_.runtime.streams().Enqueue(shared_from_this());
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
  NoteEnd();
  Post(kEnd);
}

void StreamCore::NoteEnd() {
  int64_t never = 0;
  ending_since_us_.compare_exchange_strong(
      never, absl::ToUnixMicros(handler_.runtime.clock().Now()));
}

absl::Status StreamCore::CheckCredential(absl::Time now) {
  const Runtime& runtime = handler_.runtime;
  const Principal& admitted = call_->principal();
  const uint64_t generation = runtime.Generation(admitted.merchant_id);
  if (generation == generation_ && now < admitted.expire_time) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Principal principal,
                   runtime.Admit(handler_.method, authorization_, now));
  // What it is shown was decided when it was opened.
  if (principal.permissions != admitted.permissions) {
    return Error(absl::StatusCode::kUnavailable, "PERMISSIONS_CHANGED",
                 "what the caller may do has changed: open the stream again");
  }
  generation_ = generation;
  return absl::OkStatus();
}

void StreamCore::Check(absl::Time now) {
  if (absl::Status status = CheckCredential(now); !status.ok()) {
    End(std::move(status));
    return Post(kCut);
  }
  if (const int64_t since = ending_since_us_; since != 0) {
    if (now - absl::FromUnixMicros(since) >= kUnreadMax) Post(kCut);
    return;
  }
  const int64_t since = awaiting_since_us_;
  if (since == 0 || now - absl::FromUnixMicros(since) < handler_.idle_max) {
    return;
  }
  End(Error(absl::StatusCode::kDeadlineExceeded, "CLIENT_IDLE",
            fmt::format("no message came for {} seconds: open the stream again",
                        absl::ToInt64Seconds(handler_.idle_max))));
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
    session_.reset();
    self_.reset();
    return;
  }
  if (events & kWriteDone) writing_ = false;
  if (events & kEnd) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!end_) end_ = *wanted_end_;
  }
  const bool is_session = handler_.request == nullptr;
  if (events & (kReadDone | kReadEnded)) awaiting_since_us_ = 0;
  if ((events & kStarted) && !end_ && is_session) ReadNext();
  if ((events & kReadDone) && !end_) HandleIncoming();
  if ((events & kReadEnded) && !end_) session_->ClientDone();
  if ((events & kReady) && !end_) HandleReady();
  Fill();
  if (events & kCut) Cut();
  MaybeFinish();
}

void StreamCore::HandleIncoming() {
  handler_.method.metrics().received.fetch_add(1, std::memory_order_relaxed);
  google::protobuf::Message& message = *session_->incoming();
  absl::Status status = ParseIncoming(message);
  if (status.ok()) status = handler_.method.request_rules().Admit(message);
  if (!status.ok()) return EndOnStrand(std::move(status));
  session_->Take([weak = weak_from_this()](absl::Status taken) {
    auto stream = weak.lock();
    if (stream == nullptr) return;
    {
      const std::lock_guard<std::mutex> lock(stream->mutex_);
      stream->ready_status_ = std::move(taken);
    }
    stream->PostLater(kReady);
  });
}

void StreamCore::HandleReady() {
  absl::Status ready;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ready = std::exchange(ready_status_, absl::OkStatus());
  }
  if (!ready.ok()) return EndOnStrand(EndOf(ready));
  ReadNext();
}

void StreamCore::ReadNext() {
  awaiting_since_us_ = absl::ToUnixMicros(handler_.runtime.clock().Now());
  StartReading();
}

void StreamCore::Fill() {
  // A wake may come before the session is there.
  if (writing_ || end_ || session_ == nullptr) return;
  // Before each message: nothing is sent that came after a revocation.
  absl::Status credential = CheckCredential(handler_.runtime.clock().Now());
  if (!credential.ok()) return EndOnStrand(std::move(credential));
  absl::StatusOr<bool> pulled = session_->Next();
  if (!pulled.ok()) return EndOnStrand(EndOf(pulled.status()));
  if (!*pulled) return;
  google::protobuf::Message& message = session_->outgoing();
  handler_.method.Redact(call_->principal(), message);
  handler_.method.metrics().sent.fetch_add(1, std::memory_order_relaxed);
  writing_ = true;
  StartWriting(message);
}

void StreamCore::EndOnStrand(absl::Status status) {
  if (!end_) end_ = std::move(status);
  NoteEnd();
}

void StreamCore::Cut() {
  if (!end_ || !writing_ || broken_off_) return;
  broken_off_ = true;
  Leave();
  BreakOff(end_->ok() ? absl::CancelledError("the client does not read")
                      : *end_);
}

void StreamCore::MaybeFinish() {
  if (!end_ || writing_ || finishing_) return;
  finishing_ = true;
  Leave();
  StartFinishing(*end_);
}

void StreamCore::Leave() {
  if (std::exchange(left_, true)) return;
  Report();
  // Before the status goes out, so that whoever sees it may open another.
  if (call_ != nullptr) handler_.runtime.streams().Remove(shared_from_this());
}

void StreamCore::Report() {
  MethodMetrics& metrics = handler_.method.metrics();
  const absl::Duration duration = handler_.runtime.clock().Now() - start_;
  metrics.Count(end_->code(), duration);
  metrics.open_streams.fetch_sub(1, std::memory_order_relaxed);
  CallFacts facts{.method = handler_.method.name(),
                  .duration = duration,
                  .is_stream = true};
  if (call_ != nullptr) {
    facts.merchant = call_->merchant_id();
    facts.principal = call_->principal().id;
  }
  handler_.runtime.log().Write(facts, *end_);
}

}  // namespace comptoir::rpc
