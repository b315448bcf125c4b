#include "hardware/drivers/registry.h"

#include "absl/status/status.h"
#include "fmt/format.h"
#include "hardware/drivers/simulated/simulated_reader.h"

namespace comptoir::hardware {
namespace {

struct Driver {
  std::string_view name;
  absl::StatusOr<std::unique_ptr<Reader>> (*make)(const DriverOptions& options);
};

// In alphabetical order.
constexpr Driver kDrivers[] = {
    {"simulated", MakeSimulatedReader},
};

}  // namespace

absl::StatusOr<std::unique_ptr<Reader>> MakeReader(
    std::string_view driver, const DriverOptions& options) {
  for (const Driver& known : kDrivers) {
    if (known.name == driver) return known.make(options);
  }
  return absl::NotFoundError(fmt::format("there is no driver \"{}\"", driver));
}

std::vector<std::string_view> DriverNames() {
  std::vector<std::string_view> names;
  for (const Driver& driver : kDrivers) names.push_back(driver.name);
  return names;
}

}  // namespace comptoir::hardware
