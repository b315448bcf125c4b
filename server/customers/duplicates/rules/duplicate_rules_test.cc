#include "server/customers/duplicates/rules/duplicate_rules.h"

#include <optional>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/text/jaro_winkler.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::DuplicateEvidence;

constexpr auto kCertain = v1::DUPLICATE_CONFIDENCE_CERTAIN;
constexpr auto kPossible = v1::DUPLICATE_CONFIDENCE_POSSIBLE;

struct Who {
  std::string given = {};
  std::string family = {};
  std::string email = {};
  std::string phone = {};
  std::string reference = {};
  std::string birthday = {};
  std::string company = {};
  std::string eu_vat = {};
};

v1::Customer CustomerOf(const Who& who) {
  v1::Customer customer;
  customer.set_given_name(who.given);
  customer.set_family_name(who.family);
  customer.set_email_address(who.email);
  customer.set_phone_number(who.phone);
  customer.set_reference_id(who.reference);
  customer.set_birthday(who.birthday);
  customer.set_company_name(who.company);
  customer.mutable_tax_ids()->set_eu_vat(who.eu_vat);
  return customer;
}

StoredCustomer StoredOf(const Who& who) {
  StoredCustomer stored;
  *stored.mutable_customer() = CustomerOf(who);
  stored.set_phone_key(who.phone);
  return stored;
}

// One profile of several customers, which shows the first.
StoredCustomer ProfileOf(const std::vector<Who>& all) {
  StoredCustomer profile = StoredOf(all[0]);
  for (size_t i = 1; i < all.size(); ++i) {
    storage::v1::StoredIdentity& merged = *profile.add_merged();
    *merged.mutable_customer() = CustomerOf(all[i]);
    merged.set_phone_key(all[i].phone);
  }
  return profile;
}

class DuplicateRulesTest : public ::testing::Test {
 protected:
  // The same either way round.
  std::optional<DuplicateEvidence> Compare(const StoredCustomer& a,
                                           const StoredCustomer& b) const {
    const ProfileFacts one = FactsOf(tables_, a);
    const ProfileFacts other = FactsOf(tables_, b);
    std::optional<DuplicateEvidence> evidence = EvidenceOf(one, other);
    const std::optional<DuplicateEvidence> reverse = EvidenceOf(other, one);
    EXPECT_EQ(evidence.has_value(), reverse.has_value());
    if (evidence) {
      EXPECT_EQ(evidence->SerializeAsString(), reverse->SerializeAsString());
    }
    return evidence;
  }
  std::optional<DuplicateEvidence> Compare(const Who& a, const Who& b) const {
    return Compare(StoredOf(a), StoredOf(b));
  }
  // "certain", "possible" or "no".
  std::string Verdict(const Who& a, const Who& b) const {
    const auto evidence = Compare(a, b);
    if (!evidence) return "no";
    return evidence->confidence() == kCertain ? "certain" : "possible";
  }
  // Of two who share a phone.
  v1::NameMatch Match(Who a, Who b) const {
    a.phone = "33612345678";
    b.phone = "33612345678";
    const auto evidence = Compare(a, b);
    return evidence ? evidence->name_match() : v1::NAME_MATCH_UNSPECIFIED;
  }

  const CustomerTables tables_;
};

TEST_F(DuplicateRulesTest, TakeOneIdentifierAndTheName) {
  const Who anna = {.given = "Anna", .family = "Roux"};
  Who other = anna;
  EXPECT_EQ(Verdict(anna, other), "no");

  EXPECT_EQ(Verdict({.given = "Anna", .email = "Anna@Example.com"},
                    {.given = "ANNA", .email = "anna@example.com"}),
            "certain");
  EXPECT_EQ(Verdict({.given = "Anna", .phone = "33612345678"},
                    {.given = "Anna", .phone = "33612345678"}),
            "certain");
  EXPECT_EQ(Verdict({.given = "Anna", .reference = "A-1"},
                    {.given = "Anna", .reference = "a-1"}),
            "certain");
}

TEST_F(DuplicateRulesTest, SayWhatMatches) {
  const auto evidence = Compare(
      {.given = "Anna", .email = "a@x.fr", .phone = "331", .reference = "7"},
      {.given = "Anna", .email = "a@x.fr", .phone = "331", .reference = "7"});

  ASSERT_TRUE(evidence);
  EXPECT_THAT(evidence->matching_fields(),
              ElementsAre("email_address", "phone_number", "reference_id"));
  EXPECT_THAT(evidence->conflicting_fields(), IsEmpty());
  EXPECT_EQ(evidence->name_match(), v1::NAME_MATCH_SAME);
  EXPECT_EQ(evidence->name_score(), 100);
}

TEST_F(DuplicateRulesTest, LeaveWhoHasAnotherEmailOrPhone) {
  EXPECT_EQ(Verdict({.given = "Anna", .email = "a@x.fr", .phone = "331"},
                    {.given = "Anna", .email = "a@x.fr", .phone = "332"}),
            "no");
  EXPECT_EQ(Verdict({.given = "Anna", .email = "a@x.fr", .phone = "331"},
                    {.given = "Anna", .email = "b@x.fr", .phone = "331"}),
            "no");
  EXPECT_EQ(Verdict({.given = "Anna", .email = "a@x.fr", .reference = "7"},
                    {.given = "Anna", .email = "b@x.fr", .reference = "7"}),
            "no");
  // What is missing is no other one.
  EXPECT_EQ(Verdict({.given = "Anna", .email = "a@x.fr", .phone = "331"},
                    {.given = "Anna", .phone = "331"}),
            "certain");
}

TEST_F(DuplicateRulesTest, CompareNames) {
  EXPECT_EQ(Match({"Marie", "Roux"}, {"Roux", "Marie"}), v1::NAME_MATCH_SAME);
  EXPECT_EQ(Match({"Hélène", "O'Neil"}, {"helene", "ONEIL"}),
            v1::NAME_MATCH_SAME);
  EXPECT_EQ(Match({"Marie", "Roux"}, {"Marie Claire", "Roux"}),
            v1::NAME_MATCH_SHORT_FORM);
  EXPECT_EQ(Match({"Marie", "Roux"}, {"M.", "Roux"}),
            v1::NAME_MATCH_SHORT_FORM);
  EXPECT_EQ(Match({"Marie", "Roux"}, {"", "Roux"}), v1::NAME_MATCH_SHORT_FORM);
  EXPECT_EQ(Match({"Marie", "Rousseau"}, {"Marie", "Roussau"}),
            v1::NAME_MATCH_SPELLING);
  EXPECT_EQ(Match({"Marie", "Roux"}, {}), v1::NAME_MATCH_NO_NAME);
  EXPECT_EQ(Match({}, {}), v1::NAME_MATCH_NO_NAME);
  EXPECT_EQ(Match({"Marie", "Roux"}, {"Bertrand", "Lefort"}),
            v1::NAME_MATCH_UNSPECIFIED);
  // Initials alone are nobody's.
  EXPECT_EQ(Match({"M.", "R."}, {"Marc", "Rey"}), v1::NAME_MATCH_UNSPECIFIED);
}

TEST_F(DuplicateRulesTest, TakeSpellingsFromSoAlikeOn) {
  const auto compare = [this](const std::string& a, const std::string& b) {
    return Compare({.family = a, .phone = "331"},
                   {.family = b, .phone = "331"});
  };
  ASSERT_TRUE(compare("Mayer", "Meyer"));
  EXPECT_EQ(compare("Mayer", "Meyer")->name_score(), kSpellingPercentMin);
  EXPECT_EQ(compare("Mayer", "Meyer")->name_match(), v1::NAME_MATCH_SPELLING);
  ASSERT_EQ(JaroWinklerPercent("claire", "clara"), kSpellingPercentMin - 1);
  EXPECT_FALSE(compare("Claire", "Clara"));
}

TEST_F(DuplicateRulesTest, CompareCompaniesWhereNobodyIsNamed) {
  EXPECT_EQ(Match({.company = "Roux SARL"}, {.company = "ROUX Sarl"}),
            v1::NAME_MATCH_SAME);
  EXPECT_EQ(Match({.company = "Roux SARL"}, {.company = "Boulangerie du Port"}),
            v1::NAME_MATCH_UNSPECIFIED);
  EXPECT_EQ(Match({.given = "Anna", .company = "Roux SARL"},
                  {.given = "Paul", .company = "Roux SARL"}),
            v1::NAME_MATCH_UNSPECIFIED);
  EXPECT_EQ(Match({.given = "Anna"}, {.company = "Roux SARL"}),
            v1::NAME_MATCH_NO_NAME);
}

TEST_F(DuplicateRulesTest, AreCertainOfWhatImportsTake) {
  const auto verdict = [this](Who a, Who b) {
    a.phone = "331";
    b.phone = "331";
    return Verdict(a, b);
  };
  EXPECT_EQ(verdict({"Marie", "Roux"}, {"Marie", "Roux"}), "certain");
  EXPECT_EQ(verdict({"Marie", "Roux"}, {"Marie Claire", "Roux"}), "certain");
  // Man and wife at one phone.
  EXPECT_EQ(verdict({"Michel", "Roux"}, {"Michele", "Roux"}), "possible");
  EXPECT_EQ(verdict({"M.", "Roux"}, {"Marie", "Roux"}), "possible");
  // May be each of a family.
  EXPECT_EQ(verdict({"Marie", "Roux"}, {"", "Roux"}), "possible");
  EXPECT_EQ(verdict({"Marie", "Roux"}, {}), "possible");
  EXPECT_EQ(verdict({"Marie", "Roux"}, {.company = "Roux SARL"}), "possible");
}

TEST_F(DuplicateRulesTest, SayWhatSpeaksAgainstIt) {
  const auto evidence = Compare({.given = "Jean",
                                 .family = "Roux",
                                 .phone = "331",
                                 .reference = "1",
                                 .birthday = "1960-01-02",
                                 .eu_vat = "FR 12 345"},
                                {.given = "Jean",
                                 .family = "Roux",
                                 .phone = "331",
                                 .reference = "2",
                                 .birthday = "1990-05-06",
                                 .eu_vat = "FR99999"});

  ASSERT_TRUE(evidence);
  EXPECT_THAT(evidence->conflicting_fields(),
              ElementsAre("birthday", "reference_id", "tax_ids"));
  EXPECT_EQ(evidence->confidence(), kPossible);
  // A year that is not known, and another way to write a number.
  EXPECT_EQ(Verdict({.given = "Jean",
                     .phone = "331",
                     .birthday = "1960-01-02",
                     .eu_vat = "FR 12 345"},
                    {.given = "Jean",
                     .phone = "331",
                     .birthday = "01-02",
                     .eu_vat = "fr12345"}),
            "certain");
}

TEST_F(DuplicateRulesTest, LookAtAllOfAMergedProfile) {
  const StoredCustomer profile =
      ProfileOf({{.given = "Anna", .family = "Roux", .email = "a@x.fr"},
                 {.given = "Anna",
                  .family = "Lefort",
                  .email = "b@x.fr",
                  .phone = "331"}});

  // By the phone and the maiden name, and one of the email addresses.
  const auto evidence = Compare(profile, StoredOf({.given = "Anna",
                                                   .family = "Lefort",
                                                   .email = "b@x.fr",
                                                   .phone = "331"}));
  ASSERT_TRUE(evidence);
  EXPECT_THAT(evidence->matching_fields(),
              ElementsAre("email_address", "phone_number"));
  EXPECT_EQ(evidence->confidence(), kCertain);
  EXPECT_FALSE(Compare(profile, StoredOf({.given = "Anna",
                                          .family = "Lefort",
                                          .email = "c@x.fr",
                                          .phone = "331"})));
  StoredCustomer merged_away = profile;
  merged_away.set_merged_into("cus_00000000000000000000000001");
  EXPECT_FALSE(Compare(merged_away, profile));
}

// Who has no name brings none into a profile that has one.
TEST_F(DuplicateRulesTest, CompareNoMissingNameOfAMergedProfile) {
  const StoredCustomer profile = ProfileOf(
      {{.given = "Anna", .family = "Roux", .phone = "331"}, {.phone = "331"}});

  EXPECT_FALSE(Compare(
      profile,
      StoredOf({.given = "Bertrand", .family = "Lefort", .phone = "331"})));
}

TEST_F(DuplicateRulesTest, CompareSoManyNames) {
  std::vector<Who> all;
  for (size_t i = 0; i < kComparedNamesMax; ++i) {
    all.push_back(
        {.family = fmt::format("{0}{0}{0}{0}", static_cast<char>('a' + i)),
         .phone = "331"});
  }
  all.back().family = "Lefort";
  const Who lefort = {.family = "Lefort", .phone = "331"};
  EXPECT_TRUE(Compare(ProfileOf(all), StoredOf(lefort)));

  all.insert(all.begin(), Who{.family = "zzzz", .phone = "331"});
  EXPECT_FALSE(Compare(ProfileOf(all), StoredOf(lefort)));
}

}  // namespace
}  // namespace comptoir::customers
