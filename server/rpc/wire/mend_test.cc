#include "server/rpc/wire/mend.h"

#include <random>
#include <string>

#include "comptoir/rpctest/v1/guest.pb.h"
#include "comptoir/rpctest/v1/guest_service.pb.h"
#include "gtest/gtest.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::EchoRequest;
using rpctest::v1::Guest;

constexpr char kBad[] = "\xff\xfe";

std::string Field(char tag, const std::string& bytes) {
  return std::string(1, tag) + static_cast<char>(bytes.size()) + bytes;
}

// A guest, Anna, with two in her party, as bytes.
std::string PartyOf(const std::string& name) {
  // name = 2, party = 12, seats = 5
  return Field('\x12', "Anna") +
         Field('\x62', Field('\x12', name) + "\x28\x04") +
         Field('\x62', "\x28\x05");
}

// What a device reports of guests: seen = 2.
std::string Seen(const std::string& guest) { return Field('\x12', guest); }

TEST(ParseMended, EmptiesTextThatIsNotUtf8AndKeepsTheRest) {
  EchoRequest request;
  ASSERT_FALSE(request.ParseFromString(Seen(PartyOf(kBad))));

  ASSERT_TRUE(ParseMended(Seen(PartyOf(kBad)), request));

  ASSERT_EQ(request.seen_size(), 1);
  const Guest& guest = request.seen(0);
  EXPECT_EQ(guest.name(), "Anna");
  ASSERT_EQ(guest.party_size(), 2);
  EXPECT_EQ(guest.party(0).name(), "");
  EXPECT_EQ(guest.party(0).seats(), 4);
  EXPECT_EQ(guest.party(1).seats(), 5);
}

TEST(ParseMended, MendsWhatIsReportedAlone) {
  // text = 1, picture = 3
  const std::string picture = Field('\x1a', kBad);
  EchoRequest request;

  EXPECT_TRUE(ParseMended(Field('\x0a', "good") + picture, request));
  EXPECT_EQ(request.text(), "good");
  EXPECT_EQ(request.picture(), "");
  EXPECT_FALSE(ParseMended(Field('\x0a', kBad) + picture, request));
  Guest guest;
  EXPECT_FALSE(ParseMended(PartyOf(kBad), guest));
}

TEST(ParseMended, ChangesNothingThatParses) {
  EchoRequest expected;
  ASSERT_TRUE(expected.ParseFromString(Seen(PartyOf("Bob"))));
  EchoRequest request;

  ASSERT_TRUE(ParseMended(Seen(PartyOf("Bob")), request));

  EXPECT_EQ(request.SerializeAsString(), expected.SerializeAsString());
}

TEST(ParseMended, EmptiesAnElementThatIsNoMessage) {
  // Three in the party, the second one cut in the middle of a field.
  const std::string bytes("\x62\x02\x28\x04\x62\x01\x28\x62\x02\x28\x05");
  EchoRequest request;

  ASSERT_TRUE(ParseMended(Seen(bytes), request));

  const Guest& guest = request.seen(0);
  ASSERT_EQ(guest.party_size(), 3);
  EXPECT_FALSE(guest.party(1).has_seats());
  EXPECT_EQ(guest.party(2).seats(), 5);
}

TEST(ParseMended, EmptiesWhatIsNestedTooDeeply) {
  EchoRequest deep;
  Guest* inner = deep.add_seen();
  for (int i = 0; i < kMendDepthMax; ++i) inner = inner->add_party();
  inner->set_name("Anna");
  EchoRequest request;

  ASSERT_TRUE(ParseMended(deep.SerializeAsString(), request));

  int depth = 1;
  const Guest* at = &request.seen(0);
  for (; at->party_size() > 0; at = &at->party(0)) ++depth;
  EXPECT_EQ(depth, kMendDepthMax);
}

TEST(ParseMended, RefusesWhatIsNoFieldsAtAll) {
  EchoRequest request;

  EXPECT_FALSE(ParseMended("\x12\x7f", request));
}

// A report with bytes changed at random: good text throughout, whatever it is.
TEST(ParseMended, SurvivesAnything) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = PartyOf("Bob");
    for (int change = random() % 4; change >= 0; --change) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    EchoRequest request;
    ASSERT_TRUE(ParseMended(Seen(bytes), request));
    EchoRequest again;
    EXPECT_TRUE(again.ParseFromString(request.SerializeAsString()));
  }
}

}  // namespace
}  // namespace comptoir::rpc
