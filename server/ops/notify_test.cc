#include "server/ops/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "gtest/gtest.h"

namespace comptoir::ops {
namespace {

TEST(Notify, SendsOneDatagramToAnAbstractSocket) {
  const std::string name = "comptoir-notify-" + std::to_string(getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address),
                 offsetof(sockaddr_un, sun_path) + 1 + name.size()),
            0);
  setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);

  Notify("READY=1");

  char buffer[64] = {};
  EXPECT_EQ(recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT), 7);
  EXPECT_STREQ(buffer, "READY=1");
  close(fd);
}

TEST(Notify, IsSilentWithoutSystemd) {
  unsetenv("NOTIFY_SOCKET");

  Notify("READY=1");
}

TEST(WatchdogInterval, IsWhatSystemdAsksOfThisProcess) {
  setenv("WATCHDOG_USEC", "3000000", 1);
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);

  EXPECT_EQ(WatchdogInterval(), absl::Seconds(3));
}

TEST(WatchdogInterval, IsNoneOfAnotherProcess) {
  setenv("WATCHDOG_USEC", "3000000", 1);
  setenv("WATCHDOG_PID", "1", 1);

  EXPECT_EQ(WatchdogInterval(), std::nullopt);
}

}  // namespace
}  // namespace comptoir::ops
