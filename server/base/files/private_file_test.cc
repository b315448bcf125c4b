#include "server/base/files/private_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string PathOf(const std::string& name) {
  return std::string(getenv("TEST_TMPDIR")) + "/" + name;
}

// A private file of this content.
std::string Written(const std::string& name, std::string_view content) {
  EXPECT_TRUE(WritePrivateFile(PathOf(name), content, Existing::kReplace).ok());
  return PathOf(name);
}

std::string MessageOf(const absl::Status& status) {
  return std::string(status.message());
}

TEST(IsPrivate, AsksForAnOwnFileWithoutRightsForOthers) {
  EXPECT_TRUE(IsPrivate(0600, 1000, 1000));
  EXPECT_TRUE(IsPrivate(0400, 1000, 1000));
  for (const mode_t bit : {0040, 0020, 0010, 0004, 0002, 0001}) {
    EXPECT_FALSE(IsPrivate(0600 | bit, 1000, 1000)) << bit;
  }
  EXPECT_FALSE(IsPrivate(0600, 1001, 1000));
}

TEST(IsPrivate, TrustsRootAndTheGroupsThatRootLetsRead) {
  EXPECT_TRUE(IsPrivate(0640, 0, 1000));
  EXPECT_FALSE(IsPrivate(0660, 0, 1000));
  EXPECT_FALSE(IsPrivate(0644, 0, 1000));
  // Not when root reads: then nobody needs the group.
  EXPECT_FALSE(IsPrivate(0640, 0, 0));
  EXPECT_TRUE(IsPrivate(0600, 1000, 0));
  EXPECT_FALSE(IsPrivate(0640, 1000, 0));
}

TEST(ReadPrivateFile, TellsThatThereIsNone) {
  EXPECT_TRUE(absl::IsNotFound(ReadPrivateFile(PathOf("absent")).status()));
}

TEST(ReadPrivateFile, ReadsWhatWasWritten) {
  const std::string bytes("\0 \n\xff", 4);

  EXPECT_EQ(*ReadPrivateFile(Written("bytes", bytes)), bytes);
}

TEST(ReadPrivateFile, RefusesWhatOthersMayRead) {
  const std::string path = Written("loose", "hunter2");
  for (const mode_t mode : {0640, 0604, 0644, 0660, 0666}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);

    const absl::Status status = ReadPrivateFile(path).status();

    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << mode;
    EXPECT_THAT(MessageOf(status),
                AllOf(HasSubstr("loose is open to others (mode 06"),
                      Not(HasSubstr("hunter2"))));
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckPrivateFile(path)));
  }
}

TEST(ReadPrivateFile, FollowsLinksThatAPersonNames) {
  const std::string path = Written("target", "secret");
  std::filesystem::create_symlink(path, PathOf("link"));

  EXPECT_THAT(MessageOf(ReadPrivateFile(PathOf("link")).status()),
              HasSubstr("is a symbolic link"));
  EXPECT_EQ(*ReadPrivateFile(PathOf("link"), NamedBy::kPerson), "secret");
  EXPECT_TRUE(CheckPrivateFile(PathOf("link")).ok());
  // What counts is what is behind the link.
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  EXPECT_FALSE(ReadPrivateFile(PathOf("link"), NamedBy::kPerson).ok());
  EXPECT_FALSE(CheckPrivateFile(PathOf("link")).ok());
}

TEST(ReadPrivateFile, RefusesFoldersAndPipesWithoutWaiting) {
  std::filesystem::create_directory(PathOf("folder"));
  ASSERT_EQ(mkfifo(PathOf("pipe").c_str(), 0600), 0);

  EXPECT_FALSE(ReadPrivateFile(PathOf("folder")).ok());
  EXPECT_FALSE(ReadPrivateFile(PathOf("pipe")).ok());
}

TEST(ReadPrivateFile, ReadsAPipeThatAPersonNames) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "secret", 6), 6);
  close(ends[1]);

  EXPECT_EQ(
      *ReadPrivateFile(fmt::format("/dev/fd/{}", ends[0]), NamedBy::kPerson),
      "secret");
  close(ends[0]);
}

TEST(ReadPrivateFile, HasALimit) {
  const std::string most(kPrivateFileBytesMax, 'x');

  EXPECT_EQ(*ReadPrivateFile(Written("most", most)), most);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      ReadPrivateFile(Written("more", most + "x")).status()));
}

TEST(SecretLineOf, DropsWhatEditorsPutAround) {
  for (const std::string text :
       {"cmp_a1", "cmp_a1\n", "cmp_a1\r\n", "\ufeffcmp_a1\r\n",
        " cmp_a1 \t\n\n", "\u00a0cmp_a1\u00a0", "\ufeff\u202fcmp_a1\u200b\n",
        "cmp_a1\u2007\ufeff"}) {
    EXPECT_EQ(*SecretLineOf(text, "token"), "cmp_a1") << text;
  }
}

TEST(SecretLineOf, RefusesWhatIsNoPlainLineWithoutShowingIt) {
  using std::string_literals::operator""s;
  for (const std::string& text :
       {"hunter\u00a02"s, "hunter\n2"s, "hunter\0002"s, "hunt\ufeffer"s,
        "hunt\u00e9r"s, "hunter\x7f"s,
        // UTF-16, as PowerShell writes it.
        "\xff\xfeh\0u\0n\0t\0e\0r\0"s, "hunter\xff"s}) {
    const absl::Status status = SecretLineOf(text, "token").status();

    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << text;
    EXPECT_THAT(MessageOf(status),
                AllOf(HasSubstr("token must hold one line of plain text"),
                      Not(HasSubstr("hunt"))));
  }
}

TEST(SecretLineOf, RefusesWhatIsEmpty) {
  for (const char* text : {"", "\n", "\ufeff", " \u00a0\r\n"}) {
    EXPECT_THAT(MessageOf(SecretLineOf(text, "token").status()),
                HasSubstr("token is empty"));
  }
}

TEST(ReadPrivateLine, ReadsALine) {
  EXPECT_EQ(*ReadPrivateLine(Written("line", "\ufeffcmp_a1\r\n")), "cmp_a1");
}

TEST(WritePrivateFile, IsReadableByItsOwnerAlone) {
  struct stat facts {};
  ASSERT_EQ(stat(Written("mode", "secret").c_str(), &facts), 0);

  EXPECT_EQ(facts.st_mode & 07777, 0600u);
}

TEST(WritePrivateFile, OverwritesOnlyWhenAskedTo) {
  const std::string path = Written("kept", "the only key");

  EXPECT_TRUE(
      absl::IsAlreadyExists(WritePrivateFile(path, "x", Existing::kRefuse)));
  EXPECT_EQ(*ReadPrivateFile(path), "the only key");
  EXPECT_TRUE(WritePrivateFile(path, "new", Existing::kReplace).ok());
  EXPECT_EQ(*ReadPrivateFile(path), "new");
}

TEST(LoadOrMakeSecret, AnswersTheSameBytesAgain) {
  const std::string path = PathOf("made");
  const auto first = LoadOrMakeSecret(path);

  const auto second = LoadOrMakeSecret(path);

  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->size(), 32u);
  EXPECT_EQ(*first, *second);
}

TEST(LoadOrMakeSecret, RefusesADamagedFileRatherThanReplaceIt) {
  const std::string path = Written("damaged", "too short");

  EXPECT_TRUE(absl::IsFailedPrecondition(LoadOrMakeSecret(path).status()));
  EXPECT_EQ(*ReadPrivateFile(path), "too short");
}

}  // namespace
}  // namespace comptoir
