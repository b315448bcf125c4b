// The simulated device itself, apart from its driver: its script and the
// memory that survives its daemon, as a real terminal's does.
#ifndef COMPTOIR_HARDWARE_DRIVERS_SIMULATED_TERMINAL_H_
#define COMPTOIR_HARDWARE_DRIVERS_SIMULATED_TERMINAL_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/hardware/v1/simulated_device.pb.h"

namespace comptoir::hardware {

// Reads a script from JSON.
absl::StatusOr<comptoir::hardware::v1::SimulatedScript> ParseScript(
    const std::string& json);

// Not thread-safe. Every change is on disk when its function returns; one that
// fails has changed nothing, and may be tried again.
class Terminal {
 public:
  // `memory_path` need not exist yet.
  static absl::StatusOr<std::unique_ptr<Terminal>> Open(
      std::string memory_path, comptoir::hardware::v1::SimulatedScript script);

  // The checkout as the device remembers it; null when it does not.
  const comptoir::hardware::v1::TerminalCheckout* Find(
      std::string_view checkout_id) const;

  // Takes a new checkout and gives it the next buyer of the script.
  absl::Status Begin(const comptoir::readers::v1::CheckoutRequested& prompt);

  // The buyer of a checkout, with what the script leaves out filled in.
  comptoir::hardware::v1::SimulatedBuyer BuyerOf(
      const comptoir::hardware::v1::TerminalCheckout& checkout) const;

  // Ends a checkout, known or not; an approval charges the card here and
  // nowhere else. A checkout ends once: later calls change nothing.
  absl::Status End(std::string_view checkout_id,
                   const comptoir::readers::v1::ReaderEvent& outcome);

  // The daemon has the outcome.
  absl::Status MarkReported(std::string_view checkout_id);

  // Ids of the checkouts that have not ended, or whose outcome nobody took.
  std::vector<std::string> Unfinished() const;

  const comptoir::hardware::v1::SimulatedScript& script() const {
    return script_;
  }
  // Cards charged in the life of the device.
  uint64_t charges() const { return memory_.charges(); }

 private:
  Terminal(std::string path, comptoir::hardware::v1::SimulatedScript script)
      : path_(std::move(path)), script_(std::move(script)) {}
  // Remembers this from now on.
  absl::Status Keep(comptoir::hardware::v1::TerminalMemory memory);

  const std::string path_;
  const comptoir::hardware::v1::SimulatedScript script_;
  comptoir::hardware::v1::TerminalMemory memory_;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DRIVERS_SIMULATED_TERMINAL_H_
