// Whom a draft would double.
#include "server/customers/duplicates/duplicate_service.h"

#include <string>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/duplicates/rules/duplicate_rules.h"
#include "server/customers/duplicates/testing/duplicates_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CheckDuplicatesTest : public DuplicatesFixture {
 protected:
  Ids Matches(const Who& who) {
    const auto response = Check(CustomerOf(who));
    EXPECT_TRUE(response.ok()) << response.status();
    Ids ids;
    for (const v1::DuplicateMatch& match : response->matches()) {
      ids.push_back(match.customer().id());
    }
    return ids;
  }
};

TEST_F(CheckDuplicatesTest, FindsByWhatIsRead) {
  const std::string anna = Create({.given = "Anna",
                                   .family = "Roux",
                                   .email = "anna@x.fr",
                                   .phone = "+33 6 12 34 56 78"});

  EXPECT_THAT(Matches({.given = "Anna", .phone = " 06.12.34.56.78 "}),
              ElementsAre(anna));
  EXPECT_THAT(Matches({.given = "Anna", .email = "ANNA@X.FR"}),
              ElementsAre(anna));
  EXPECT_THAT(Matches({.given = "Bertrand", .email = "anna@x.fr"}), IsEmpty());
  EXPECT_THAT(Matches({.given = "Anna", .family = "Roux"}), IsEmpty());
  EXPECT_THAT(Matches({}), IsEmpty());
}

TEST_F(CheckDuplicatesTest, SaysWhyTheSurestFirst) {
  const std::string phone = "06 12 34 56 78";
  const std::string nameless = Create({.phone = phone});
  const std::string short_form = Create({.given = "Anna", .phone = phone});
  const std::string same =
      Create({.given = "Anna", .family = "Roux", .phone = phone});

  const auto response =
      Check(CustomerOf({.given = "Anna", .family = "Roux", .phone = phone}));

  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_THAT(response->matches(), SizeIs(3));
  EXPECT_EQ(response->matches(0).customer().id(), same);
  EXPECT_EQ(response->matches(0).evidence().confidence(),
            v1::DUPLICATE_CONFIDENCE_CERTAIN);
  EXPECT_EQ(response->matches(1).customer().id(), short_form);
  EXPECT_EQ(response->matches(1).evidence().name_match(),
            v1::NAME_MATCH_SHORT_FORM);
  EXPECT_EQ(response->matches(2).customer().id(), nameless);
}

TEST_F(CheckDuplicatesTest, FindsAProfileByWhoWasMergedIntoIt) {
  const std::string anna = Create({.given = "Anna", .email = "a@x.fr"});
  const std::string ann = Create({.given = "Ann", .email = "b@x.fr"});
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());

  EXPECT_THAT(Matches({.given = "Ann", .email = "b@x.fr"}), ElementsAre(anna));
}

// As if the draft were one of them.
TEST_F(CheckDuplicatesTest, ComparesSoManyWhoShareAndTellsOfMore) {
  const Who anna = {.given = "Anna", .phone = "06 12 34 56 78"};
  while (Matches(anna).size() < kSharingMax - 1) Create(anna);
  EXPECT_THAT(Check(CustomerOf(anna))->shared_identifiers(), IsEmpty());

  Create(anna);

  const auto response = Check(CustomerOf(anna));
  EXPECT_THAT(response->matches(), IsEmpty());
  ASSERT_THAT(response->shared_identifiers(), SizeIs(1));
  EXPECT_EQ(response->shared_identifiers(0).field(), "phone_number");
  EXPECT_EQ(response->shared_identifiers(0).customer_count(), kSharingMax);
}

TEST_F(CheckDuplicatesTest, AnswersWithSoMany) {
  const Who by_email = {.given = "Anna", .email = "a@x.fr"};
  const Who by_phone = {.given = "Anna", .phone = "06 12 34 56 78"};
  for (size_t i = 0; i + 1 < kSharingMax; ++i) Create(by_email);
  Create(by_phone);
  const Who both = {
      .given = "Anna", .email = "a@x.fr", .phone = "06 12 34 56 78"};
  EXPECT_THAT(Matches(both), SizeIs(kMatchesMax));

  Create(by_phone);

  EXPECT_THAT(Matches(both), SizeIs(kMatchesMax));
}

// Asking is looking: nobody may try thousands of numbers.
TEST_F(CheckDuplicatesTest, CountsLooksOfWhoMayNotSeeContactData) {
  sees_contact_ = false;
  const Who draft = {
      .given = "Anna", .email = "a@x.fr", .phone = "06 12 34 56 78"};
  for (int i = 0; i < kLookupsPerMinuteMax / 2; ++i) {
    ASSERT_TRUE(Check(CustomerOf(draft)).ok()) << i;
  }

  const absl::Status refused = Check(CustomerOf(draft)).status();

  EXPECT_EQ(ReasonOf(refused), "TOO_MANY_LOOKUPS");
  // Who has nothing to look for may go on, and who may see all of it.
  EXPECT_TRUE(Check(CustomerOf({.given = "Anna"})).ok());
  sees_contact_ = true;
  EXPECT_TRUE(Check(CustomerOf(draft)).ok());
}

}  // namespace
}  // namespace comptoir::customers
