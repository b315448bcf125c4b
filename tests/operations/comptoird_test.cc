// comptoird as an operator runs it: start, stop, what it says, backups.
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/kv/open.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"
#include "tests/support/command.h"
#include "tests/support/process.h"

namespace comptoir::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kProgram[] = "server/comptoird";

// Name to bytes of all files of a folder.
std::map<std::string, std::string> FilesOf(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename()] =
        std::string(std::istreambuf_iterator<char>(file), {});
  }
  return files;
}

class ComptoirdTest : public ::testing::Test {
 protected:
  // Runs a command of comptoird on the folder.
  CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), kProgram);
    words.push_back("--data_dir=" + data_dir_);
    return RunCommand(words);
  }
  // Changes rows of the database of the stopped server.
  void Put(const std::string& key, const std::string& value) {
    auto engine = kv::Open({.folder = data_dir_ + "/db"});
    ASSERT_TRUE(engine.ok()) << engine.status();
    kv::Batch batch;
    batch.Put(key, value);
    ASSERT_TRUE((*engine)->Commit(batch).ok());
  }
  // Starts to serve; gives its port.
  std::string Serve(const std::string& http_port = "0") {
    const std::string output = folder_ + "/output";
    std::filesystem::remove(output);
    auto process = Process::Start(
        {kProgram, "--data_dir=" + data_dir_, "--insecure_loopback",
         "--listen=127.0.0.1:0", "--http_port=" + http_port,
         "--port_file=" + folder_ + "/port"},
        output);
    if (!process.ok()) return process.status().ToString();
    process_ = *std::move(process);
    auto line = AwaitLine(folder_ + "/port", *process_, absl::Seconds(30));
    return line.ok() ? *line : line.status().ToString();
  }

  const std::string folder_ = NewFolder("comptoird");
  const std::string data_dir_ = folder_ + "/data";
  std::unique_ptr<Process> process_;
};

TEST_F(ComptoirdTest, KeepsItsDataFromOthers) {
  std::filesystem::create_directory(data_dir_);
  std::filesystem::permissions(data_dir_, std::filesystem::perms(0755));

  ASSERT_GT(std::stoi(Serve()), 0);

  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(data_dir_)) {
    const auto mode = entry.status().permissions();
    EXPECT_EQ(mode & std::filesystem::perms(077), std::filesystem::perms::none)
        << entry.path();
  }
  EXPECT_EQ(std::filesystem::status(data_dir_).permissions(),
            std::filesystem::perms(0700));
}

TEST_F(ComptoirdTest, ChecksWithoutServing) {
  const CommandResult result =
      Run({"--check_config", "--insecure_loopback", "--listen=127.0.0.1:0"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("the configuration is good"));
}

TEST_F(ComptoirdTest, EndsWellOnSigterm) {
  ASSERT_GT(std::stoi(Serve()), 0);

  const int status = process_->Stop(SIGTERM);

  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(ComptoirdTest, HasTheFolderToItself) {
  ASSERT_GT(std::stoi(Serve()), 0);

  const CommandResult result =
      Run({"--insecure_loopback", "--listen=127.0.0.1:0"});

  EXPECT_EQ(result.exit_code, 6);
  EXPECT_THAT(result.err, HasSubstr("is open in another process"));
  EXPECT_EQ(Run({"verify"}).exit_code, 6);
}

TEST_F(ComptoirdTest, BacksUpWhileItServes) {
  ASSERT_GT(std::stoi(Serve()), 0);

  const CommandResult backup = Run({"backup", folder_ + "/backup"});

  EXPECT_EQ(backup.exit_code, 0) << backup.err;
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/backup/db"));
  EXPECT_EQ(Run({"backup", folder_ + "/backup"}).exit_code, 1);
}

TEST_F(ComptoirdTest, ComesBackFromABackup) {
  ASSERT_GT(std::stoi(Serve()), 0);
  process_->Stop(SIGKILL);
  ASSERT_EQ(Run({"backup", folder_ + "/backup"}).exit_code, 0);
  std::filesystem::remove_all(data_dir_);

  const CommandResult restored = Run({"restore", folder_ + "/backup"});
  EXPECT_THAT(restored.out, HasSubstr("comptoird release-webhooks"));
  EXPECT_THAT(Run({"release-webhooks"}).out, HasSubstr("send from now on"));
  EXPECT_THAT(Run({"release-webhooks"}).out, HasSubstr("are not held"));

  EXPECT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(Run({"verify"}).exit_code, 0);
  EXPECT_GT(std::stoi(Serve()), 0);
}

TEST_F(ComptoirdTest, RefusesADatabaseThatLacksWhatItAcknowledged) {
  ASSERT_GT(std::stoi(Serve()), 0);
  process_->Stop(SIGKILL);
  for (const auto& file :
       std::filesystem::directory_iterator(data_dir_ + "/db")) {
    if (file.path().extension() == ".log") resize_file(file.path(), 0);
  }

  for (const char* command : {"verify", "serve"}) {
    const CommandResult refused = Run({command, "--insecure_loopback"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("restore the newest backup"));
  }
}

TEST_F(ComptoirdTest, RestoresNothingThatIsDamaged) {
  ASSERT_GT(std::stoi(Serve()), 0);
  // The server writes what it has in memory to files for a backup.
  ASSERT_EQ(Run({"backup", folder_ + "/backup"}).exit_code, 0);
  process_->Stop(SIGTERM);
  std::filesystem::remove_all(data_dir_);
  int damaged = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_ + "/backup/db")) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.write("damage", 6);
    ++damaged;
  }
  ASSERT_GT(damaged, 0);

  EXPECT_EQ(Run({"restore", folder_ + "/backup"}).exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(data_dir_));
}

TEST_F(ComptoirdTest, SaysThatABackupNeedsTheHttpPort) {
  ASSERT_GT(std::stoi(Serve("-1")), 0);

  const CommandResult backup = Run({"backup", folder_ + "/backup"});

  EXPECT_EQ(backup.exit_code, 6);
  EXPECT_THAT(backup.err, HasSubstr("--http_port"));
}

TEST_F(ComptoirdTest, DoesNotWaitForAServerThatIsHung) {
  ASSERT_GT(std::stoi(Serve()), 0);
  ASSERT_EQ(kill(process_->pid(), SIGSTOP), 0);

  const CommandResult backup = Run({"backup", folder_ + "/backup"});

  EXPECT_EQ(backup.exit_code, 1);
  EXPECT_THAT(backup.err, HasSubstr("does not answer at 127.0.0.1:"));
  EXPECT_THAT(backup.err, HasSubstr("within 10 seconds"));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/backup"));
}

TEST_F(ComptoirdTest, LeavesNothingOfABackupBehindInItsFolder) {
  ASSERT_GT(std::stoi(Serve()), 0);

  ASSERT_EQ(Run({"backup", folder_ + "/backup"}).exit_code, 0);

  EXPECT_TRUE(std::filesystem::is_empty(data_dir_ + "/checkpoints"));
}

TEST_F(ComptoirdTest, NamesADamagedRowAndGoesOn) {
  ASSERT_GT(std::stoi(Serve()), 0);
  process_->Stop(SIGTERM);
  const std::string merchant = FormatId("mer", "merchant-number1");
  const std::string sale = FormatId("sal", "sale-number-0001");
  Put(store::Key(store::Space::kSales, merchant).Id(sale).Take(), "\xff\xff");
  const std::string payment = FormatId("pay", "payment-number-1");
  Put(store::Key(store::Space::kPayments, merchant).Id(payment).Take(), "\xff");
  const std::string reader = FormatId("rdr", "reader-number-01");
  Put(store::Key(store::Space::kReaders, merchant).Id(reader).Take(), "\xff");
  Put(store::Key(store::Space::kReaderCursors, merchant)
          .Id(reader)
          .U64(1)
          .Take(),
      "\xff");
  Put(std::string("\xf0") + "row", "");

  const CommandResult verify = Run({"verify"});

  EXPECT_EQ(verify.exit_code, 3);
  EXPECT_THAT(verify.out,
              AllOf(HasSubstr("sales " + merchant + ": damaged record " + sale),
                    HasSubstr("damaged record " + payment),
                    HasSubstr("damaged record " + reader),
                    HasSubstr("reader_cursors " + merchant +
                              ": a row that cannot be read"),
                    HasSubstr("space 0xf0, which is not known")));
  // What is left is better than nothing, but whoever asked knows.
  const CommandResult backup = Run({"backup", folder_ + "/backup"});
  EXPECT_EQ(backup.exit_code, 3);
  EXPECT_THAT(backup.out, HasSubstr(sale));
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/backup/db/CURRENT"));
  EXPECT_EQ(Run({"--check_config", "--insecure_loopback"}).exit_code, 1);
}

TEST_F(ComptoirdTest, KnowsDataThatIsNewerThanItself) {
  ASSERT_GT(std::stoi(Serve()), 0);
  process_->Stop(SIGTERM);
  ASSERT_EQ(Run({"backup", folder_ + "/old"}).exit_code, 0);
  Put(store::Key(store::Space::kMeta, store::kInstallation)
          .Text("format_version")
          .Take(),
      std::string(7, '\0') + '\x63');
  std::filesystem::copy(data_dir_, folder_ + "/newer",
                        std::filesystem::copy_options::recursive);

  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"verify"},
        {"backup", folder_ + "/backup"},
        {"--check_config", "--insecure_loopback"},
        {"--insecure_loopback", "--listen=127.0.0.1:0"}}) {
    const CommandResult result = Run(words);
    EXPECT_EQ(result.exit_code, 1) << words[0];
    EXPECT_THAT(result.err, HasSubstr("format 99")) << words[0];
  }
  std::filesystem::remove_all(data_dir_);
  const CommandResult restored = Run({"restore", folder_ + "/newer"});
  EXPECT_EQ(restored.exit_code, 1);
  EXPECT_THAT(restored.err, HasSubstr("format 99"));
  EXPECT_FALSE(std::filesystem::exists(data_dir_));
}

TEST_F(ComptoirdTest, SaysWhichKeyIsMissingAndHowToGoOnWithout) {
  ASSERT_GT(std::stoi(Serve()), 0);
  process_->Stop(SIGTERM);
  std::filesystem::remove(data_dir_ + "/passcode.key");

  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--check_config", "--insecure_loopback"},
        {"--insecure_loopback", "--listen=127.0.0.1:0"}}) {
    const CommandResult result = Run(words);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, AllOf(HasSubstr("passcode.key is missing"),
                                  HasSubstr("comptoird new-keys")));
  }
  const CommandResult backup = Run({"backup", folder_ + "/backup"});
  EXPECT_EQ(backup.exit_code, 3);
  EXPECT_THAT(backup.err, HasSubstr("passcode.key is missing"));
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/backup/db/CURRENT"));
  // Nor do those take it for whole who get it then.
  const CommandResult verified = Run({"verify"});
  EXPECT_EQ(verified.exit_code, 3);
  EXPECT_THAT(verified.err, AllOf(HasSubstr("passcode.key is missing"),
                                  HasSubstr("comptoird new-keys")));
  const CommandResult restored =
      RunCommand({kProgram, "restore", folder_ + "/backup",
                  "--data_dir=" + folder_ + "/restored"});
  EXPECT_EQ(restored.exit_code, 3);
  EXPECT_THAT(restored.out, HasSubstr("is restored"));
  EXPECT_THAT(restored.err, AllOf(HasSubstr("passcode.key is missing"),
                                  HasSubstr("comptoird new-keys")));

  const CommandResult made = Run({"new-keys"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("set the passcode of every team member"));
  EXPECT_THAT(Run({"new-keys"}).out, HasSubstr("no key is missing"));
  EXPECT_GT(std::stoi(Serve()), 0);
}

TEST_F(ComptoirdTest, SaysThatTheDatabaseOfItsKeysIsMissing) {
  ASSERT_GT(std::stoi(Serve()), 0);
  process_->Stop(SIGTERM);
  std::filesystem::remove_all(data_dir_ + "/db");

  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--check_config", "--insecure_loopback"},
        {"--insecure_loopback", "--listen=127.0.0.1:0"}}) {
    const CommandResult result = Run(words);
    EXPECT_EQ(result.exit_code, 1) << words[0];
    EXPECT_THAT(result.err, HasSubstr("is a volume not mounted?")) << words[0];
  }
  EXPECT_FALSE(std::filesystem::exists(data_dir_ + "/db"));
}

TEST_F(ComptoirdTest, ChecksWithoutMakingAFolder) {
  EXPECT_EQ(Run({"--check_config", "--insecure_loopback"}).exit_code, 0);

  EXPECT_FALSE(std::filesystem::exists(data_dir_));
}

TEST_F(ComptoirdTest, MakesNoKeysInAFolderWithoutData) {
  EXPECT_THAT(Run({"new-keys"}).err, HasSubstr("is no folder"));
  EXPECT_FALSE(std::filesystem::exists(data_dir_));
  std::filesystem::create_directory(data_dir_);
  std::filesystem::permissions(data_dir_, std::filesystem::perms(0755));

  EXPECT_THAT(Run({"new-keys"}).err, HasSubstr("there is no database"));

  EXPECT_TRUE(std::filesystem::is_empty(data_dir_));
  EXPECT_EQ(std::filesystem::status(data_dir_).permissions(),
            std::filesystem::perms(0755));
}

TEST_F(ComptoirdTest, VerifyChangesNothing) {
  ASSERT_GT(std::stoi(Serve()), 0);
  process_->Stop(SIGKILL);
  const auto before = FilesOf(data_dir_ + "/db");

  EXPECT_EQ(Run({"verify"}).exit_code, 0);

  EXPECT_EQ(FilesOf(data_dir_ + "/db"), before);
}

TEST_F(ComptoirdTest, FindsItsDataWholeAfterAKill) {
  ASSERT_GT(std::stoi(Serve()), 0);
  process_->Stop(SIGKILL);

  const CommandResult result = Run({"verify"});

  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("0 problems"));
}

}  // namespace
}  // namespace comptoir::testing
