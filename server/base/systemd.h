// Tells systemd how the service is doing (sd_notify(3)), without libsystemd.
#ifndef COMPTOIR_SERVER_BASE_SYSTEMD_H_
#define COMPTOIR_SERVER_BASE_SYSTEMD_H_

#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace comptoir {

// Sends `state`, such as "READY=1", to $NOTIFY_SOCKET. Nothing happens when
// systemd did not start this process, or does not listen.
void NotifySystemd(std::string_view state);

// How often systemd wants to hear WATCHDOG=1; nullopt when it does not.
std::optional<absl::Duration> WatchdogInterval();

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_SYSTEMD_H_
