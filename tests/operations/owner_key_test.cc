// A merchant who has lost its only API key, and the operator who helps.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/command.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace comptoir::testing {
namespace {

using merchants::v1::ApiKeyServiceClient;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kProgram[] = "server/comptoird";
constexpr char kUnknown[] = "mer_01jd5m7y3k8q4v9w2x6z0b1c3d";

class OwnerKeyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.Start().ok());
    auto shop = OpenShop(server_);
    ASSERT_TRUE(shop.ok()) << shop.status();
    shop_ = *std::move(shop);
  }
  CommandResult NewOwnerKey(const std::string& merchant_id) {
    return RunCommand({kProgram, "new-owner-key", merchant_id, file_,
                       "--data_dir=" + server_.data_folder()});
  }
  std::string Token() const {
    std::string token;
    std::ifstream(file_) >> token;
    return token;
  }
  ApiKeyServiceClient KeysWith(const std::string& token) {
    return ApiKeyServiceClient(ChannelTo(server_.address(), token));
  }
  // The kinds of all events of the shop, each with its actor.
  std::vector<std::string> Events() {
    std::vector<std::string> events;
    for (const auto& event :
         events::v1::EventServiceClient(ChannelTo(server_.address(), Token()))
             .ListEventsAll({})) {
      EXPECT_TRUE(event.ok()) << event.status();
      if (!event.ok()) break;
      const std::string& url = event->data().type_url();
      events.push_back(url.substr(url.rfind('.') + 1) + " " +
                       event->actor_id());
    }
    return events;
  }

  const std::string folder_ = NewFolder("owner-key");
  const std::string file_ = folder_ + "/owner.token";
  ServerProcess server_{kProgram, folder_};
  Shop shop_;
};

TEST_F(OwnerKeyTest, LetsTheOwnerInAgain) {
  server_.Terminate();

  const CommandResult result = NewOwnerKey(shop_.merchant_id);

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr(file_), HasSubstr("Le Comptoir"),
                                HasSubstr("still works: if it is lost"),
                                Not(HasSubstr(Token()))));
  struct stat facts {};
  ASSERT_EQ(stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_TRUE(server_.Verify().ok());
  ASSERT_TRUE(server_.Start().ok());
  const auto keys = KeysWith(Token()).ListApiKeys({});
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->api_keys_size(), 2);
  EXPECT_THAT(Events(), AllOf(Contains("OwnerKeyIssued operator"),
                              Contains("ApiKeyCreated operator")));
  // The lost one may be in the wrong hands.
  merchants::v1::RevokeApiKeyRequest revoke;
  revoke.set_api_key_id(keys->api_keys(0).id());
  EXPECT_TRUE(KeysWith(Token()).RevokeApiKey(revoke).ok());
  EXPECT_EQ(sdk::ReasonOf(KeysWith(shop_.owner_token).ListApiKeys({}).status()),
            "TOKEN_INVALID");
}

TEST_F(OwnerKeyTest, IsRefusedWhileTheServerRuns) {
  const CommandResult result = NewOwnerKey(shop_.merchant_id);

  EXPECT_EQ(result.exit_code, 6);
  EXPECT_THAT(result.err, HasSubstr("is open in another process"));
  EXPECT_FALSE(std::filesystem::exists(file_));
  EXPECT_TRUE(KeysWith(shop_.owner_token).ListApiKeys({}).ok());
}

TEST_F(OwnerKeyTest, NamesTheMerchantsWhereNoneIsMeant) {
  server_.Terminate();

  const CommandResult result = NewOwnerKey(kUnknown);

  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr(kUnknown),
                    HasSubstr(shop_.merchant_id + " (Le Comptoir)")));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(OwnerKeyTest, OverwritesNoToken) {
  server_.Terminate();
  std::ofstream(file_) << "another shop's\n";

  const CommandResult result = NewOwnerKey(shop_.merchant_id);

  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr(file_));
  std::string kept;
  std::getline(std::ifstream(file_), kept);
  EXPECT_EQ(kept, "another shop's");
  ASSERT_TRUE(server_.Start().ok());
  EXPECT_EQ(KeysWith(shop_.owner_token).ListApiKeys({})->api_keys_size(), 1);
}

TEST_F(OwnerKeyTest, NeedsAPlaceForTheToken) {
  server_.Terminate();
  const std::string nowhere = folder_ + "/nowhere/owner.token";

  const CommandResult result =
      RunCommand({kProgram, "new-owner-key", shop_.merchant_id, nowhere,
                  "--data_dir=" + server_.data_folder()});

  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("/nowhere"));
  ASSERT_TRUE(server_.Start().ok());
  EXPECT_EQ(KeysWith(shop_.owner_token).ListApiKeys({})->api_keys_size(), 1);
}

TEST_F(OwnerKeyTest, MakesNoDataWhereThereIsNone) {
  const CommandResult result =
      RunCommand({kProgram, "new-owner-key", shop_.merchant_id, file_,
                  "--data_dir=" + folder_ + "/nothing"});

  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("is no folder"));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/nothing"));
}

}  // namespace
}  // namespace comptoir::testing
