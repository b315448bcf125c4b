#include "hardware/daemon/uplink/uplink.h"

#include <algorithm>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "comptoir/sdk/errors.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::StreamReaderRequest;
using comptoir::readers::v1::StreamReaderResponse;

// Until the welcome names it.
constexpr absl::Duration kFirstHeartbeat = absl::Seconds(5);
// The server is dead when it is silent for this long: three of its heartbeats.
constexpr absl::Duration kSilenceMax = absl::Seconds(15);

// Refusals that trying again at once will not change.
bool NeedsPerson(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnauthenticated ||
         status.code() == absl::StatusCode::kPermissionDenied ||
         status.code() == absl::StatusCode::kDataLoss ||
         status.code() == absl::StatusCode::kInvalidArgument ||
         (status.code() == absl::StatusCode::kFailedPrecondition &&
          sdk::ReasonOf(status) != "READER_ALREADY_CONNECTED");
}

// Refusals of the events that were sent, rather than of who sends them: the
// same ones will be refused again.
bool IsOfEvents(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument ||
         (status.code() == absl::StatusCode::kResourceExhausted &&
          sdk::ReasonOf(status).empty());
}

}  // namespace

Uplink::Uplink(comptoir::readers::v1::ReaderServiceClient client, Spool& spool,
               PromptListener& prompts, UplinkOptions options)
    : client_(std::move(client)),
      spool_(spool),
      prompts_(prompts),
      options_(std::move(options)),
      heartbeat_interval_(kFirstHeartbeat) {}

void Uplink::Stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  stopping_ = true;
  // A write may be waiting for a server that reads no more.
  if (stream_ != nullptr) stream_->Cancel();
  changed_.notify_all();
}

void Uplink::Notify() {
  const std::lock_guard<std::mutex> lock(mutex_);
  has_news_ = true;
  changed_.notify_all();
}

bool Uplink::Wait(absl::Duration duration) {
  std::unique_lock<std::mutex> lock(mutex_);
  return !changed_.wait_for(lock, absl::ToChronoMilliseconds(duration),
                            [this] { return stopping_; });
}

absl::Status Uplink::Run() {
  std::mt19937 random{std::random_device()()};
  std::uniform_real_distribution<double> uniform(0, 1);
  int failures = 0;
  while (true) {
    bool was_welcome = false;
    absl::Status status = Connect();
    was_welcome = is_connected_.exchange(false);
    options_.on_change(status);
    if (sdk::ReasonOf(status) == "READER_EPOCH_STALE") return status;
    const bool is_of_events = was_welcome && IsOfEvents(status);
    if (is_of_events) NoteRefusal();
    failures = was_welcome ? 1 : failures + 1;
    absl::Duration wait = options_.backoff.After(failures, uniform(random));
    if (NeedsPerson(status) && !is_of_events) {
      wait = std::max(wait, options_.refused_wait);
    }
    // Never longer than our own longest wait: the server's advice is the time
    // after which a dead stream is given up, which may come sooner.
    if (const auto delay = sdk::RetryDelayOf(status)) {
      wait = std::max(wait, std::min(*delay, options_.backoff.max));
    }
    if (!Wait(wait)) return absl::OkStatus();
  }
}

void Uplink::NoteRefusal() {
  std::optional<Position> refused;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    refused = window_->OnItsWayAlone();
    careful_through_ = std::max(careful_through_, window_->sent());
  }
  if (!refused.has_value()) return;
  options_.on_set_aside(*refused, spool_.SetAside(*refused));
}

absl::Status Uplink::Connect() {
  const std::unique_ptr<Stream> stream =
      client_.StreamReader({.idle_max = kSilenceMax});
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_) return absl::CancelledError("stopping");
    window_ = std::make_unique<SendWindow>(spool_, careful_through_);
    has_ended_ = false;
    failure_ = absl::OkStatus();
    stream_ = stream.get();
  }
  StreamReaderRequest request;
  *request.mutable_hello() = MakeHello(spool_);
  request.mutable_hello()->set_software_version(options_.software_version);
  request.mutable_hello()->set_model(options_.device.model);
  request.mutable_hello()->set_serial_number(options_.device.serial_number);
  stream->Write(request);  // When it fails, reading tells why.
  std::thread receiver([this, &stream] { Receive(*stream); });
  Send(*stream);
  stream->Cancel();
  receiver.join();
  const absl::Status end = stream->Finish();
  const std::lock_guard<std::mutex> lock(mutex_);
  stream_ = nullptr;
  return failure_.ok() ? end : failure_;
}

void Uplink::Receive(Stream& stream) {
  StreamReaderResponse response;
  absl::Status status;
  while (status.ok() && stream.Read(&response)) status = Handle(response);
  const std::lock_guard<std::mutex> lock(mutex_);
  failure_ = std::move(status);
  has_ended_ = true;
  changed_.notify_all();
}

absl::Status Uplink::Handle(const StreamReaderResponse& response) {
  // Nothing to answer: the sender must not begin its wait anew, or the server
  // whose heartbeats come a little sooner than ours hears nothing of us.
  if (response.has_heartbeat()) return absl::OkStatus();
  if (response.has_checkout_requested()) {
    prompts_.OnCheckoutRequested(response.checkout_requested());
    return absl::OkStatus();
  }
  if (response.has_checkout_cancel_requested()) {
    prompts_.OnCheckoutCancelRequested(
        response.checkout_cancel_requested().checkout_id());
    return absl::OkStatus();
  }
  absl::Status status;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (response.has_welcome()) {
      window_->OnWelcome(response.welcome());
      heartbeat_interval_ = std::max(
          absl::Seconds(1),
          absl::Seconds(response.welcome().heartbeat_interval().seconds()));
    } else if (response.has_acknowledgement()) {
      status = window_->OnAcknowledgement(response.acknowledgement());
    } else if (response.has_gap_request()) {
      status = window_->OnGap(response.gap_request());
    }
    has_news_ = true;
    changed_.notify_all();
  }
  if (response.has_welcome() && status.ok()) {
    is_connected_ = true;
    options_.on_change(absl::OkStatus());
  }
  return status;
}

void Uplink::Send(Stream& stream) {
  while (true) {
    StreamReaderRequest request;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait_for(
          lock, absl::ToChronoMilliseconds(heartbeat_interval_),
          [this] { return has_news_ || has_ended_ || stopping_; });
      if (has_ended_ || stopping_) return;
      if (std::optional<EventBatch> batch = window_->Next()) {
        *request.mutable_events() = *std::move(batch);
      } else if (std::exchange(has_news_, false)) {
        continue;
      } else {
        request.mutable_heartbeat();
      }
    }
    if (!stream.Write(request)) {
      // Whether the stream broke or was ended, reading tells.
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return has_ended_ || stopping_; });
      return;
    }
  }
}

}  // namespace comptoir::hardware
