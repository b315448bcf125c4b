#include "hardware/daemon/reader_daemon.h"

#include <optional>
#include <utility>
#include <vector>

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::CheckoutRequested;
using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::ReaderEvent;

// Ended checkouts remembered; a prompt for an older one asks the device, which
// knows.
constexpr size_t kEndedMax = 10'000;
constexpr int kEventsPerRead = 1000;
constexpr size_t kBytesPerRead = 1 << 20;

std::string CheckoutOf(const ReaderEvent& event) {
  switch (event.kind_case()) {
    case ReaderEvent::kPaymentApproved:
      return event.payment_approved().checkout_id();
    case ReaderEvent::kPaymentDeclined:
      return event.payment_declined().checkout_id();
    case ReaderEvent::kPaymentCanceled:
      return event.payment_canceled().checkout_id();
    case ReaderEvent::kPaymentFailed:
      return event.payment_failed().checkout_id();
    default:
      return "";
  }
}

}  // namespace

ReaderDaemon::ReaderDaemon(std::unique_ptr<Reader> reader,
                           std::unique_ptr<Spool> spool,
                           comptoir::readers::v1::ReaderServiceClient client,
                           std::string software_version,
                           DaemonObserver observer)
    : reader_(std::move(reader)),
      spool_(std::move(spool)),
      observer_(std::move(observer)),
      uplink_(std::move(client), *spool_, *this,
              {.software_version = std::move(software_version),
               .device = reader_->info(),
               .on_change = observer_.on_line}) {
  // What an earlier boot left.
  Position after;
  while (const std::optional<EventBatch> batch =
             spool_->Read(after, kEventsPerRead, kBytesPerRead)) {
    for (const ReaderEvent& event : batch->events()) NoteOutcome(event);
    after = {.epoch = batch->epoch(),
             .seq = batch->first_seq() + batch->events_size() - 1};
  }
}

ReaderDaemon::~ReaderDaemon() {
  StopReader();
  uplink_.Stop();
  if (line_.joinable()) line_.join();
}

absl::Status ReaderDaemon::Start() {
  line_ = std::thread([this] {
    const absl::Status end = uplink_.Run();
    const std::lock_guard<std::mutex> lock(mutex_);
    health_ = end;
  });
  const std::lock_guard<std::mutex> lock(reader_mutex_);
  return reader_->Start(*this);
}

void ReaderDaemon::StopReader() {
  const std::lock_guard<std::mutex> lock(reader_mutex_);
  reader_->Stop();
}

absl::Status ReaderDaemon::OnEvent(const ReaderEvent& event) {
  const absl::Status status = spool_->Append(event).status();
  observer_.on_event(event, status);
  if (!status.ok()) return status;
  NoteOutcome(event);
  uplink_.Notify();
  return absl::OkStatus();
}

void ReaderDaemon::NoteOutcome(const ReaderEvent& event) {
  std::string checkout_id = CheckoutOf(event);
  if (checkout_id.empty()) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  deadlines_.erase(checkout_id);
  if (!ended_.insert(checkout_id).second) return;
  ended_order_.push_back(std::move(checkout_id));
  if (ended_order_.size() <= kEndedMax) return;
  ended_.erase(ended_order_.front());
  ended_order_.pop_front();
}

bool ReaderDaemon::IsOnItsWay(const std::string& checkout_id) const {
  // With an empty spool the server has the outcome, or has lost it (a backup
  // was restored): then the device tells once more.
  return ended_.contains(checkout_id) && !IsDrained();
}

void ReaderDaemon::OnCheckoutRequested(const CheckoutRequested& prompt) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (IsOnItsWay(prompt.checkout_id())) return;
    deadlines_[prompt.checkout_id()] =
        absl::FromUnixSeconds(prompt.deadline_time().seconds());
  }
  const std::lock_guard<std::mutex> lock(reader_mutex_);
  reader_->Collect(prompt);
}

void ReaderDaemon::OnCheckoutCancelRequested(const std::string& checkout_id) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (IsOnItsWay(checkout_id)) return;
    deadlines_.erase(checkout_id);
  }
  const std::lock_guard<std::mutex> lock(reader_mutex_);
  reader_->Cancel(checkout_id);
}

void ReaderDaemon::Tick(absl::Time now) {
  std::vector<std::string> late;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& [checkout_id, deadline] : deadlines_) {
      if (deadline <= now) late.push_back(checkout_id);
    }
  }
  for (const std::string& id : late) OnCheckoutCancelRequested(id);
}

absl::Status ReaderDaemon::health() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return health_;
}

}  // namespace comptoir::hardware
