#include "server/base/systemd.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "absl/strings/numbers.h"

namespace comptoir {

void NotifySystemd(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const size_t length = std::strlen(path);
  if (length == 0 || length >= sizeof(address.sun_path)) return;
  std::memcpy(address.sun_path, path, length);
  // "@name" is a socket in the abstract namespace, whose names begin with 0.
  if (path[0] == '@') address.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  // Nobody is left to tell when this fails.
  (void)sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), size);
  close(fd);
}

std::optional<absl::Duration> WatchdogInterval() {
  const char* text = std::getenv("WATCHDOG_USEC");
  const char* pid = std::getenv("WATCHDOG_PID");
  int64_t usec = 0;
  int64_t asked = 0;
  if (text == nullptr || !absl::SimpleAtoi(text, &usec) || usec <= 0) {
    return std::nullopt;
  }
  // A child of the service inherits the words, which are not meant for it.
  if (pid != nullptr && (!absl::SimpleAtoi(pid, &asked) || asked != getpid())) {
    return std::nullopt;
  }
  return absl::Microseconds(usec);
}

}  // namespace comptoir
