// Whatever row of a database is damaged: verify names it, and goes on to the
// end.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/kv/memory/memory_engine.h"
#include "server/kv/open.h"
#include "server/store/key_spaces.h"
#include "server/verify.h"

namespace comptoir {
namespace {

using store::Space;
using ::testing::Contains;
using ::testing::Field;

constexpr char kFolder[] = "tests/stored_data";
// Rows of a space that are damaged, one after the other.
constexpr int kRowsPerSpace = 3;

using Rows = std::map<std::string, std::string>;

// All rows of the newest archive beside this test.
Rows StoredRows() {
  std::string archive;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() == ".gz") archive = std::max(archive, path);
  }
  const std::string folder = ::testing::TempDir() + "/damage";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string command = "tar -xzf '" + archive + "' -C '" + folder + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  auto engine = kv::Open({.folder = folder + "/db", .read_only = true});
  EXPECT_TRUE(engine.ok()) << engine.status();
  Rows stored;
  const auto snapshot = (*engine)->GetSnapshot();
  for (auto rows = snapshot->Scan({}); rows->Valid(); rows->Next()) {
    stored.emplace(rows->key(), rows->value());
  }
  return stored;
}

absl::StatusOr<store::VerifyReport> Verify(const Rows& rows) {
  kv::MemoryEngine engine;
  kv::Batch batch;
  for (const auto& [key, value] : rows) batch.Put(key, value);
  EXPECT_TRUE(engine.Commit(batch).ok());
  return VerifyAll(*engine.GetSnapshot());
}

Space SpaceOf(const std::string& key) { return static_cast<Space>(key[0]); }

// A few rows of each space whose rows hold something.
std::vector<std::string> RowsToDamage(const Rows& rows) {
  std::map<Space, int> count;
  std::vector<std::string> keys;
  for (const auto& [key, value] : rows) {
    // What is wrong there is told by who opens the database (store/claim).
    if (value.empty() || SpaceOf(key) == Space::kMeta) continue;
    if (++count[SpaceOf(key)] <= kRowsPerSpace) keys.push_back(key);
  }
  return keys;
}

TEST(Damage, IsNamedInAnyRowAndHidesNothingElse) {
  const Rows sound = StoredRows();
  ASSERT_GT(sound.size(), 100u);
  ASSERT_TRUE(Verify(sound)->ok());
  for (const std::string& key : RowsToDamage(sound)) {
    const std::string space(store::SpaceName(SpaceOf(key)));
    Rows damaged = sound;
    damaged[key] = "\xff\xff not a record";
    // Something else, at the end of the database.
    damaged["\xf0 a space that is not known"] = "row";

    const auto report = Verify(damaged);

    ASSERT_TRUE(report.ok()) << space << ": " << report.status();
    EXPECT_THAT(report->problems(),
                Contains(Field(&store::VerifyProblem::space, space)));
    EXPECT_THAT(report->problems(),
                Contains(Field(&store::VerifyProblem::space, "unknown")));
    EXPECT_GT(report->rows(), sound.size() / 2) << space;
  }
}

TEST(Damage, OfAnyBytesIsSurvived) {
  const Rows sound = StoredRows();
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  std::vector<std::string> keys;
  for (const auto& [key, value] : sound) {
    if (!value.empty() && SpaceOf(key) != Space::kMeta) keys.push_back(key);
  }
  for (int image = 0; image < 100; ++image) {
    Rows damaged = sound;
    for (int i = 0; i < 10; ++i) {
      std::string& value = damaged[keys[random() % keys.size()]];
      if (value.empty()) continue;
      switch (random() % 3) {
        case 0:
          value[random() % value.size()] ^=
              static_cast<char>(1 << (random() % 8));
          break;
        case 1:
          value.resize(random() % value.size());
          break;
        default:
          value = damaged[keys[random() % keys.size()]];
      }
    }
    EXPECT_TRUE(Verify(damaged).ok()) << "seed " << seed << " image " << image;
  }
}

}  // namespace
}  // namespace comptoir
