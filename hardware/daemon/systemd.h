// What systemd wants to know of a service (sd_notify(3)).
#ifndef COMPTOIR_HARDWARE_DAEMON_SYSTEMD_H_
#define COMPTOIR_HARDWARE_DAEMON_SYSTEMD_H_

#include <string_view>

namespace comptoir::hardware {

// Sends `state`, such as "READY=1", to the socket named by NOTIFY_SOCKET; does
// nothing when systemd did not start us.
void NotifySystemd(std::string_view state);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_SYSTEMD_H_
