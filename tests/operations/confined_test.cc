// comptoird with no more rights than it needs: under the restrictions of the
// systemd unit that we ship, and on volumes that cannot be written to.
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <regex>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/files/durable_file.h"
#include "server/base/http/testing/self_signed.h"
#include "server/ops/testing/tls_client.h"
#include "tests/support/command.h"
#include "tests/support/process.h"

namespace comptoir::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kProgram[] = "server/comptoird";
constexpr char kUnit[] = "tools/systemd/comptoird.service";
constexpr uid_t kUser = 61234;  // One of those that DynamicUser= takes.

// What systemd does for the unit, in a view of the file system of its own: the
// state folder $1 alone can be written to, credentials are in $2, the program
// is $3, homes and /tmp are out of reach. Then the rest is run as the user.
constexpr char kConfine[] = R"(set -e
mount -t tmpfs tmpfs /opt; cp "$3" /opt/comptoird; touch /opt/flags
printf '%s\n' --listen=127.0.0.1:0 --http_port=0 > /opt/flags
mount -t tmpfs tmpfs /var/lib; mkdir /var/lib/comptoir
mount --bind "$1" /var/lib/comptoir
mount -t tmpfs -o mode=0755 tmpfs /mnt; cp "$2"/tls_* /mnt
chown -R USER:USER /mnt; chmod 0400 /mnt/tls_*; chmod 0500 /mnt
mount -o remount,ro,bind /mnt
mount -t tmpfs -o mode=0000 tmpfs /home; mount -t tmpfs -o mode=0000 tmpfs /root
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -o remount,ro,bind /
cd /; shift 3; umask 0077
exec setpriv --reuid USER --regid USER --clear-groups --no-new-privs \
    --inh-caps=-all --bounding-set=-all "$@")";

std::string WithUser(std::string script) {
  return std::regex_replace(script, std::regex("USER"), std::to_string(kUser));
}

// The words of `ExecStart=` or `ExecStartPre=`, with the paths that kConfine
// makes.
std::vector<std::string> WordsOf(const std::string& setting) {
  const std::string unit = ReadFile(kUnit).value();
  std::smatch found;
  EXPECT_TRUE(
      std::regex_search(unit, found, std::regex("\n" + setting + "=(.*)\n")));
  std::string line = found[1];
  line = std::regex_replace(line, std::regex("/usr/bin/"), "/opt/");
  line = std::regex_replace(line, std::regex("/etc/comptoir/comptoird.flags"),
                            "/opt/flags");
  line = std::regex_replace(line, std::regex("%d"), "/mnt");
  std::vector<std::string> words;
  const std::regex word("\\S+");
  for (std::sregex_iterator it(line.begin(), line.end(), word), end; it != end;
       ++it) {
    words.push_back(it->str());
  }
  return words;
}

bool MayConfine() {
  return RunCommand({"/usr/bin/unshare", "--mount", "/usr/bin/mount", "-t",
                     "tmpfs", "tmpfs", "/mnt"})
             .exit_code == 0;
}

class ConfinedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!MayConfine()) GTEST_SKIP() << "only root confines others";
    fs::create_directory(data_dir_);
    ASSERT_EQ(chown(data_dir_.c_str(), kUser, kUser), 0);
    fs::permissions(data_dir_, fs::perms::owner_all);
    fs::create_directory(credentials_);
    WriteSelfSigned(credentials_ + "/tls_cert", credentials_ + "/tls_key");
  }

  std::vector<std::string> Confined(const std::vector<std::string>& words) {
    std::vector<std::string> all = {"/usr/bin/unshare",
                                    "--mount",
                                    "--propagation",
                                    "private",
                                    "/bin/sh",
                                    "-c",
                                    WithUser(kConfine),
                                    "sh",
                                    fs::absolute(data_dir_),
                                    fs::absolute(credentials_),
                                    fs::absolute(kProgram)};
    all.insert(all.end(), words.begin(), words.end());
    return all;
  }

  // Serves as the unit would; gives the port.
  int Serve() {
    const std::string output = folder_ + "/output";
    fs::remove(output);
    auto process = Process::Start(Confined(WordsOf("ExecStart")), output);
    EXPECT_TRUE(process.ok()) << process.status();
    process_ = *std::move(process);
    // The first line that is not of the log.
    std::smatch found;
    const std::regex serves(" serves on 127.0.0.1:(\\d+)\n");
    for (std::string said; process_->Running(); said = *ReadFile(output)) {
      if (std::regex_search(said, found, serves)) return std::stoi(found[1]);
    }
    ADD_FAILURE() << *ReadFile(output);
    return 0;
  }

  CommandResult RunAsRoot(std::vector<std::string> words) {
    words.insert(words.begin(), kProgram);
    words.push_back("--data_dir=" + data_dir_);
    return RunCommand(words);
  }

  // On a volume that nobody can write to.
  CommandResult RunOnReadOnly(std::vector<std::string> words) {
    std::vector<std::string> all = {
        "/usr/bin/unshare",
        "--mount",
        "--propagation",
        "private",
        "/bin/sh",
        "-c",
        "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && "
        "shift && exec \"$@\"",
        "sh",
        fs::absolute(data_dir_),
        kProgram};
    all.insert(all.end(), words.begin(), words.end());
    all.push_back("--data_dir=" + data_dir_);
    return RunCommand(all);
  }

  const std::string folder_ = NewFolder("confined");
  const std::string data_dir_ = folder_ + "/data";
  const std::string credentials_ = folder_ + "/credentials";
  std::unique_ptr<Process> process_;
};

TEST_F(ConfinedTest, ServesUnderTheUnitWeShip) {
  const CommandResult check = RunCommand(Confined(WordsOf("ExecStartPre")));
  EXPECT_EQ(check.exit_code, 0) << check.err;

  const int port = Serve();

  EXPECT_EQ(ops::CertificateShownAt(port),
            ReadFile(credentials_ + "/tls_cert").value());
  EXPECT_EQ(process_->Stop(SIGTERM), 0);
  // Again, with the data that it has made.
  EXPECT_EQ(RunCommand(Confined(WordsOf("ExecStartPre"))).exit_code, 0);
  EXPECT_GT(Serve(), 0);
}

TEST_F(ConfinedTest, IsBackedUpByRootWhileItServes) {
  ASSERT_GT(Serve(), 0);

  const CommandResult backup = RunAsRoot({"backup", folder_ + "/backup"});

  EXPECT_EQ(backup.exit_code, 0) << backup.err;
  EXPECT_TRUE(fs::exists(folder_ + "/backup/db/CURRENT"));
}

TEST_F(ConfinedTest, IsBackedUpAndBroughtBackByRootWhenItIsStopped) {
  ASSERT_GT(Serve(), 0);
  ASSERT_EQ(process_->Stop(SIGTERM), 0);

  ASSERT_EQ(RunAsRoot({"verify"}).exit_code, 0);
  ASSERT_EQ(RunAsRoot({"backup", folder_ + "/backup"}).exit_code, 0);
  fs::remove_all(data_dir_);
  fs::create_directory(data_dir_);
  ASSERT_EQ(chown(data_dir_.c_str(), kUser, kUser), 0);
  const CommandResult restored = RunAsRoot({"restore", folder_ + "/backup"});

  EXPECT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_GT(Serve(), 0);
}

TEST_F(ConfinedTest, IsVerifiedAndBackedUpFromAVolumeThatCannotBeWrittenTo) {
  ASSERT_GT(Serve(), 0);
  process_->Stop(SIGKILL);

  const CommandResult verify = RunOnReadOnly({"verify"});
  const CommandResult backup = RunOnReadOnly({"backup", folder_ + "/backup"});

  EXPECT_EQ(verify.exit_code, 0) << verify.err;
  EXPECT_THAT(verify.out, HasSubstr("0 problems"));
  EXPECT_EQ(backup.exit_code, 0) << backup.err;
}

TEST_F(ConfinedTest, SaysWhenTheDiskIsFull) {
  ASSERT_GT(Serve(), 0);
  process_->Stop(SIGTERM);
  const std::string small = folder_ + "/small";
  fs::create_directory(small);

  const CommandResult backup = RunCommand(
      {"/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh",
       "-c",
       "mount -t tmpfs -o size=16k,mode=0700 tmpfs \"$1\" && \"$2\" backup "
       "\"$1/backup\" \"--data_dir=$3\"; code=$?; ls -A \"$1\"; exit $code",
       "sh", small, fs::absolute(kProgram), data_dir_});

  EXPECT_EQ(backup.exit_code, 1);
  EXPECT_THAT(backup.err,
              AllOf(HasSubstr("No space left on device"), HasSubstr(small)));
  EXPECT_EQ(backup.out, "") << "something was left";
}

}  // namespace
}  // namespace comptoir::testing
