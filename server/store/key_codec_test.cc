#include "server/store/key_codec.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kCustomer = FormatId("cus", "customer-number1");

Key NewKey() { return Key(Space::kCustomers, kMerchant); }

TEST(KeyCodec, ReadsBackWhatWasWritten) {
  const Key key = NewKey()
                      .Text(std::string("a\0b", 3))
                      .Id(kCustomer)
                      .U64(7)
                      .I64(-7)
                      .Raw("xyz");
  KeyReader reader(key.str());
  std::string text, id, raw;
  uint64_t u64;
  int64_t i64;

  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.space(), Space::kCustomers);
  EXPECT_EQ(reader.merchant_id(), kMerchant);
  EXPECT_TRUE(reader.Text(&text) && reader.Id("cus", &id) && reader.U64(&u64) &&
              reader.I64(&i64) && reader.Raw(3, &raw));
  EXPECT_EQ(text, std::string("a\0b", 3));
  EXPECT_EQ(id, kCustomer);
  EXPECT_EQ(u64, 7u);
  EXPECT_EQ(i64, -7);
  EXPECT_EQ(raw, "xyz");
  EXPECT_TRUE(reader.AtEnd());
}

TEST(KeyCodec, AWrongReadChangesNothing) {
  const std::string key = NewKey().Raw("abc").Take();
  KeyReader reader(key);
  std::string text = "untouched";
  uint64_t number = 1;

  EXPECT_FALSE(reader.Text(&text));
  EXPECT_FALSE(reader.Id("cus", &text));
  EXPECT_FALSE(reader.U64(&number));
  EXPECT_FALSE(reader.Raw(4, &text));
  EXPECT_EQ(text, "untouched");
  EXPECT_EQ(number, 1u);
  EXPECT_EQ(reader.rest(), "abc");
}

TEST(KeyCodec, AShortKeyIsNotOk) {
  EXPECT_FALSE(KeyReader("short").ok());
  EXPECT_FALSE(KeyReader("").ok());
  EXPECT_EQ(KeyReader("short").merchant_id(), "");
}

TEST(KeyCodec, AMalformedIdIsOneThatNoRecordHas) {
  EXPECT_EQ(NewKey().Id("cus_1").tail(), std::string(16, '\0'));
}

TEST(KeyCodec, ATailContinuesAnotherKey) {
  const Key element = NewKey().Text("word");

  EXPECT_EQ(Key(Space::kCustomersByName, kMerchant).Tail(element.tail()).str(),
            Key(Space::kCustomersByName, kMerchant).Text("word").str());
}

TEST(KeyCodec, ATextPrefixFindsItsContinuationsOnly) {
  const kv::Range range = NewKey().TextPrefix("ab").Prefix();
  const auto is_in = [&range](std::string_view text) {
    const std::string key = NewKey().Text(text).Take();
    return key >= range.start && key < range.limit;
  };

  EXPECT_TRUE(is_in("ab"));
  EXPECT_TRUE(is_in("abc"));
  EXPECT_TRUE(is_in(std::string_view("ab\0", 3)));
  EXPECT_FALSE(is_in("a"));
  EXPECT_FALSE(is_in("ac"));
}

// A tuple of a fixed shape, and its elements in the order that keys must have.
using Element = std::variant<std::string, uint64_t, int64_t>;

std::string RandomText(std::mt19937_64& random) {
  std::string text(random() % 4, '\0');
  for (char& c : text)
    c = "\x00\x01\xff"
        "a"[random() % 4];
  return text;
}

uint64_t RandomNumber(std::mt19937_64& random) {
  constexpr uint64_t kEdges[] = {0,
                                 1,
                                 0xff,
                                 0x100,
                                 uint64_t{1} << 63,
                                 (uint64_t{1} << 63) - 1,
                                 std::numeric_limits<uint64_t>::max()};
  return random() % 3 == 0 ? random() : kEdges[random() % 7];
}

std::vector<Element> RandomTuple(std::mt19937_64& random) {
  return {RandomText(random), RandomNumber(random), RandomText(random),
          static_cast<int64_t>(RandomNumber(random)), RandomText(random)};
}

std::string Encode(const std::vector<Element>& tuple) {
  Key key = NewKey();
  for (const Element& element : tuple) {
    if (const auto* text = std::get_if<std::string>(&element)) key.Text(*text);
    if (const auto* u64 = std::get_if<uint64_t>(&element)) key.U64(*u64);
    if (const auto* i64 = std::get_if<int64_t>(&element)) key.I64(*i64);
  }
  return key.Take();
}

TEST(KeyCodec, KeysHaveTheOrderOfTheirTuples) {
  const uint64_t seed = std::random_device{}();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const std::vector<Element> a = RandomTuple(random);
    const std::vector<Element> b = RandomTuple(random);
    ASSERT_EQ(a < b, Encode(a) < Encode(b)) << "seed " << seed;
    ASSERT_EQ(a == b, Encode(a) == Encode(b)) << "seed " << seed;
  }
}

TEST(KeyCodec, EveryTupleIsReadBack) {
  const uint64_t seed = std::random_device{}();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 5'000; ++round) {
    const std::vector<Element> tuple = RandomTuple(random);
    const std::string key = Encode(tuple);
    KeyReader reader(key);
    std::string first, second, third;
    uint64_t u64;
    int64_t i64;
    ASSERT_TRUE(reader.Text(&first) && reader.U64(&u64) &&
                reader.Text(&second) && reader.I64(&i64) &&
                reader.Text(&third) && reader.AtEnd())
        << "seed " << seed;
    ASSERT_EQ(tuple, (std::vector<Element>{first, u64, second, i64, third}))
        << "seed " << seed;
  }
}

TEST(KeyCodec, AnyBytesCanBeReadWithoutHarm) {
  const uint64_t seed = std::random_device{}();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& c : bytes) c = static_cast<char>(random() % 3);
    KeyReader reader(bytes);
    std::string text;
    uint64_t number;
    while (reader.Text(&text) || reader.U64(&number)) {
    }
    ASSERT_LT(reader.rest().size(), 8 + bytes.size()) << "seed " << seed;
  }
}

TEST(KeySpaces, AreNamedByTheirEnumerators) {
  EXPECT_EQ(SpaceName(Space::kMeta), "meta");
  EXPECT_EQ(SpaceName(Space::kCustomersByPhoneTail), "customers_by_phone_tail");
  // Retired, and never used.
  EXPECT_EQ(SpaceName(static_cast<Space>(0x19)), "unknown");
  EXPECT_EQ(SpaceName(static_cast<Space>(0xff)), "unknown");
}

TEST(KeySpaces, AreListedOnceEachInTheirOrder) {
  const std::vector<Space> spaces = AllSpaces();

  EXPECT_TRUE(std::is_sorted(spaces.begin(), spaces.end()));
  EXPECT_EQ(std::count(spaces.begin(), spaces.end(), Space::kCheckouts), 1);
  std::set<std::string_view> names;
  for (const Space space : spaces) names.insert(SpaceName(space));
  EXPECT_EQ(names.size(), spaces.size());
  EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace comptoir::store
