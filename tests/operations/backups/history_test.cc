// Clients that follow the events of a server which is restored from a backup.
#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/command.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace comptoir::testing {
namespace {

using customers::v1::CustomerServiceClient;
using events::v1::EventServiceClient;
using events::v1::ListEventsRequest;
using events::v1::ListEventsResponse;
using events::v1::WatchEventsRequest;
using ::testing::SizeIs;

constexpr char kProgram[] = "server/comptoird";

class HistoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.Start().ok());
    const auto shop = OpenShop(server_);
    ASSERT_TRUE(shop.ok()) << shop.status();
    token_ = shop->owner_token;
  }

  EventServiceClient Events() {
    return EventServiceClient(ChannelTo(server_.address(), token_));
  }

  // Each is one revision.
  void AddCustomers(int count) {
    const CustomerServiceClient client(ChannelTo(server_.address(), token_));
    customers::v1::CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Hélène");
    for (; count > 0; --count) {
      const auto created = client.CreateCustomer(request);
      ASSERT_TRUE(created.ok()) << created.status();
    }
  }

  absl::StatusOr<ListEventsResponse> ListAfter(int64_t revision,
                                               const std::string& history) {
    ListEventsRequest request;
    request.set_after_revision(revision);
    request.set_history(history);
    return Events().ListEvents(request);
  }

  void Backup() {
    const CommandResult made = RunCommand(
        {kProgram, "backup", backup_, "--data_dir=" + server_.data_folder()});
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }

  // Everything since the backup is lost.
  void LoseAndRestore() {
    server_.Kill();
    std::filesystem::remove_all(server_.data_folder());
    const CommandResult restored = RunCommand(
        {kProgram, "restore", backup_, "--data_dir=" + server_.data_folder()});
    ASSERT_EQ(restored.exit_code, 0) << restored.err;
    ASSERT_TRUE(server_.Start().ok());
  }

  const std::string folder_ = NewFolder("history");
  const std::string backup_ = folder_ + "/backup";
  ServerProcess server_{kProgram, folder_};
  std::string token_;
};

TEST_F(HistoryTest, AWatchIsToldThatItsRevisionIsOfAnother) {
  auto watch = Events().WatchEventsResuming(WatchEventsRequest());
  ASSERT_TRUE(watch.Next().ok());
  ASSERT_NO_FATAL_FAILURE(Backup());
  ASSERT_NO_FATAL_FAILURE(AddCustomers(1));
  const auto seen = watch.Next();
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_THAT(seen->events(), SizeIs(1));

  ASSERT_NO_FATAL_FAILURE(LoseAndRestore());
  // More than were lost: the revision that was seen is another one here.
  ASSERT_NO_FATAL_FAILURE(AddCustomers(3));
  const auto next = watch.Next();

  EXPECT_EQ(sdk::ReasonOf(next.status()), "HISTORY_CHANGED") << next.status();
}

TEST_F(HistoryTest, AWatchGoesOnWithTheSameAfterARestart) {
  auto watch = Events().WatchEventsResuming(WatchEventsRequest());
  ASSERT_TRUE(watch.Next().ok());
  ASSERT_NO_FATAL_FAILURE(AddCustomers(1));
  const auto before = watch.Next();
  ASSERT_TRUE(before.ok()) << before.status();

  server_.Kill();
  ASSERT_TRUE(server_.Start().ok());
  ASSERT_NO_FATAL_FAILURE(AddCustomers(1));
  // The first answer of a stream says where it stands.
  auto after = watch.Next();
  while (after.ok() && after->events().empty()) after = watch.Next();

  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->revision(), before->revision() + 1);
}

TEST_F(HistoryTest, AListIsOfTheHistoryThatItBeganIn) {
  const auto kept = ListAfter(0, "");
  ASSERT_TRUE(kept.ok()) << kept.status();
  ASSERT_NO_FATAL_FAILURE(Backup());
  ASSERT_NO_FATAL_FAILURE(AddCustomers(1));
  const auto lost = ListAfter(kept->revision(), kept->history());
  ASSERT_TRUE(lost.ok()) << lost.status();
  ASSERT_THAT(lost->events(), SizeIs(1));

  ASSERT_NO_FATAL_FAILURE(LoseAndRestore());
  ASSERT_NO_FATAL_FAILURE(AddCustomers(2));

  const auto go_on = ListAfter(kept->revision(), kept->history());
  ASSERT_TRUE(go_on.ok()) << go_on.status();
  EXPECT_THAT(go_on->events(), SizeIs(2));
  EXPECT_EQ(
      sdk::ReasonOf(ListAfter(lost->revision(), lost->history()).status()),
      "HISTORY_CHANGED");
  // Who keeps the number alone is told of one event and misses another.
  EXPECT_THAT(ListAfter(lost->revision(), "")->events(), SizeIs(1));
}

}  // namespace
}  // namespace comptoir::testing
