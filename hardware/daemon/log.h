// What the daemon logs (server/base/log), without card data.
#ifndef COMPTOIR_HARDWARE_DAEMON_LOG_H_
#define COMPTOIR_HARDWARE_DAEMON_LOG_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "hardware/daemon/spool/spool.h"

namespace comptoir::hardware {

// Brings what gRPC and protobuf say into the log, escaped and limited
// (server/base/log/library_log.h). Before any thread starts.
void SetUpLog();

void LogStart(std::string_view version, uint64_t epoch, size_t held_events);
void LogStopping();

// The kind of an event, the checkout that it names, whether it was kept, and
// which of its fields were left out.
void LogEvent(const comptoir::readers::v1::ReaderEvent& event,
              const absl::Status& kept);

// No card is asked for: the outcome of the checkout could not be kept.
void LogWaiting(const std::string& checkout_id, const absl::Status& why);

// An event that the server refuses was set aside, or why it was not.
void LogSetAside(Position position, const absl::Status& status);

// The spool has no room but what it keeps for outcomes, and why; has (OK)
// again.
void LogRoom(const absl::Status& room);

// The line to the server came up (OK) or went down.
void LogLine(const absl::Status& status);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_LOG_H_
