// Whom a draft would double.
#include "server/customers/duplicates/duplicate_service.h"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/duplicates/rules/duplicate_rules.h"
#include "server/customers/duplicates/testing/duplicates_fixture.h"
#include "server/rpc/redaction/redaction.h"

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

// A right guess and a wrong one are answered alike, but for being found by it,
// which is counted.
TEST_F(CheckDuplicatesTest, ConfirmsNoGuessOfWhatTheCallerMayNotSee) {
  v1::Customer victim = CustomerOf({.given = "Anna",
                                    .family = "Roux",
                                    .email = "anna@x.fr",
                                    .phone = "06 12 34 56 78",
                                    .reference = "R1",
                                    .birthday = "1980-05-17"});
  victim.mutable_address()->add_lines("1 rue Haute");
  victim.add_other_phone_numbers()->set_number("06 12 34 56 79");
  victim.add_other_email_addresses()->set_email_address("a@y.fr");
  ASSERT_TRUE(customers_.Create(victim).ok());
  sees_contact_ = false;
  const auto answer = [&](const v1::Customer& guess, const Who& known) {
    v1::Customer draft = CustomerOf(known);
    draft.MergeFrom(guess);
    const auto checked = Check(draft);
    EXPECT_TRUE(checked.ok()) << checked.status();
    EXPECT_THAT(checked->matches(), SizeIs(1));
    return checked->SerializeAsString();
  };
  // What is right, and the same field with something else.
  std::vector<std::pair<v1::Customer, v1::Customer>> guesses(7);
  guesses[0].first.set_birthday("1980-05-17");
  guesses[0].second.set_birthday("1981-06-18");
  guesses[1].first.set_birthday("05-17");
  guesses[1].second.set_birthday("05-18");
  guesses[2].first.set_email_address("anna@x.fr");
  guesses[2].second.set_email_address("anne@x.fr");
  guesses[3].first.set_phone_number("06 12 34 56 78");
  guesses[3].second.set_phone_number("06 12 34 56 70");
  guesses[4].first.mutable_address()->add_lines("1 rue Haute");
  guesses[4].second.mutable_address()->add_lines("2 rue Basse");
  guesses[5].first.add_other_phone_numbers()->set_number("06 12 34 56 79");
  guesses[5].second.add_other_phone_numbers()->set_number("06 12 34 56 70");
  guesses[6].first.add_other_email_addresses()->set_email_address("a@y.fr");
  guesses[6].second.add_other_email_addresses()->set_email_address("b@y.fr");

  for (const auto& [right, wrong] : guesses) {
    const Who by_reference = {
        .given = "Anna", .family = "Roux", .reference = "R1"};
    EXPECT_EQ(answer(right, by_reference), answer(wrong, by_reference))
        << right.DebugString();
    // By what she told at the counter.
    if (right.email_address().empty()) {
      const Who by_email = {
          .given = "Anna", .family = "Roux", .email = "anna@x.fr"};
      EXPECT_EQ(answer(right, by_email), answer(wrong, by_email))
          << right.DebugString();
    }
  }
}

TEST_F(CheckDuplicatesTest, TakesWhatTheCallerMayNotSeeForAnother) {
  Create({.given = "Anna",
          .family = "Roux",
          .email = "anna@x.fr",
          .phone = "06 12 34 56 78",
          .birthday = "1980-05-17"});
  sees_contact_ = false;
  const auto evidence = [&](Who draft) {
    draft.given = "Anna";
    draft.family = "Roux";
    draft.email = "anna@x.fr";
    return Check(CustomerOf(draft))->matches(0).evidence();
  };

  EXPECT_EQ(evidence({}).confidence(), v1::DUPLICATE_CONFIDENCE_CERTAIN);
  EXPECT_EQ(evidence({.phone = "06 12 34 56 78"}).confidence(),
            v1::DUPLICATE_CONFIDENCE_POSSIBLE);
  EXPECT_THAT(evidence({.phone = "06 12 34 56 78"}).matching_fields(),
              ElementsAre("email_address"));
  EXPECT_THAT(evidence({.birthday = "1980-05-17"}).conflicting_fields(),
              ElementsAre("birthday"));
}

class SuggestionsSightTest : public DuplicatesFixture {
 protected:
  Call CallOf(std::initializer_list<Permission> held) {
    Principal principal = NewCall().principal();
    principal.permissions = Permissions();
    for (const Permission one : held) principal.permissions.Add(one);
    return Call(principal, store().clock().Now(), "seed-of-somebody");
  }
  std::string ListAs(const Call& call) {
    return ReasonOf(duplicates_.service()
                        .ListDuplicates(call, *store().Read(), {})
                        .status());
  }
  std::string MergeAllAs(const Call& call) {
    return ReasonOf(
        store()
            .Write(merchant_,
                   [&](store::Transaction& txn) {
                     return duplicates_.service().MergeAllDuplicates(call, txn,
                                                                     {});
                   })
            .status());
  }
};

// Who creates a customer for each guess would see which one is a pair, and
// whose names are similar.
TEST_F(SuggestionsSightTest, AreForWhoSeesWhatTheyAreMadeOf) {
  Create({.given = "Anna", .email = "anna@x.fr"});
  for (const char* guess : {"anna@x.fr", "anne@x.fr"}) {
    const std::string id = Create({.given = "Anna", .email = guess});
    for (const Permission seen :
         {PERMISSION_CUSTOMERS_VIEW, PERMISSION_CUSTOMERS_VIEW_CONTACT}) {
      const Call call = CallOf({PERMISSION_CUSTOMERS_MERGE, seen});
      EXPECT_EQ(ListAs(call), "PERMISSION_DENIED") << guess;
      EXPECT_EQ(MergeAllAs(call), "PERMISSION_DENIED") << guess;
    }
    ASSERT_TRUE(customers_.Delete(id).ok());
  }
  const Call all =
      CallOf({PERMISSION_CUSTOMERS_MERGE, PERMISSION_CUSTOMERS_VIEW,
              PERMISSION_CUSTOMERS_VIEW_CONTACT});
  EXPECT_EQ(ListAs(all), "");
  EXPECT_EQ(MergeAllAs(all), "");
}

TEST_F(SuggestionsSightTest, AreNotToldByWhatAMergeOfAllLeft) {
  v1::MergeAllResult result;
  result.set_left_count(1);
  result.add_left()->set_customer_id("cus_00000000000000000000000001");
  Permissions held;
  held.Add(PERMISSION_OPERATIONS_VIEW);
  held.Add(PERMISSION_CUSTOMERS_VIEW);
  held.Add(PERMISSION_CUSTOMERS_MERGE);

  rpc::RedactionPlan::Of(result.GetDescriptor()).Apply({.held = held}, result);

  EXPECT_THAT(result.left(), IsEmpty());
  EXPECT_EQ(result.left_count(), 1);
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
