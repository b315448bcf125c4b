// The programs over TLS, as the README has them.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/http/testing/self_signed.h"
#include "tests/support/command.h"
#include "tests/support/process.h"

namespace comptoir::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kComptoird[] = "server/comptoird";
constexpr char kComptoir[] = "tools/cli/comptoir";
// Leads to this machine, but is not one of its own addresses: to clients it is
// another machine.
constexpr char kElsewhere[] = "0.0.0.0";

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void ReplaceAll(const std::string& from, const std::string& to,
                std::string& text) {
  for (size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// The command lines of the first indented block below a heading of the README.
std::vector<std::string> CommandsBelow(const std::string& heading) {
  std::string text = ReadAll("README.md");
  text.erase(0, text.find("\n" + heading + "\n"));
  text.erase(0, text.find("\n    ") + 1);
  text.erase(text.find("\n\n"));
  ReplaceAll("\\\n", "", text);
  std::vector<std::string> commands;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    commands.push_back(text.substr(0, end));
    text.erase(0, end + 1);
  }
  return commands;
}

// A server with TLS, started by the README's own words. They are followed in a
// folder of its own, with the programs in it.
class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_ + "/bin");
    for (const char* program : {kComptoird, kComptoir}) {
      const std::filesystem::path path = std::filesystem::absolute(program);
      std::filesystem::create_symlink(
          path, folder_ + "/bin/" + path.filename().string());
    }
    WriteSelfSigned(folder_ + "/chain.pem", folder_ + "/key.pem");
    commands_ = CommandsBelow("## Run it");
    ASSERT_THAT(commands_, SizeIs(4));
    for (std::string& command : commands_) {
      ReplaceAll("/var/lib/comptoir", folder_ + "/data", command);
      ReplaceAll("shop.example", kElsewhere, command);
      ReplaceAll(":7780", ":" + std::to_string(port_), command);
    }
    Serve(commands_[0] + " --http_port=-1 --port_file=" + folder_ + "/port");
  }

  void Serve(const std::string& command) {
    auto server = Process::Start(
        {"/bin/bash", "-c", InFolder("exec " + command)}, folder_ + "/log");
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    const auto line = AwaitLine(folder_ + "/port", *server_, absl::Seconds(60));
    ASSERT_TRUE(line.ok()) << line.status() << ReadAll(folder_ + "/log");
  }

  std::string InFolder(const std::string& command) const {
    return "cd '" + folder_ + "' && export PATH=\"$PWD/bin:$PATH\" && " +
           command;
  }

  // As typed into a shell on a machine that trusts the server's certificate.
  CommandResult Type(const std::string& command) const {
    return RunCommand(
        {"/bin/bash", "-c",
         InFolder("export XDG_CONFIG_HOME=\"$PWD/config\" "
                  "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=\"$PWD/chain.pem\" && " +
                  command)});
  }

  std::string Address(const std::string& host) const {
    return host + ":" + std::to_string(port_);
  }

  const std::string folder_ = NewFolder("tls");
  const int port_ = FreePort();
  std::vector<std::string> commands_;
  std::unique_ptr<Process> server_;
};

TEST_F(TlsTest, RunsWhatTheReadmeSays) {
  std::ofstream(folder_ + "/customers.csv") << "name\nHélène Roux\n";

  for (size_t i = 1; i < commands_.size(); ++i) {
    const CommandResult result = Type(commands_[i]);
    EXPECT_EQ(result.exit_code, 0) << commands_[i] << '\n' << result.err;
  }
}

TEST_F(TlsTest, SaysWhatToDoWhereTheServerSpeaksTlsAndTheCallerDoesNot) {
  const CommandResult result =
      Type("comptoir team list --timeout 2 --server " + Address("127.0.0.1"));

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("speaks TLS, and was asked without it"));
  EXPECT_THAT(result.err, HasSubstr("was asked without TLS: --tls"));
}

TEST_F(TlsTest, SpeaksTlsToThisMachineWhenAsked) {
  const std::string command = "comptoir team list --server ";

  for (const char* host : {"127.0.0.1", "localhost"}) {
    // Without a token that is as far as it goes.
    EXPECT_EQ(Type(command + Address(host) + " --tls").exit_code, 4) << host;
  }
  EXPECT_EQ(Type("comptoir profile set --tls --server " + Address("127.0.0.1"))
                .exit_code,
            0);
  EXPECT_EQ(Type("comptoir team list").exit_code, 4);
}

TEST_F(TlsTest, SaysWhatMayBeWrongWithACertificate) {
  WriteSelfSigned(folder_ + "/other.pem", folder_ + "/other_key.pem");
  const std::string command = "comptoir team list --timeout 2 --server " +
                              Address(kElsewhere) + " --root-certificates ";

  const CommandResult distrusted = Type(command + "other.pem");
  EXPECT_EQ(distrusted.exit_code, 2);
  EXPECT_THAT(distrusted.err, AllOf(HasSubstr("is not trusted"),
                                    HasSubstr("--root-certificates")));
  const CommandResult useless = Type(command + "/etc/hosts");
  EXPECT_EQ(useless.exit_code, 2);
  EXPECT_THAT(useless.err, HasSubstr("hold no certificate"));
}

TEST_F(TlsTest, SendsNothingInClearToAnotherMachine) {
  const CommandResult result =
      Type("comptoir team list --no-tls --server " + Address(kElsewhere));

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("reached by TLS alone"), HasSubstr("--no-tls")));
  EXPECT_EQ(Type("comptoir team list --no-tls --tls").exit_code, 2);
}

}  // namespace
}  // namespace comptoir::testing
