#include "server/base/systemd.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(NotifySystemd, SendsOneDatagramToAnAbstractSocket) {
  const std::string name = "comptoir-notify-" + std::to_string(getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address),
                 offsetof(sockaddr_un, sun_path) + 1 + name.size()),
            0);
  setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);

  NotifySystemd("READY=1");

  char buffer[64] = {};
  EXPECT_EQ(recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT), 7);
  EXPECT_STREQ(buffer, "READY=1");
  close(fd);
}

TEST(NotifySystemd, IsSilentWithoutSystemd) {
  unsetenv("NOTIFY_SOCKET");

  NotifySystemd("READY=1");
}

TEST(WatchdogInterval, IsWhatSystemdAsksOfThisProcess) {
  setenv("WATCHDOG_USEC", "3000000", 1);
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);

  EXPECT_EQ(WatchdogInterval(), absl::Seconds(3));
}

TEST(WatchdogInterval, IsNoneWithoutANumberAboveZero) {
  unsetenv("WATCHDOG_PID");
  for (const char* text : {"", "0", "-1", "3s", "99999999999999999999"}) {
    setenv("WATCHDOG_USEC", text, 1);
    EXPECT_EQ(WatchdogInterval(), std::nullopt) << text;
  }
  unsetenv("WATCHDOG_USEC");
  EXPECT_EQ(WatchdogInterval(), std::nullopt);
}

TEST(WatchdogInterval, IsNoneOfAnotherProcess) {
  setenv("WATCHDOG_USEC", "3000000", 1);
  setenv("WATCHDOG_PID", "1", 1);

  EXPECT_EQ(WatchdogInterval(), std::nullopt);
}

}  // namespace
}  // namespace comptoir
