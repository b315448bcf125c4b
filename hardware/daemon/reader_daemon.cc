#include "hardware/daemon/reader_daemon.h"

#include <optional>
#include <utility>
#include <vector>

#include "server/readers/rules/clean_event.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::ReaderEvent;

constexpr int kEventsPerRead = 1000;
constexpr size_t kBytesPerRead = 1 << 20;

DeviceInfo CleanInfo(const DeviceInfo& info) {
  return {.model = readers::KeptDeviceText(info.model),
          .serial_number = readers::KeptDeviceText(info.serial_number)};
}

}  // namespace

ReaderDaemon::ReaderDaemon(std::unique_ptr<Reader> reader,
                           std::unique_ptr<Spool> spool,
                           comptoir::readers::v1::ReaderServiceClient client,
                           DaemonOptions options)
    : reader_(std::move(reader)),
      spool_(std::move(spool)),
      observer_(std::move(options.observer)),
      room_(*spool_, observer_.on_room),
      keeper_(*reader_, *spool_, std::move(options.uptime),
              observer_.on_waiting),
      uplink_(std::move(client), *spool_, keeper_,
              {.software_version = std::move(options.software_version),
               .device = CleanInfo(reader_->info()),
               .on_change = observer_.on_line,
               .on_set_aside = observer_.on_set_aside}) {
  // What an earlier boot left.
  Position after;
  while (const std::optional<EventBatch> batch =
             spool_->Read(after, kEventsPerRead, kBytesPerRead)) {
    for (const ReaderEvent& event : batch->events()) keeper_.NoteOutcome(event);
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
  return keeper_.StartReader(*this);
}

void ReaderDaemon::StopReader() { keeper_.StopReader(); }

absl::Status ReaderDaemon::OnEvent(const ReaderEvent& event) {
  ReaderEvent cleaned = event;
  const std::vector<std::string> left_out = readers::CleanEvent(cleaned);
  cleaned.mutable_left_out()->Assign(left_out.begin(), left_out.end());
  if (cleaned.has_payment_canceled() &&
      keeper_.HasTimedOut(cleaned.payment_canceled().checkout_id())) {
    cleaned.mutable_payment_canceled()->set_timed_out(
        !cleaned.payment_canceled().by_buyer());
  }
  const absl::Status status = spool_->Append(cleaned).status();
  observer_.on_event(cleaned, status);
  if (!status.ok()) return status;
  keeper_.NoteOutcome(cleaned);
  uplink_.Notify();
  return absl::OkStatus();
}

absl::Status ReaderDaemon::health() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return health_;
}

}  // namespace comptoir::hardware
