// `comptoir` against a real server: what scripts rely on.
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/sdk/testing/in_process_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/command.h"
#include "tests/support/comptoir.h"

namespace comptoir::testing {
namespace {

using sdk::testing::InProcessServer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class CliTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto server = InProcessServer::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    setenv("XDG_CONFIG_HOME", ::testing::TempDir().c_str(), /*overwrite=*/1);
    setenv("COMPTOIR_SERVER", server_->address().c_str(), /*overwrite=*/1);
  }

  static void TearDownTestSuite() { server_.reset(); }

  static CommandResult Run(std::vector<std::string> words) {
    return Comptoir(server_->address(), server_->shop().api_key_token)
        .Run(std::move(words));
  }

  static std::unique_ptr<InProcessServer> server_;
};

std::unique_ptr<InProcessServer> CliTest::server_;

TEST_F(CliTest, ShowsTablesToPeople) {
  const CommandResult result = Run({"locations", "list"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(StartsWith("ID "), HasSubstr("loc_")));
  EXPECT_THAT(result.err, IsEmpty());
}

TEST_F(CliTest, ShowsJsonToPrograms) {
  const CommandResult result = Run({"locations", "list", "--json"});

  EXPECT_THAT(result.out, AllOf(StartsWith("{"), HasSubstr("\"locations\"")));
}

TEST_F(CliTest, CreatesWhatItsFlagsSay) {
  const CommandResult result =
      Run({"team", "create", "--display-name", "Noé", "--role", "staff"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("Noé"), HasSubstr("staff")));
}

TEST_F(CliTest, SavesSecretsInFilesInsteadOfShowingThem) {
  const std::string path = ::testing::TempDir() + "/key.token";

  const CommandResult result =
      Run({"api-keys", "create", "--display-name", "Web", "--permission",
           "customers-view", "--save-api-key-token", path});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, Not(HasSubstr("cmp_")));
  EXPECT_EQ(RunCommand({kComptoir, "sessions", "whoami", "--token-file", path})
                .exit_code,
            0);
}

TEST_F(CliTest, OverwritesNoSecretUnasked) {
  const std::string path = ::testing::TempDir() + "/only.token";
  std::vector<std::string> create = {
      "api-keys",     "create",         "--display-name",       "Only one",
      "--permission", "customers-view", "--save-api-key-token", path};
  ASSERT_EQ(Run(create).exit_code, 0);
  const std::string keys = Run({"api-keys", "list"}).out;

  const CommandResult refused = Run(create);

  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.err,
              HasSubstr("only.token exists already: give --force"));
  // Nor was a key made whose token nobody has.
  EXPECT_EQ(Run({"api-keys", "list"}).out, keys);
  EXPECT_EQ(RunCommand({kComptoir, "sessions", "whoami", "--token-file", path})
                .exit_code,
            0);
  create.push_back("--force");
  EXPECT_EQ(Run(create).exit_code, 0);
}

TEST_F(CliTest, OverwritesTheKeyOfNoMerchant) {
  const std::string path = WriteTestFile("shop.token", "the only key");
  const std::vector<std::string> create = {
      kComptoir,
      "merchants",
      "create",
      "--display-name",
      "Second",
      "--country",
      "FR",
      "--currency",
      "EUR",
      "--time-zone",
      "Europe/Paris",
      "--owner-display-name",
      "Awa",
      "--token-file",
      WriteTestFile("operator", server_->operator_token() + "\n"),
      "--save-api-key-token",
      path};

  const CommandResult result = RunCommand(create);

  EXPECT_EQ(result.exit_code, 5);
  EXPECT_THAT(result.err, HasSubstr("shop.token exists already"));
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}),
            "the only key");
}

TEST_F(CliTest, MakesNothingThatItCannotSave) {
  const std::string keys = Run({"api-keys", "list"}).out;

  const CommandResult result =
      Run({"api-keys", "create", "--display-name", "Web", "--permission",
           "customers-view", "--save-api-key-token", "/dev/null/key.token"});

  EXPECT_NE(result.exit_code, 0);
  EXPECT_EQ(Run({"api-keys", "list"}).out, keys);
}

TEST_F(CliTest, ReadsATokenAsEditorsSaveIt) {
  const std::string token = server_->shop().api_key_token;
  const std::string path =
      WriteTestFile("bom.token", "\ufeff" + token + "\u00a0\r\n");

  const CommandResult result =
      RunCommand({kComptoir, "sessions", "whoami", "--token-file", path});

  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST_F(CliTest, RefusesWhatIsNoTokenWithoutShowingIt) {
  const std::string path = WriteTestFile("bad.token", "cmp_hunter\u00a0two\n");

  const CommandResult result =
      RunCommand({kComptoir, "sessions", "whoami", "--token-file", path});

  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("bad.token must hold one line of plain text"),
                    Not(HasSubstr("hunter"))));
}

TEST_F(CliTest, RefusesATokenThatOthersMayRead) {
  const std::string path = WriteTestFile("open.token", "cmp_a1\n");
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);

  const CommandResult result =
      RunCommand({kComptoir, "sessions", "whoami", "--token-file", path});

  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.err, HasSubstr("open.token is open to others"));
}

// Nobody listens on this one; a real one would have been shown the token.
TEST_F(CliTest, SendsNothingToThisMachineThroughAProxy) {
  setenv("http_proxy", "http://127.0.0.1:1", /*overwrite=*/1);

  const CommandResult result = Run({"sessions", "whoami"});

  unsetenv("http_proxy");
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST_F(CliTest, NamesEveryWrongFieldAndExitsWith2) {
  const CommandResult result = Run({"locations", "create", "--country", "X"});

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, AllOf(HasSubstr("location.country"),
                                HasSubstr("reason: INVALID_FIELDS")));
}

TEST_F(CliTest, ExitsWith3WhenThereIsNone) {
  EXPECT_EQ(Run({"team", "get", "mem_00000000000000000000000000"}).exit_code,
            3);
}

TEST_F(CliTest, ExitsWith4WithoutAToken) {
  EXPECT_EQ(RunCommand({kComptoir, "locations", "list"}).exit_code, 4);
}

TEST_F(CliTest, ExitsWith6WithoutAServer) {
  EXPECT_EQ(
      Run({"locations", "list", "--server", "127.0.0.1:1", "--timeout", "0.5"})
          .exit_code,
      6);
}

TEST_F(CliTest, NamesTheRequestIdOfAWriteThatMayHaveBeenDone) {
  const CommandResult result =
      Run({"locations", "create", "--display-name", "Stall", "--request-id",
           "stall-1", "--server", "127.0.0.1:1", "--timeout", "0.5"});

  EXPECT_EQ(result.exit_code, 6);
  EXPECT_THAT(result.err, HasSubstr("try again with --request-id stall-1"));
}

TEST_F(CliTest, NamesWhatMustBeGiven) {
  const CommandResult result = Run({"customers", "create"});

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("give at least one of"),
                                HasSubstr("--given-name")));
}

TEST_F(CliTest, SaysThatAListIsEmpty) {
  const CommandResult result = Run({"permission-sets", "list"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_EQ(result.err, "no permission sets\n");
}

TEST_F(CliTest, NamesTheProfilesThereAre) {
  ASSERT_EQ(Run({"profile", "set", "--profile", "corner"}).exit_code, 0);

  const CommandResult result = Run({"team", "list", "--profile", "nope"});

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("there is no profile nope"),
                                HasSubstr("corner")));
}

TEST_F(CliTest, RefusesKindsOfEventsThatDoNotExist) {
  const CommandResult list = Run({"events", "list", "--type", "SaleComplete"});
  const CommandResult watch = Run({"watch", "--type", "Nonsense"});

  EXPECT_EQ(list.exit_code, 2);
  EXPECT_THAT(list.err, HasSubstr("did you mean SaleCompleted?"));
  EXPECT_EQ(watch.exit_code, 2);
  EXPECT_THAT(watch.err, HasSubstr("comptoir events types"));
  EXPECT_THAT(Run({"events", "types"}).out, HasSubstr("SaleCompleted"));
  // What the command does not know, the server does not either.
  const CommandResult full =
      Run({"watch", "--type", "comptoir.sales.v1.Nonsense", "--count", "1"});
  EXPECT_EQ(full.exit_code, 2);
  EXPECT_THAT(full.err, HasSubstr("comptoir events types"));
}

TEST_F(CliTest, TakesKindsOfEventsByEitherNameEverywhere) {
  const std::string full = "comptoir.sales.v1.SaleCompleted";

  EXPECT_THAT(Run({"events", "types"}).out, HasSubstr(full + " "));
  EXPECT_THAT(Run({"events", "types", "--json"}).out,
              HasSubstr("\"type\":\"" + full + "\""));
  for (const std::string& name : {full, std::string("SaleCompleted")}) {
    EXPECT_EQ(Run({"events", "list", "--type", name}).exit_code, 0) << name;
    const CommandResult created =
        Run({"webhooks", "create", "--url", "https://books.example/",
             "--event-type", name, "--json"});
    EXPECT_EQ(created.exit_code, 0) << created.err;
    EXPECT_THAT(created.out, HasSubstr("\"" + full + "\""));
  }
  const CommandResult wrong =
      Run({"webhooks", "create", "--event-type", "SaleComplete"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean SaleCompleted?"));
}

TEST_F(CliTest, OffersPermissionsThatCanBeGrantedAndDoSomething) {
  const std::string help = Run({"api-keys", "create", "--help"}).out;
  const CommandResult wrong =
      Run({"api-keys", "create", "--permission", "customer-view"});

  EXPECT_EQ(wrong.exit_code, 2);
  for (const std::string& text : {help, wrong.err}) {
    for (const char* name :
         {"merchant-view", "customers-view-contact", "webhooks-manage"}) {
      EXPECT_THAT(text, HasSubstr(name));
    }
    for (const char* name : {"public", "signed-in", "loyalty-view"}) {
      EXPECT_THAT(text, Not(HasSubstr(name)));
    }
  }
}

TEST_F(CliTest, HintsAtTheFlagsOfASearch) {
  const CommandResult word = Run({"customers", "search", "helene"});
  const CommandResult email = Run({"customers", "search", "--email", "a@b.fr"});
  const CommandResult phone = Run({"customers", "search", "--phone", "0612"});

  EXPECT_EQ(word.exit_code, 2);
  EXPECT_THAT(word.err, HasSubstr("it takes flags: --"));
  EXPECT_THAT(email.err, HasSubstr("did you mean --email-address.exact or"));
  EXPECT_THAT(phone.err, HasSubstr("did you mean --phone-number"));
}

TEST_F(CliTest, NamesTheCommandsWhereNoneIsMeant) {
  const CommandResult result = Run({"customers", "find", "helene"});

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("find is no command"),
                                HasSubstr("search"), Not(HasSubstr("mean"))));
}

TEST_F(CliTest, SuggestsWhatWasMeant) {
  const CommandResult result = Run({"locatoins", "list"});

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("did you mean locations?"));
}

TEST_F(CliTest, DoesNothingDangerousUnasked) {
  const CommandResult result =
      Run({"api-keys", "revoke", "key_00000000000000000000000000"});

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--yes"));
}

TEST_F(CliTest, KeepsSettingsInAProfile) {
  ASSERT_EQ(Run({"profile", "set", "--profile", "shop"}).exit_code, 0);

  const CommandResult result =
      RunCommand({kComptoir, "team", "list", "--profile", "shop"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST_F(CliTest, TellsItsVersion) {
  EXPECT_THAT(RunCommand({kComptoir, "--version"}).out,
              StartsWith("comptoir 0."));
}

}  // namespace
}  // namespace comptoir::testing
