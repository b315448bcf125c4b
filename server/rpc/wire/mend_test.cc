#include "server/rpc/wire/mend.h"

#include <random>
#include <string>

#include "comptoir/rpctest/v1/guest.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::Guest;

constexpr char kBad[] = "\xff\xfe";

// One guest in another's party, as bytes; `change` makes it what no client of
// ours sends.
std::string PartyOf(const std::string& name) {
  // name = 2, party = 12, seats = 5
  const std::string guest =
      std::string("\x12") + static_cast<char>(name.size()) + name + "\x28\x04";
  return std::string(
             "\x12\x04"
             "Anna"
             "\x62") +
         static_cast<char>(guest.size()) + guest + "\x62\x02\x28\x05";
}

TEST(ParseMended, EmptiesTextThatIsNotUtf8AndKeepsTheRest) {
  Guest guest;
  ASSERT_FALSE(guest.ParseFromString(PartyOf(kBad)));

  ASSERT_TRUE(ParseMended(PartyOf(kBad), guest));

  EXPECT_EQ(guest.name(), "Anna");
  ASSERT_EQ(guest.party_size(), 2);
  EXPECT_EQ(guest.party(0).name(), "");
  EXPECT_EQ(guest.party(0).seats(), 4);
  EXPECT_EQ(guest.party(1).seats(), 5);
}

TEST(ParseMended, ChangesNothingThatParses) {
  Guest expected;
  ASSERT_TRUE(expected.ParseFromString(PartyOf("Bob")));
  Guest guest;

  ASSERT_TRUE(ParseMended(PartyOf("Bob"), guest));

  EXPECT_EQ(guest.SerializeAsString(), expected.SerializeAsString());
}

TEST(ParseMended, EmptiesAnElementThatIsNoMessage) {
  // Three elements, the second one cut in the middle of a field.
  const std::string bytes("\x62\x02\x28\x04\x62\x01\x28\x62\x02\x28\x05");
  Guest guest;

  ASSERT_TRUE(ParseMended(bytes, guest));

  ASSERT_EQ(guest.party_size(), 3);
  EXPECT_FALSE(guest.party(1).has_seats());
  EXPECT_EQ(guest.party(2).seats(), 5);
}

TEST(ParseMended, EmptiesWhatIsNestedTooDeeply) {
  Guest deep;
  Guest* inner = &deep;
  for (int i = 0; i <= kMendDepthMax; ++i) inner = inner->add_party();
  inner->set_name("Anna");
  Guest guest;

  ASSERT_TRUE(ParseMended(deep.SerializeAsString(), guest));

  int depth = 0;
  for (const Guest* at = &guest; at->party_size() > 0; at = &at->party(0)) {
    ++depth;
  }
  EXPECT_EQ(depth, kMendDepthMax);
}

TEST(ParseMended, RefusesWhatIsNoFieldsAtAll) {
  Guest guest;

  EXPECT_FALSE(ParseMended("\x12\x7f", guest));
}

// A message with bytes changed at random: an answer, whatever it is, that is
// good text throughout.
TEST(ParseMended, SurvivesAnything) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = PartyOf("Bob");
    for (int change = random() % 4; change >= 0; --change) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    Guest guest;
    ASSERT_EQ(ParseMended(bytes, guest),
              google::protobuf::UnknownFieldSet().ParseFromString(bytes));
    Guest again;
    EXPECT_TRUE(again.ParseFromString(guest.SerializeAsString()));
  }
}

}  // namespace
}  // namespace comptoir::rpc
