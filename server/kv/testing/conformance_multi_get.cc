// Reading many rows at once.
#include <optional>
#include <random>

#include "gmock/gmock.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Keys = std::vector<std::string>;
using Values = std::vector<std::optional<std::string>>;

Values ValuesIn(const View& view, const Keys& keys) {
  auto values = view.MultiGet(keys);
  EXPECT_TRUE(values.ok()) << values.status();
  return values.ok() ? *std::move(values) : Values();
}

TEST_P(Conformance, GivesManyValuesInTheOrderOfTheirKeys) {
  Put({{"a", "1"}, {"b", ""}, {"c", "3"}, {"", "nothing"}});

  EXPECT_THAT(
      ValuesIn(*engine().GetSnapshot(), {"c", "x", "a", "", "b", "ab", "c"}),
      ElementsAre("3", std::nullopt, "1", "nothing", "", std::nullopt, "3"));
}

TEST_P(Conformance, GivesNoValuesForNoKeys) {
  EXPECT_THAT(ValuesIn(*engine().GetSnapshot(), {}), IsEmpty());
}

TEST_P(Conformance, GivesValuesOfTheGreatestSizeAtOnce) {
  const std::string key(kKeyBytesMax, 'k');
  const std::string value(kValueBytesMax, 'v');
  Put({{key, value}, {"a", value}});

  EXPECT_EQ(ValuesIn(*engine().GetSnapshot(), {key, "a"}),
            (Values{value, value}));
}

TEST_P(Conformance, GivesManyValuesOfItsSnapshotOnly) {
  Put({{"a", "1"}, {"b", "2"}});
  const auto before = engine().GetSnapshot();
  Put({{"a", "changed"}, {"c", "new"}});
  Delete("b");

  EXPECT_THAT(ValuesIn(*before, {"a", "b", "c"}),
              ElementsAre("1", "2", std::nullopt));
}

TEST_P(Conformance, ManyValuesAreWhatEachIsAlone) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  const auto random_key = [&random] {
    return "key" + std::to_string(random() % 400);
  };
  std::vector<Row> rows;
  for (int row = 0; row < 200; ++row) {
    rows.emplace_back(random_key(), std::string(random() % 300, 'v'));
  }
  Put(rows);
  const auto snapshot = engine().GetSnapshot();
  for (int round = 0; round < 20; ++round) {
    Keys keys;
    for (unsigned i = random() % 250; i > 0; --i) keys.push_back(random_key());
    Values expected;
    for (const std::string& key : keys) {
      expected.push_back(*snapshot->Get(key));
    }
    EXPECT_EQ(ValuesIn(*snapshot, keys), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace comptoir::kv
