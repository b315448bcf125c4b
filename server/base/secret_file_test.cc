#include "server/base/secret_file.h"

#include <sys/stat.h>

#include <cstdlib>
#include <string>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

std::string PathOf(const std::string& name) {
  return std::string(getenv("TEST_TMPDIR")) + "/" + name;
}

TEST(SecretFile, IsAbsentBeforeItIsWritten) {
  const auto content = ReadSecretFile(PathOf("absent"));

  ASSERT_TRUE(content.ok());
  EXPECT_FALSE(content->has_value());
}

TEST(SecretFile, IsReadableByItsOwnerAlone) {
  const std::string path = PathOf("mode");

  ASSERT_TRUE(WriteSecretFile(path, "secret").ok());

  struct stat facts {};
  ASSERT_EQ(stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST(SecretFile, IsReplacedAsAWhole) {
  const std::string path = PathOf("replaced");
  ASSERT_TRUE(WriteSecretFile(path, "a longer one").ok());

  ASSERT_TRUE(WriteSecretFile(path, "short").ok());

  EXPECT_EQ(ReadSecretFile(path)->value(), "short");
}

TEST(SecretFile, IsRefusedWhenOthersMayReadIt) {
  const std::string path = PathOf("loose");
  ASSERT_TRUE(WriteSecretFile(path, "secret").ok());
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);

  EXPECT_EQ(ReadSecretFile(path).status().code(),
            absl::StatusCode::kFailedPrecondition);
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
  const std::string path = PathOf("damaged");
  ASSERT_TRUE(WriteSecretFile(path, "too short").ok());

  EXPECT_EQ(LoadOrMakeSecret(path).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace comptoir
