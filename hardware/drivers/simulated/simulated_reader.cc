#include "hardware/drivers/simulated/simulated_reader.h"

#include <algorithm>
#include <chrono>

#include "server/base/files/durable_file.h"

namespace comptoir::hardware {
namespace {

using comptoir::hardware::v1::SimulatedBuyer;
using comptoir::hardware::v1::TerminalCheckout;
using comptoir::readers::v1::CheckoutRequested;
using comptoir::readers::v1::ReaderEvent;
namespace pb = comptoir::hardware::v1;

// Pause before what the listener or the device's memory refused is tried again.
constexpr std::chrono::seconds kAgainAfter(1);

DeviceInfo InfoOf(const pb::SimulatedScript& script) {
  return {
      .model = script.model().empty() ? "Comptoir Simulator" : script.model(),
      .serial_number =
          script.serial_number().empty() ? "SIM-0001" : script.serial_number()};
}

ReaderEvent Canceled(const std::string& checkout_id, bool by_buyer) {
  ReaderEvent event;
  event.mutable_payment_canceled()->set_checkout_id(checkout_id);
  event.mutable_payment_canceled()->set_by_buyer(by_buyer);
  return event;
}

ReaderEvent Approved(const CheckoutRequested& prompt,
                     const SimulatedBuyer& buyer) {
  ReaderEvent event;
  auto& approved = *event.mutable_payment_approved();
  approved.set_checkout_id(prompt.checkout_id());
  approved.set_sale_id(prompt.sale_id());
  approved.set_payment_id(prompt.payment_id());
  *approved.mutable_amount() = prompt.amount();
  if (buyer.tip_minor_units() > 0) {
    approved.mutable_tip()->set_minor_units(buyer.tip_minor_units());
    approved.mutable_tip()->set_currency(prompt.amount().currency());
  }
  *approved.mutable_card() = buyer.card();
  approved.set_cardholder_name(buyer.cardholder_name());
  approved.set_entry(buyer.entry());
  return event;
}

ReaderEvent OutcomeOf(const CheckoutRequested& prompt,
                      const SimulatedBuyer& buyer) {
  ReaderEvent event;
  switch (buyer.outcome()) {
    case pb::SIMULATED_OUTCOME_DECLINED:
      event.mutable_payment_declined()->set_checkout_id(prompt.checkout_id());
      event.mutable_payment_declined()->set_sale_id(prompt.sale_id());
      event.mutable_payment_declined()->set_decline_code(buyer.code());
      return event;
    case pb::SIMULATED_OUTCOME_CANCELED:
      return Canceled(prompt.checkout_id(), /*by_buyer=*/true);
    case pb::SIMULATED_OUTCOME_DEVICE_ERROR:
      event.mutable_payment_failed()->set_checkout_id(prompt.checkout_id());
      event.mutable_payment_failed()->set_error_code(buyer.code());
      return event;
    default:
      return Approved(prompt, buyer);
  }
}

}  // namespace

SimulatedReader::SimulatedReader(std::unique_ptr<Terminal> terminal,
                                 std::function<absl::Time()> now)
    : terminal_(std::move(terminal)),
      now_(std::move(now)),
      info_(InfoOf(terminal_->script())) {}

SimulatedReader::~SimulatedReader() { Stop(); }

DeviceInfo SimulatedReader::info() const { return info_; }

absl::Status SimulatedReader::Start(ReaderListener& listener) {
  if (thread_.joinable()) {
    return absl::FailedPreconditionError("already started");
  }
  listener_ = &listener;
  stopping_ = false;
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void SimulatedReader::Stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void SimulatedReader::Collect(const CheckoutRequested& prompt) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool is_known =
      current_ == prompt.checkout_id() ||
      std::any_of(tasks_.begin(), tasks_.end(), [&](const Task& task) {
        return task.prompt.checkout_id() == prompt.checkout_id();
      });
  if (is_known) return;
  tasks_.push_back({.prompt = prompt});
  changed_.notify_all();
}

void SimulatedReader::Cancel(const std::string& checkout_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  canceled_.insert(checkout_id);
  const bool is_waiting =
      std::any_of(tasks_.begin(), tasks_.end(), [&](const Task& task) {
        return task.prompt.checkout_id() == checkout_id;
      });
  if (current_ != checkout_id && !is_waiting) {
    Task task{.is_cancel = true};
    task.prompt.set_checkout_id(checkout_id);
    tasks_.push_back(std::move(task));
  }
  changed_.notify_all();
}

void SimulatedReader::Run() {
  ReaderEvent connected;
  connected.mutable_connected()->set_model(info_.model);
  connected.mutable_connected()->set_serial_number(info_.serial_number);
  Emit(std::move(connected));
  Resume();
  while (true) {
    Task task;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
      current_ = task.prompt.checkout_id();
    }
    Do(task);
    const std::lock_guard<std::mutex> lock(mutex_);
    canceled_.erase(current_);
    current_.clear();
  }
}

// Goes on with what the device was doing when its daemon ended.
void SimulatedReader::Resume() {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::vector<std::string> ids = terminal_->Unfinished();
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    tasks_.push_front({.prompt = terminal_->Find(*id)->prompt()});
  }
}

void SimulatedReader::Do(const Task& task) {
  const std::string& id = task.prompt.checkout_id();
  const TerminalCheckout* known = terminal_->Find(id);
  if (known != nullptr && known->has_outcome()) return Report(id);
  if (task.is_cancel) return Finish(id, Canceled(id, /*by_buyer=*/false));
  if (known == nullptr) {
    // A device that cannot remember must not charge.
    while (!terminal_->Begin(task.prompt).ok()) {
      if (!AwaitAgain()) return;
      if (IsCanceled(id)) return Finish(id, Canceled(id, /*by_buyer=*/false));
    }
    known = terminal_->Find(id);
  }
  const SimulatedBuyer buyer = terminal_->BuyerOf(*known);
  if (!PresentCard(id, buyer)) {
    // Stopped: the device goes on after the next Start().
    if (IsStopping()) return;
    return Finish(id, Canceled(id, /*by_buyer=*/false));
  }
  Finish(id, OutcomeOf(known->prompt(), buyer));
  ReaderEvent removed;
  removed.mutable_card_removed();
  Emit(std::move(removed));
}

bool SimulatedReader::PresentCard(const std::string& checkout_id,
                                  const SimulatedBuyer& buyer) {
  ReaderEvent started;
  started.mutable_checkout_started()->set_checkout_id(checkout_id);
  Emit(std::move(started));
  if (!Step(checkout_id)) return false;
  if (buyer.outcome() == pb::SIMULATED_OUTCOME_NOBODY_COMES) {
    return AwaitCancel(checkout_id);
  }
  if (buyer.outcome() == pb::SIMULATED_OUTCOME_CANCELED) return true;
  ReaderEvent inserted;
  inserted.mutable_card_inserted()->set_entry(buyer.entry());
  Emit(std::move(inserted));
  if (!Step(checkout_id)) return false;
  ReaderEvent read;
  *read.mutable_card_read()->mutable_card() = buyer.card();
  read.mutable_card_read()->set_cardholder_name(buyer.cardholder_name());
  Emit(std::move(read));
  return Step(checkout_id);
}

void SimulatedReader::Finish(const std::string& checkout_id,
                             ReaderEvent outcome) {
  Stamp(outcome);
  // Nothing has happened before the device remembers it.
  while (!terminal_->End(checkout_id, outcome).ok()) {
    if (!AwaitAgain()) return;
  }
  Report(checkout_id);
}

void SimulatedReader::Report(const std::string& checkout_id) {
  while (!Emit(terminal_->Find(checkout_id)->outcome())) {
    if (!AwaitAgain()) return;
  }
  // When this fails the outcome is reported once more, which is harmless.
  (void)terminal_->MarkReported(checkout_id);
}

bool SimulatedReader::Emit(ReaderEvent event) {
  // An outcome keeps its time when it is reported again.
  if (!event.has_local_time()) Stamp(event);
  return listener_->OnEvent(event).ok();
}

void SimulatedReader::Stamp(ReaderEvent& event) const {
  const int64_t micros = absl::ToUnixMicros(now_());
  event.mutable_local_time()->set_seconds(micros / 1'000'000);
  event.mutable_local_time()->set_nanos(
      static_cast<int32_t>(micros % 1'000'000 * 1000));
}

bool SimulatedReader::Step(const std::string& checkout_id) {
  const auto& delay = terminal_->script().step_delay();
  const auto duration = std::chrono::seconds(delay.seconds()) +
                        std::chrono::nanoseconds(delay.nanos());
  std::unique_lock<std::mutex> lock(mutex_);
  return !changed_.wait_for(lock, duration, [&] {
    return stopping_ || canceled_.contains(checkout_id);
  });
}

bool SimulatedReader::AwaitCancel(const std::string& checkout_id) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock,
                [&] { return stopping_ || canceled_.contains(checkout_id); });
  return false;
}

bool SimulatedReader::AwaitAgain() {
  std::unique_lock<std::mutex> lock(mutex_);
  return !changed_.wait_for(lock, kAgainAfter, [this] { return stopping_; });
}

bool SimulatedReader::IsCanceled(const std::string& checkout_id) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return canceled_.contains(checkout_id);
}

bool SimulatedReader::IsStopping() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return stopping_;
}

absl::StatusOr<std::unique_ptr<Reader>> MakeSimulatedReader(
    const DriverOptions& options) {
  pb::SimulatedScript script;
  if (!options.config_path.empty()) {
    absl::StatusOr<std::string> json = ReadFile(options.config_path);
    if (!json.ok()) return json.status();
    absl::StatusOr<pb::SimulatedScript> parsed = ParseScript(*json);
    if (!parsed.ok()) return parsed.status();
    script = *std::move(parsed);
  }
  absl::StatusOr<std::unique_ptr<Terminal>> terminal = Terminal::Open(
      options.data_folder + "/simulated_terminal", std::move(script));
  if (!terminal.ok()) return terminal.status();
  return std::make_unique<SimulatedReader>(*std::move(terminal), options.now);
}

}  // namespace comptoir::hardware
