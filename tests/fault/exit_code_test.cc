// With which code a real comptoird ends whose storage failed.

#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "gtest/gtest.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace comptoir::fault {
namespace {

using testing::ServerProcess;

// EX_IOERR; see `comptoird --help`.
constexpr int kStorageFailed = 74;
constexpr absl::Duration kPatience = absl::Minutes(1);

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Whoever stops it then must not take it for a clean stop.
TEST(ExitCode, SaysThatStorageFailedBeforeTheSignal) {
  ServerProcess server("server/comptoird", testing::NewFolder("exit_code"));
  ASSERT_TRUE(server.Start().ok());
  const auto shop = testing::OpenShop(server);
  ASSERT_TRUE(shop.ok()) << shop.status();
  const auto channel = testing::ChannelTo(server.address(), shop->owner_token);
  // Nothing is committed without it.
  const std::string lock = server.data_folder() + "/db/LOCK";
  std::filesystem::rename(lock, lock + ".moved");
  // Goes on trying.
  std::thread writer([&] {
    customers::v1::CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Anna");
    EXPECT_FALSE(customers::v1::CustomerServiceClient(channel)
                     .CreateCustomer(request)
                     .ok());
  });
  const absl::Time deadline = absl::Now() + kPatience;
  while (TextOf(server.log_file()).find("commit failed") == std::string::npos &&
         absl::Now() < deadline) {
    std::this_thread::yield();
  }

  const int status = server.Terminate();

  writer.join();
  ASSERT_TRUE(WIFEXITED(status)) << status;
  EXPECT_EQ(WEXITSTATUS(status), kStorageFailed);
}

}  // namespace
}  // namespace comptoir::fault
