// What every driver is made from.
#ifndef COMPTOIR_HARDWARE_READER_DRIVER_OPTIONS_H_
#define COMPTOIR_HARDWARE_READER_DRIVER_OPTIONS_H_

#include <functional>
#include <string>

#include "absl/time/time.h"

namespace comptoir::hardware {

struct DriverOptions {
  // Folder for what the driver keeps; exists.
  std::string data_folder;
  // The driver's own configuration file; empty for its defaults.
  std::string config_path;
  // The wall clock.
  std::function<absl::Time()> now;
};

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_READER_DRIVER_OPTIONS_H_
