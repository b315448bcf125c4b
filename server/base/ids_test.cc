#include "server/base/ids.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

constexpr char kSeed[] = "sixteen bytes!!!";

TEST(IdMaker, MakesTheSameIdsFromTheSameSeed) {
  IdMaker ids(absl::FromUnixMillis(1'767'323'045'000), kSeed);
  const std::string first = ids.Make("cus");
  const std::string second = ids.Make("cus");
  EXPECT_NE(first, second);

  ids.Reset();

  EXPECT_EQ(ids.Make("cus"), first);
  IdMaker again(absl::FromUnixMillis(1'767'323'045'000), kSeed);
  EXPECT_EQ(again.Make("cus"), first);
}

TEST(IdMaker, TakesASeedOfAnyLength) {
  const absl::Time time = absl::UnixEpoch();
  const std::string long_seed = std::string(kSeed) + "and more";

  EXPECT_EQ(IdMaker(time, long_seed).Make("cus"),
            IdMaker(time, kSeed).Make("cus"));
  EXPECT_NE(IdMaker(time, "short").Make("cus"),
            IdMaker(time, kSeed).Make("cus"));
  // Nothing, by a view that points nowhere.
  EXPECT_EQ(IdMaker(time, std::string_view()).Make("cus"),
            IdMaker(time, "").Make("cus"));
}

TEST(IdMaker, MakesIdsThatSortAsTheyWereMade) {
  std::vector<std::string> made;
  for (const int64_t millis :
       {int64_t{0}, int64_t{1}, int64_t{1'767'323'045'000}}) {
    // A seed of its own for each call, whose first bits are small, so that a
    // thousand ids do not carry over.
    IdMaker ids(absl::FromUnixMillis(millis), std::string(16, '\1'));
    for (int i = 0; i < 1000; ++i) made.push_back(ids.Make("cus"));
  }
  EXPECT_TRUE(std::is_sorted(made.begin(), made.end()));
  EXPECT_EQ(std::set<std::string>(made.begin(), made.end()).size(),
            made.size());
}

TEST(ParseId, UndoesFormatId) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 1000; ++i) {
    IdBytes bytes;
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string id =
        FormatId("cus", std::string_view(bytes.data(), bytes.size()));
    ASSERT_EQ(id.size(), 30u);
    ASSERT_EQ(ParseId("cus", id), bytes) << id;
    ASSERT_EQ(ParseAnyId(id), bytes) << id;
    ASSERT_EQ(PrefixOf(id), "cus");
  }
}

TEST(ParseId, RefusesWhatFormatIdNeverMakes) {
  const std::string id = IdMaker(absl::UnixEpoch(), kSeed).Make("cus");
  ASSERT_TRUE(ParseId("cus", id).has_value());
  EXPECT_FALSE(ParseId("sal", id).has_value());
  EXPECT_FALSE(ParseId("", id.substr(3)).has_value());
  EXPECT_FALSE(ParseId("cus", id + "0").has_value());
  EXPECT_FALSE(ParseId("cus", id.substr(0, 29)).has_value());
  EXPECT_FALSE(ParseId("cus", "").has_value());
  // 'i', 'l', 'o' and 'u' are no digits, nor are capitals; 130 bits are two
  // more than there are.
  for (char wrong : {'i', 'l', 'o', 'u', 'A', '-', '\xc3'}) {
    std::string text = id;
    text.back() = wrong;
    EXPECT_FALSE(ParseId("cus", text).has_value()) << text;
  }
  EXPECT_TRUE(ParseId("cus", "cus_7" + std::string(25, 'z')).has_value());
  EXPECT_FALSE(ParseId("cus", "cus_8" + std::string(25, '0')).has_value());
}

TEST(FormatId, TakesAPrefixOfNothing) {
  EXPECT_EQ(FormatId(std::string_view(), std::string(16, '\0')),
            "_" + std::string(26, '0'));
}

}  // namespace
}  // namespace comptoir
