// Lists of merged profiles, without a store.
#include "server/customers/rules/merged/merged_lists.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/rules/identities.h"
#include "server/customers/rules/merge_rules.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

StoredCustomer Named(const std::string& id) {
  StoredCustomer row;
  row.mutable_customer()->set_id(id);
  return row;
}

// With these email addresses, the primary one first.
StoredCustomer WithEmails(const std::string& id,
                          const std::vector<std::string>& emails) {
  StoredCustomer row = Named(id);
  for (size_t i = 0; i < emails.size(); ++i) {
    if (i == 0) {
      row.mutable_customer()->set_email_address(emails[i]);
      row.mutable_customer()->set_email_label("label of " + id);
    } else {
      row.mutable_customer()->add_other_email_addresses()->set_email_address(
          emails[i]);
    }
  }
  return row;
}

StoredCustomer WithPreferences(
    const std::string& id,
    const std::vector<std::pair<std::string, std::string>>& wishes) {
  StoredCustomer row = Named(id);
  for (const auto& [name, value] : wishes) {
    v1::Preference& preference = *row.mutable_customer()->add_preferences();
    preference.set_name(name);
    preference.set_value(value);
  }
  return row;
}

std::vector<std::string> EmailsOf(const StoredCustomer& row) {
  std::vector<std::string> emails;
  for (const auto& other : row.customer().other_email_addresses()) {
    emails.push_back(other.email_address());
  }
  return emails;
}

std::vector<std::string> WishesOf(const StoredCustomer& row) {
  std::vector<std::string> wishes;
  for (const auto& preference : row.customer().preferences()) {
    wishes.push_back(preference.name() + "=" + preference.value());
  }
  return wishes;
}

class MergedListsTest : public testing::Test {
 protected:
  void Merge(const StoredCustomer& other, const Choices& choices = {}) {
    rows_[other.customer().id()] = other;
    AddToProfile({&other}, choices, &profile_);
    ShowSources(rows_, &profile_);
  }
  void Unmerge(const std::string& id) {
    TakeFromProfile(rows_.at(id), &profile_);
    ShowSources(rows_, &profile_);
  }
  void SetEmail(const std::string& email) {
    const StoredCustomer before = profile_;
    profile_.mutable_customer()->set_email_address(email);
    KeepChanges(before, rows_, &profile_);
  }

  Rows rows_;
  StoredCustomer profile_;
};

TEST_F(MergedListsTest, AreTheSurvivorsThenTheOthers) {
  profile_ = WithEmails("a", {"a@x.fr", "a1@x.fr"});
  Merge(WithEmails("b", {"b@x.fr", "b1@x.fr"}));
  Merge(WithEmails("c", {"c@x.fr"}));

  EXPECT_THAT(EmailsOf(profile_),
              ElementsAre("a1@x.fr", "b@x.fr", "b1@x.fr", "c@x.fr"));
  EXPECT_EQ(profile_.customer().other_email_addresses(1).label(), "label of b");
}

TEST_F(MergedListsTest, HaveAValueOnce) {
  profile_ = WithEmails("a", {"a@x.fr", "a1@x.fr"});
  Merge(WithEmails("b", {"A@x.fr", "b1@x.fr", "A1@X.fr"}));
  Merge(WithEmails("c", {"c@x.fr", "a@x.fr", "b1@x.fr"}));

  EXPECT_THAT(EmailsOf(profile_), ElementsAre("a1@x.fr", "b1@x.fr", "c@x.fr"));
}

TEST_F(MergedListsTest, KeepWishesThatContradict) {
  profile_ = WithPreferences("a", {{"milk", "oat"}});
  Merge(WithPreferences("b", {{"milk", "cow"}, {"sugar", "2"}}));
  Merge(WithPreferences("c", {{"milk", "oat"}, {"allergy", "nuts"}}));

  EXPECT_THAT(WishesOf(profile_),
              ElementsAre("milk=oat", "milk=cow", "sugar=2", "allergy=nuts"));
}

TEST_F(MergedListsTest, AreOfTenAddressesAndTwentyWishes) {
  profile_ = WithEmails("a", {"a@x.fr"});
  for (int i = 0; i < 11; ++i) {
    Merge(WithEmails("b" + std::to_string(i), {std::to_string(i) + "@x.fr"}));
    EXPECT_EQ(EmailsOf(profile_).size(), i < 10 ? i + 1u : 10u);
  }
  EXPECT_THAT(EmailsOf(profile_), Contains("9@x.fr"));
  EXPECT_THAT(EmailsOf(profile_), Not(Contains("10@x.fr")));

  profile_ = WithPreferences("a", {});
  for (int i = 0; i < 21; ++i) {
    Merge(WithPreferences("p" + std::to_string(i), {{"", std::to_string(i)}}));
    EXPECT_EQ(WishesOf(profile_).size(), i < 20 ? i + 1u : 20u);
  }
}

TEST_F(MergedListsTest, JoinAddressesWithTheirLabels) {
  profile_ = Named("a");
  profile_.mutable_customer()->mutable_address()->set_locality("Lyon");
  StoredCustomer other = Named("b");
  other.mutable_customer()->mutable_address()->set_locality("Paris");
  other.mutable_customer()->set_address_label("work");
  auto& same = *other.mutable_customer()->add_other_addresses();
  same.mutable_address()->set_locality("Lyon");
  Merge(other);

  const auto& addresses = profile_.customer().other_addresses();
  ASSERT_EQ(addresses.size(), 1);
  EXPECT_EQ(addresses[0].address().locality(), "Paris");
  EXPECT_EQ(addresses[0].label(), "work");
}

TEST_F(MergedListsTest, KnowNumbersHoweverTheyAreWritten) {
  profile_ = Named("a");
  profile_.mutable_customer()->set_phone_number("06 11 22 33 44");
  profile_.mutable_customer()->set_phone_e164("+33611223344");
  profile_.set_phone_key("33611223344");
  StoredCustomer other = Named("b");
  other.mutable_customer()->set_phone_number("+33 6 11 22 33 44");
  other.mutable_customer()->set_phone_e164("+33611223344");
  other.set_phone_key("33611223344");
  // With an extension it is another one, and so is what nobody could read.
  for (const char* text : {"0611223344 #5", "12", "12"}) {
    auto& phone = *other.mutable_customer()->add_other_phone_numbers();
    phone.set_number(text);
    other.add_other_phones();
    if (phone.number() == "12") continue;
    phone.set_e164("+33611223344");
    phone.set_extension("5");
    other.mutable_other_phones(0)->set_key("33611223344");
  }
  Merge(other);

  ASSERT_EQ(profile_.customer().other_phone_numbers_size(), 2);
  EXPECT_EQ(profile_.customer().other_phone_numbers(0).extension(), "5");
  EXPECT_EQ(profile_.customer().other_phone_numbers(1).number(), "12");
  EXPECT_EQ(profile_.other_phones(0).key(), "33611223344");
  EXPECT_EQ(profile_.joined_phone_count(), 2);
}

TEST_F(MergedListsTest, HaveTheSurvivorsOwnThatAnotherHides) {
  profile_ = WithEmails("a", {"a@x.fr", "a1@x.fr"});
  Merge(WithEmails("b", {"b@x.fr", "b1@x.fr"}), {{"email_address", "b"}});
  EXPECT_EQ(profile_.customer().email_address(), "b@x.fr");
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("a1@x.fr", "a@x.fr", "b1@x.fr"));

  // It goes on standing there when the shown one is replaced.
  SetEmail("new@x.fr");
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("a1@x.fr", "a@x.fr", "b1@x.fr"));
  Unmerge("b");
  EXPECT_EQ(profile_.customer().email_address(), "new@x.fr");
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("a1@x.fr", "a@x.fr"));
}

// Whoever is chosen has the list to themselves, but for those merged later.
TEST_F(MergedListsTest, AreTakenWholeWhenChosen) {
  profile_ = WithEmails("a", {"a@x.fr", "a1@x.fr"});
  const StoredCustomer before = profile_;
  Merge(WithEmails("b", {"b@x.fr", "b1@x.fr"}));
  Merge(WithEmails("c", {"c@x.fr", "c1@x.fr"}),
        {{"other_email_addresses", "c"}});
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("c1@x.fr"));
  Merge(WithEmails("d", {"d@x.fr"}));
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("c1@x.fr", "d@x.fr"));
  Merge(WithEmails("e", {"e@x.fr"}), {{"other_email_addresses", "a"}});
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("c1@x.fr", "d@x.fr"));

  Unmerge("c");
  EXPECT_THAT(EmailsOf(profile_),
              ElementsAre("a1@x.fr", "b@x.fr", "b1@x.fr", "d@x.fr"));
  for (const char* id : {"d", "b", "e"}) Unmerge(id);
  EXPECT_EQ(profile_.SerializeAsString(), before.SerializeAsString());
}

TEST_F(MergedListsTest, DoNotGetWhatAnUpdateReplaces) {
  profile_ = WithEmails("a", {});
  Merge(WithEmails("b", {"b@x.fr"}));
  Merge(WithEmails("c", {"c@x.fr"}));
  EXPECT_EQ(profile_.customer().email_address(), "b@x.fr");

  SetEmail("new@x.fr");
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("c@x.fr"));
  SetEmail("C@x.fr");
  EXPECT_THAT(EmailsOf(profile_), IsEmpty());
  Unmerge("c");
  Unmerge("b");
  EXPECT_EQ(profile_.customer().email_address(), "C@x.fr");
  EXPECT_THAT(EmailsOf(profile_), IsEmpty());
}

TEST_F(MergedListsTest, StayEmptyWhenThePrimaryIsCleared) {
  profile_ = WithEmails("a", {});
  Merge(WithEmails("b", {"b@x.fr"}));

  SetEmail("");
  EXPECT_THAT(EmailsOf(profile_), IsEmpty());
  SetEmail("new@x.fr");
  EXPECT_THAT(EmailsOf(profile_), IsEmpty());
}

TEST_F(MergedListsTest, HaveNoPrimaryOfAProfileThatIsToShowNone) {
  profile_ = WithEmails("a", {});
  Merge(WithEmails("b", {"b@x.fr", "b1@x.fr"}), {{"email_address", "a"}});

  EXPECT_EQ(profile_.customer().email_address(), "");
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("b1@x.fr"));
}

// As merges wrote them before lists were joined.
TEST_F(MergedListsTest, StayWholeWhereTheyWereMergedBefore) {
  profile_ = WithEmails("a", {"a@x.fr"});
  const StoredCustomer before = profile_;
  Merge(WithEmails("b", {"b@x.fr", "b1@x.fr"}));
  ASSERT_EQ(profile_.sources_size(), 1);
  profile_.mutable_sources(0)->set_merge(0);

  ShowSources(rows_, &profile_);
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("b1@x.fr"));
  EXPECT_EQ(profile_.joined_email_count(), 0);
  Merge(WithEmails("c", {"c@x.fr"}));
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("b1@x.fr", "c@x.fr"));
  Unmerge("c");
  EXPECT_THAT(EmailsOf(profile_), ElementsAre("b1@x.fr"));
  Unmerge("b");
  EXPECT_EQ(profile_.SerializeAsString(), before.SerializeAsString());
}

TEST_F(MergedListsTest, FindTheProfileUnderWhoHasTheValue) {
  profile_ = WithEmails("a", {"a@x.fr", "a1@x.fr"});
  Merge(WithEmails("b", {"b@x.fr"}));

  const Identities identities = IdentitiesOf(profile_);
  EXPECT_EQ(OwnEmailCount(identities.front()), 1);
  EXPECT_EQ(identities.back().id, "b");
  EXPECT_EQ(identities.back().customer.email_address(), "b@x.fr");
}

}  // namespace
}  // namespace comptoir::customers
