// A reader without hardware, for tests, demonstrations and development.
//
// It plays the buyers of a script (protos/comptoir/hardware/v1) and keeps, in a
// file, what a real terminal keeps in its own memory.
#ifndef COMPTOIR_HARDWARE_DRIVERS_SIMULATED_SIMULATED_READER_H_
#define COMPTOIR_HARDWARE_DRIVERS_SIMULATED_SIMULATED_READER_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "hardware/drivers/simulated/terminal.h"
#include "hardware/reader/driver_options.h"
#include "hardware/reader/reader.h"

namespace comptoir::hardware {

class SimulatedReader final : public Reader {
 public:
  // `now` is the wall clock.
  SimulatedReader(std::unique_ptr<Terminal> terminal,
                  std::function<absl::Time()> now);
  ~SimulatedReader() override;

  DeviceInfo info() const override;
  absl::Status Start(ReaderListener& listener) override;
  void Stop() override;
  void Collect(const comptoir::readers::v1::CheckoutRequested& prompt) override;
  void Cancel(const std::string& checkout_id) override;

 private:
  // One thing to do: collect, or cancel what the device may not know.
  struct Task {
    comptoir::readers::v1::CheckoutRequested prompt;
    bool is_cancel = false;
  };

  void Run();
  void Resume();
  void Do(const Task& task);
  // True when the checkout may go on to be charged.
  bool PresentCard(const std::string& checkout_id,
                   const comptoir::hardware::v1::SimulatedBuyer& buyer);
  void Finish(const std::string& checkout_id,
              comptoir::readers::v1::ReaderEvent outcome);
  // Tells the listener of an outcome until it has taken it.
  void Report(const std::string& checkout_id);
  bool Emit(comptoir::readers::v1::ReaderEvent event);
  void Stamp(comptoir::readers::v1::ReaderEvent& event) const;
  // Waits one step of the script; false when canceled or stopped meanwhile.
  bool Step(const std::string& checkout_id);
  bool AwaitCancel(const std::string& checkout_id);
  // Waits before something is tried again; false when stopped meanwhile.
  bool AwaitAgain();
  bool IsCanceled(const std::string& checkout_id) const;
  bool IsStopping() const;

  const std::unique_ptr<Terminal> terminal_;  // The thread's, once started.
  const std::function<absl::Time()> now_;
  const DeviceInfo info_;
  ReaderListener* listener_ = nullptr;
  std::thread thread_;

  mutable std::mutex mutex_;  // Guards what follows.
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::set<std::string> canceled_;
  std::string current_;
  bool stopping_ = false;
};

// Keeps the terminal's memory in `data_folder`; `config_path` is the script.
absl::StatusOr<std::unique_ptr<Reader>> MakeSimulatedReader(
    const DriverOptions& options);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DRIVERS_SIMULATED_SIMULATED_READER_H_
