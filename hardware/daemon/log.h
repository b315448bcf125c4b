// The daemon's log: JSON lines on stderr, without card data.
#ifndef COMPTOIR_HARDWARE_DAEMON_LOG_H_
#define COMPTOIR_HARDWARE_DAEMON_LOG_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "comptoir/readers/v1/reader_stream.pb.h"

namespace comptoir::hardware {

// Before the other functions, once.
void SetUpLog();

void LogStart(std::string_view version, uint64_t epoch, size_t held_events);
void LogStopping();

// The kind of an event, the checkout that it names, and whether it was kept.
void LogEvent(const comptoir::readers::v1::ReaderEvent& event,
              const absl::Status& kept);

// The line to the server came up (OK) or went down.
void LogLine(const absl::Status& status);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_LOG_H_
