#include "hardware/daemon/checkouts/checkout_keeper.h"

#include <utility>
#include <vector>

#include "hardware/reader/event_facts.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::CheckoutRequested;
using comptoir::readers::v1::ReaderEvent;

// Where the server does not say: the most that it gives.
constexpr absl::Duration kTimeLeftMax = absl::Minutes(5);

absl::Duration TimeLeft(const CheckoutRequested& prompt) {
  if (!prompt.has_time_left()) return kTimeLeftMax;
  return absl::Seconds(prompt.time_left().seconds()) +
         absl::Nanoseconds(prompt.time_left().nanos());
}

}  // namespace

CheckoutKeeper::CheckoutKeeper(Reader& reader, Spool& spool, Uptime uptime,
                               OnWaiting on_waiting)
    : reader_(reader),
      spool_(spool),
      uptime_(std::move(uptime)),
      on_waiting_(std::move(on_waiting)) {}

absl::Status CheckoutKeeper::StartReader(ReaderListener& listener) {
  const std::lock_guard<std::mutex> lock(reader_mutex_);
  return reader_.Start(listener);
}

void CheckoutKeeper::StopReader() {
  const std::lock_guard<std::mutex> lock(reader_mutex_);
  reader_.Stop();
}

void CheckoutKeeper::NoteOutcome(const ReaderEvent& event) {
  std::string checkout_id = CheckoutOf(event);
  if (checkout_id.empty() || !IsOutcome(event)) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  deadlines_.erase(checkout_id);
  timed_out_.erase(checkout_id);
  waiting_.erase(checkout_id);
  if (!ended_.insert(checkout_id).second) return;
  ended_order_.push_back(std::move(checkout_id));
  if (ended_order_.size() <= kEndedMax) return;
  ended_.erase(ended_order_.front());
  ended_order_.pop_front();
}

bool CheckoutKeeper::HasTimedOut(const std::string& checkout_id) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return timed_out_.contains(checkout_id);
}

bool CheckoutKeeper::IsOnItsWay(const std::string& checkout_id) const {
  // With an empty spool the server has the outcome, or has lost it (a backup
  // was restored): then the device tells once more.
  return ended_.contains(checkout_id) && spool_.size() > 0;
}

void CheckoutKeeper::OnCheckoutRequested(const CheckoutRequested& prompt) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (IsOnItsWay(prompt.checkout_id())) return;
    deadlines_[prompt.checkout_id()] = uptime_() + TimeLeft(prompt);
  }
  const absl::Status status = CollectOrWait(prompt);
  if (!status.ok()) on_waiting_(prompt.checkout_id(), status);
}

absl::Status CheckoutKeeper::CollectOrWait(const CheckoutRequested& prompt) {
  if (const absl::Status status = spool_.Reserve(); !status.ok()) {
    const std::lock_guard<std::mutex> lock(mutex_);
    waiting_[prompt.checkout_id()] = prompt;
    return status;
  }
  const std::lock_guard<std::mutex> lock(reader_mutex_);
  reader_.Collect(prompt);
  return absl::OkStatus();
}

void CheckoutKeeper::OnCheckoutCancelRequested(const std::string& checkout_id) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (IsOnItsWay(checkout_id)) return;
    timed_out_.erase(checkout_id);
  }
  Cancel(checkout_id);
}

void CheckoutKeeper::Cancel(const std::string& checkout_id) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    deadlines_.erase(checkout_id);
    waiting_.erase(checkout_id);
  }
  const std::lock_guard<std::mutex> lock(reader_mutex_);
  reader_.Cancel(checkout_id);
}

void CheckoutKeeper::Tick() {
  std::vector<std::string> late;
  std::vector<CheckoutRequested> waiting;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const absl::Duration now = uptime_();
    for (const auto& [checkout_id, deadline] : deadlines_) {
      if (deadline <= now) late.push_back(checkout_id);
    }
    timed_out_.insert(late.begin(), late.end());
    for (const std::string& id : late) waiting_.erase(id);
    for (auto& [id, prompt] : waiting_) waiting.push_back(std::move(prompt));
    waiting_.clear();
  }
  for (const std::string& id : late) Cancel(id);
  for (const CheckoutRequested& prompt : waiting) {
    (void)CollectOrWait(prompt);  // Whoever still waits has been told of.
  }
}

}  // namespace comptoir::hardware
