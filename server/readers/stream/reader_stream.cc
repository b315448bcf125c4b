#include "server/readers/stream/reader_stream.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/base/status.h"
#include "server/readers/rules/event_rules.h"
#include "server/readers/stream/stream_messages.h"

namespace comptoir::readers {
namespace {

using v1::EventBatch;
using v1::Hello;
using v1::StreamReaderRequest;
using v1::StreamReaderResponse;

constexpr char kMethod[] = "comptoir.readers.v1.ReaderService/StreamReader";

}  // namespace

ReaderStream::ReaderStream(ReaderStreamParts parts,
                           std::shared_ptr<const Call> call, rpc::Wake wake)
    : parts_(parts),
      opening_(std::move(call)),
      wake_(std::move(wake)),
      last_heard_(parts.clock.Now()),
      last_sent_(last_heard_) {}

void ReaderStream::Write(rpc::WriteAsBody body, store::Done done) const {
  rpc::RunWrite(parts_.store,
                {.principal = opening_->principal(),
                 .method = kMethod,
                 .now = parts_.clock.Now()},
                std::move(body), std::move(done));
}

void ReaderStream::Take(Request request, Ready ready) {
  bool is_first = false;
  std::optional<absl::Status> end;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    last_heard_ = parts_.clock.Now();
    is_first = epoch_ == 0;
    end = end_;
  }
  // A stream that is ending takes nothing more: its successor may be at work.
  if (end.has_value()) return ready(*end);
  if (is_first != request.has_hello()) {
    return ready(InvalidField("hello", "comes first, and once"));
  }
  switch (request.message_case()) {
    case StreamReaderRequest::kHello:
      return TakeHello(request.hello(), std::move(ready));
    case StreamReaderRequest::kEvents:
      return TakeBatch(std::move(*request.mutable_events()), std::move(ready));
    case StreamReaderRequest::kHeartbeat:
      return ready(absl::OkStatus());
    case StreamReaderRequest::MESSAGE_NOT_SET:
      break;
  }
  ready(InvalidField("message", "is required"));
}

void ReaderStream::TakeHello(const Hello& hello, Ready ready) {
  if (absl::Status status = CheckHello(hello); !status.ok()) {
    return ready(status);
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    epoch_ = hello.epoch();
  }
  const absl::Status claimed =
      parts_.live.Claim(opening_->principal().id, shared_from_this());
  if (!claimed.ok()) return ready(claimed);
  auto outcome = std::make_shared<HelloOutcome>();
  Write(
      [self = shared_from_this(), hello, outcome](
          const Call& call, store::Transaction& txn) -> absl::Status {
        ASSIGN_OR_RETURN(*outcome, self->parts_.intake.Open(call, txn, hello));
        return absl::OkStatus();
      },
      [self = shared_from_this(), outcome,
       ready = std::move(ready)](const store::WriteResult& result) {
        self->Opened(result.status, *outcome, ready);
      });
}

void ReaderStream::Opened(const absl::Status& status,
                          const HelloOutcome& outcome, Ready ready) {
  if (!status.ok()) {
    parts_.live.Release(opening_->principal().id, this);
    return ready(AsStreamError(status));
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_open_ = true;
    welcome_ = WelcomeFor(outcome);
    prompts_.insert(prompts_.begin(), outcome.prompts.begin(),
                    outcome.prompts.end());
  }
  ready(absl::OkStatus());
  wake_();
}

void ReaderStream::TakeBatch(EventBatch batch, Ready ready) {
  if (absl::Status status = CheckBatch(batch); !status.ok()) {
    return ready(status);
  }
  if (batch.epoch() > epoch_) {  // Set before, and only, by Hello.
    return ready(InvalidField("events.epoch", "is above that of hello"));
  }
  std::vector<ReportedBatch> parts = PartsOf(std::move(batch));
  bool may_go_on = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    batches_in_flight_ += static_cast<int>(parts.size());
    may_go_on = batches_in_flight_ < kBatchesInFlightMax;
    if (!may_go_on) held_ready_ = ready;
  }
  for (ReportedBatch& part : parts) WritePart(std::move(part));
  if (may_go_on) ready(absl::OkStatus());
}

void ReaderStream::WritePart(ReportedBatch part) {
  auto events = std::make_shared<const ReportedBatch>(std::move(part));
  auto outcome = std::make_shared<BatchOutcome>();
  Write(
      [self = shared_from_this(), events, outcome](
          const Call& call, store::Transaction& txn) -> absl::Status {
        ASSIGN_OR_RETURN(*outcome,
                         self->parts_.intake.TakeBatch(call, txn, *events));
        return absl::OkStatus();
      },
      [self = shared_from_this(), events,
       outcome](const store::WriteResult& result) {
        if (absl::IsDataLoss(result.status) && self->WriteApart(*events)) {
          return;
        }
        self->BatchDone(events->epoch, result.status, *outcome);
      });
}

// A record that one of the events would change is damaged. The others must not
// wait for somebody to mend it: they are written event by event, and that one
// is set aside. False when that has been tried.
bool ReaderStream::WriteApart(const ReportedBatch& part) {
  if (part.events.size() == 1 && part.events[0].is_set_aside) return false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    batches_in_flight_ += static_cast<int>(part.events.size()) - 1;
  }
  for (size_t i = 0; i < part.events.size(); ++i) {
    ReportedBatch single = {.epoch = part.epoch,
                            .first_seq = part.first_seq + i,
                            .events = {part.events[i]}};
    single.events[0].is_set_aside = part.events.size() == 1;
    WritePart(std::move(single));
  }
  return true;
}

void ReaderStream::BatchDone(uint64_t epoch, const absl::Status& status,
                             const BatchOutcome& outcome) {
  absl::Status end = status.ok() ? status : AsStreamError(status);
  Ready ready;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    --batches_in_flight_;
    std::swap(ready, held_ready_);
    if (end.ok()) end = NoteOutcome(epoch, outcome);
  }
  if (!end.ok()) End(end);
  if (ready) ready(absl::OkStatus());
  wake_();
}

absl::Status ReaderStream::NoteOutcome(uint64_t epoch,
                                       const BatchOutcome& outcome) {
  switch (outcome.kind) {
    case BatchOutcome::Kind::kApplied: {
      uint64_t& seq = acknowledgements_[epoch];
      seq = std::max(seq, outcome.seq);
      const auto gap = gaps_.find(epoch);
      if (gap != gaps_.end() && seq >= gap->second.from_seq) gaps_.erase(gap);
      return absl::OkStatus();
    }
    case BatchOutcome::Kind::kGap:
      return NoteGap(epoch, outcome);
  }
  return absl::OkStatus();
}

// Asks once: the batches that were on their way behind the missing events meet
// the same gap.
absl::Status ReaderStream::NoteGap(uint64_t epoch,
                                   const BatchOutcome& outcome) {
  Gap& gap = gaps_[epoch];
  if (gap.from_seq == outcome.seq) {
    if (++gap.batches > kGapBatchesMax) return GapError(epoch, gap.from_seq);
    return absl::OkStatus();
  }
  gap = {.from_seq = outcome.seq, .since = parts_.clock.Now()};
  StreamReaderResponse response;
  response.mutable_gap_request()->set_epoch(epoch);
  response.mutable_gap_request()->set_from_seq(outcome.seq);
  response.mutable_gap_request()->set_to_seq(outcome.missing_to);
  gap_requests_.push_back(std::move(response));
  return absl::OkStatus();
}

absl::StatusOr<bool> ReaderStream::Next(Response* response) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (FillFirst(response)) {
    last_sent_ = parts_.clock.Now();
    heartbeat_due_ = false;
    return true;
  }
  if (end_.has_value()) return *end_;
  if (is_client_done_ && batches_in_flight_ == 0) {
    return absl::OutOfRangeError("");
  }
  return false;
}

// Acknowledgements go out even when the stream is about to end: what is durable
// need not be sent again.
bool ReaderStream::FillFirst(Response* response) {
  if (!is_open_) return false;
  if (welcome_.has_value()) {
    *response = *std::move(welcome_);
    welcome_.reset();
    return true;
  }
  if (!acknowledgements_.empty()) {
    const auto first = acknowledgements_.begin();
    response->mutable_acknowledgement()->set_epoch(first->first);
    response->mutable_acknowledgement()->set_seq(first->second);
    acknowledgements_.erase(first);
    return true;
  }
  if (end_.has_value()) return false;
  for (std::deque<Response>* queue : {&gap_requests_, &prompts_}) {
    if (queue->empty()) continue;
    *response = std::move(queue->front());
    queue->pop_front();
    return true;
  }
  if (!heartbeat_due_) return false;
  response->mutable_heartbeat();
  return true;
}

void ReaderStream::ClientDone() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_client_done_ = true;
  }
  wake_();
}

void ReaderStream::Close() {
  uint64_t epoch = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (is_open_) epoch = epoch_;
    held_ready_ = nullptr;
  }
  const std::string& reader_id = opening_->principal().id;
  if (!parts_.live.Release(reader_id, this) || epoch == 0) return;
  v1::ReaderOffline offline;
  offline.set_reader_id(reader_id);
  offline.set_epoch(epoch);
  Write(
      [offline](const Call&, store::Transaction& txn) {
        txn.AppendEvent(offline, {offline.reader_id()});
        return absl::OkStatus();
      },
      // Nobody waits for it, and a server that stops takes no more writes.
      [](const store::WriteResult&) {});
}

OpenStream ReaderStream::state() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {.epoch = epoch_,
          .credential_id = opening_->principal().credential_id,
          .last_heard = last_heard_,
          .has_ended = end_.has_value()};
}

void ReaderStream::Push(Response prompt) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    // What does not fit is sent after the next Hello.
    if (prompts_.size() >= kPromptsMax) return;
    prompts_.push_back(std::move(prompt));
  }
  wake_();
}

void ReaderStream::End(absl::Status status) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (end_.has_value()) return;
    end_ = std::move(status);
  }
  wake_();
}

void ReaderStream::Tick(absl::Time now) {
  absl::Status end;
  bool wakes = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    // A daemon that waits for us to store its events is not silent.
    if (batches_in_flight_ == 0 && now - last_heard_ > kSilenceMax) {
      end = Error(absl::StatusCode::kUnavailable, "READER_SILENT",
                  "nothing was heard of the reader; connect again");
    }
    for (const auto& [epoch, gap] : gaps_) {
      if (now - gap.since > kGapPatience) end = GapError(epoch, gap.from_seq);
    }
    if (now - last_sent_ >= kHeartbeatInterval) {
      heartbeat_due_ = true;
      wakes = is_open_;
    }
  }
  if (!end.ok()) return End(end);
  if (wakes) wake_();
}

namespace {

class ReaderSession final
    : public rpc::Session<StreamReaderRequest, StreamReaderResponse> {
 public:
  explicit ReaderSession(std::shared_ptr<ReaderStream> stream)
      : stream_(std::move(stream)) {}
  ~ReaderSession() override { stream_->Close(); }

  absl::StatusOr<bool> Next(StreamReaderResponse* response) override {
    return stream_->Next(response);
  }
  void Take(StreamReaderRequest request,
            std::function<void(absl::Status)> ready) override {
    stream_->Take(std::move(request), std::move(ready));
  }
  void ClientDone() override { stream_->ClientDone(); }

 private:
  const std::shared_ptr<ReaderStream> stream_;
};

}  // namespace

std::unique_ptr<rpc::Session<StreamReaderRequest, StreamReaderResponse>>
NewReaderSession(ReaderStreamParts parts, std::shared_ptr<const Call> call,
                 rpc::Wake wake) {
  return std::make_unique<ReaderSession>(
      std::make_shared<ReaderStream>(parts, std::move(call), std::move(wake)));
}

}  // namespace comptoir::readers
