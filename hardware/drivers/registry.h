// Every driver by name. A new driver is one line in registry.cc.
#ifndef COMPTOIR_HARDWARE_DRIVERS_REGISTRY_H_
#define COMPTOIR_HARDWARE_DRIVERS_REGISTRY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "hardware/reader/driver_options.h"
#include "hardware/reader/reader.h"

namespace comptoir::hardware {

// NOT_FOUND for an unknown name, else what the driver says.
absl::StatusOr<std::unique_ptr<Reader>> MakeReader(
    std::string_view driver, const DriverOptions& options);

// The names, in order.
std::vector<std::string_view> DriverNames();

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DRIVERS_REGISTRY_H_
