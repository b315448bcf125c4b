#include "server/customers/contacts/contact_moves.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr SentContacts kPrimary = {.primary = true};
constexpr SentContacts kBoth = {.primary = true, .others = true};

// "key:label key:label", the primary one first.
std::string Shown(const Contacts& contacts) {
  std::string shown;
  for (const Contact& contact : contacts) {
    if (!shown.empty()) shown += ' ';
    shown += contact.key + ':' + contact.label;
  }
  return shown;
}

std::string Moved(const Contacts& before, SentContacts sent, Contacts after) {
  MoveContacts(before, sent, &after);
  return Shown(after);
}

const Contacts kBefore = {{"1", "mobile"}, {"2", "work"}, {"3", "home"}};

TEST(MoveContacts, ExchangesThePrimaryOneWithAnother) {
  EXPECT_EQ(
      Moved(kBefore, kPrimary, {{"3", "mobile"}, {"2", "work"}, {"3", "home"}}),
      "3:home 2:work 1:mobile");
  EXPECT_EQ(Moved(kBefore, {.primary = true, .label = true},
                  {{"3", "hers"}, {"2", "work"}, {"3", "home"}}),
            "3:hers 2:work 1:mobile");
}

TEST(MoveContacts, KeepsTheRightOneOfThem) {
  const Contacts before = {{"1", "a", 0}, {"2", "b", 1}};
  Contacts after = {{"2", "a", 2}, {"2", "b", 3}};

  MoveContacts(before, kPrimary, &after);

  ASSERT_EQ(after.size(), 2);
  EXPECT_EQ(after[0].place, 2);
  EXPECT_EQ(after[1].place, 0);
}

TEST(MoveContacts, LetsAnExchangedListHaveTheLabels) {
  EXPECT_EQ(Moved(kBefore, kBoth, {{"2", "mobile"}, {"1", ""}, {"3", ""}}),
            "2:work 1:mobile 3:");
  EXPECT_EQ(Moved(kBefore, kBoth, {{"2", "mobile"}, {"1", "old"}}),
            "2:work 1:old");
  EXPECT_EQ(Moved(kBefore, kBoth, {{"2", "mobile"}}), "2:work");
}

TEST(MoveContacts, DropsTheLabelOfOneThatIsReplaced) {
  EXPECT_EQ(Moved(kBefore, kPrimary, {{"4", "mobile"}, {"2", "work"}}),
            "4: 2:work");
  EXPECT_EQ(Moved(kBefore, {.primary = true, .label = true},
                  {{"4", "mobile"}, {"2", "work"}}),
            "4:mobile 2:work");
}

TEST(MoveContacts, LeavesWhatStays) {
  EXPECT_EQ(Moved(kBefore, kPrimary, kBefore), "1:mobile 2:work 3:home");
  EXPECT_EQ(Moved(kBefore, {.others = true}, {{"1", "mobile"}, {"3", ""}}),
            "1:mobile 3:");
  EXPECT_EQ(Moved(kBefore, kBoth, {{"", ""}}), ":");
}

// As merges leave them.
TEST(MoveContacts, MendsWhatStandsTwice) {
  EXPECT_EQ(Moved({{"1", "a"}, {"1", "b"}, {"2", "c"}, {"2", "d"}}, kPrimary,
                  {{"2", "a"}, {"1", "b"}, {"2", "c"}, {"2", "d"}}),
            "2:c 1:b");
  EXPECT_EQ(Moved({{"", ""}, {"2", "c"}, {"3", "d"}}, kPrimary,
                  {{"2", ""}, {"2", "c"}, {"3", "d"}}),
            "2:c 3:d");
}

TEST(StandingTwice, AreThoseFurtherDown) {
  EXPECT_THAT(StandingTwice(kBefore), IsEmpty());
  EXPECT_THAT(StandingTwice({{"1"}, {"2"}, {"1"}, {"2"}, {"2"}}),
              ElementsAre(2, 3, 4));
  EXPECT_THAT(StandingTwice({{""}, {"2"}, {""}}), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
