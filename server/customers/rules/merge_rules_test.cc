#include "server/customers/rules/merge_rules.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/timestamps.h"
#include "server/customers/rules/identities.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Customer;

StoredCustomer Row(const std::string& id, const std::string& email,
                   const std::string& note, int updated = 0) {
  StoredCustomer row;
  Customer& customer = *row.mutable_customer();
  customer.set_id(id);
  customer.set_given_name("name of " + id);
  customer.set_email_address(email);
  customer.set_note(note);
  *customer.mutable_update_time() = ToTimestamp(absl::FromUnixSeconds(updated));
  return row;
}

// A survivor and those who are merged into it, one after the other.
class Profile {
 public:
  explicit Profile(StoredCustomer survivor) : survivor_(std::move(survivor)) {}

  void Merge(const std::vector<StoredCustomer>& others,
             const Choices& choices = {}) {
    std::vector<const StoredCustomer*> sorted;
    for (const StoredCustomer& other : others) {
      rows_[other.customer().id()] = other;
      sorted.push_back(&other);
    }
    SortBySource(&sorted);
    AddToProfile(sorted, choices, &survivor_);
    ShowSources(rows_, &survivor_);
  }
  void Unmerge(const std::string& id) {
    TakeFromProfile(rows_.at(id), &survivor_);
    ShowSources(rows_, &survivor_);
  }
  void SetNote(const std::string& note) {
    const StoredCustomer before = survivor_;
    survivor_.mutable_customer()->set_note(note);
    KeepChanges(before, rows_, &survivor_);
  }
  // As when a country became known.
  void ReadPhoneAnew(const std::string& e164) {
    const StoredCustomer before = survivor_;
    survivor_.mutable_customer()->set_phone_e164(e164);
    survivor_.set_phone_key(e164.substr(1));
    KeepChanges(before, rows_, &survivor_);
  }
  const Customer& shown() const { return survivor_.customer(); }
  const StoredCustomer& row() const { return survivor_; }

 private:
  Rows rows_;
  StoredCustomer survivor_;
};

TEST(MergeRules, FillsTheGapsOfTheSurvivor) {
  Profile profile(Row("a", "", "likes tea"));

  profile.Merge({Row("b", "b@x.fr", "likes coffee")});

  EXPECT_EQ(profile.shown().email_address(), "b@x.fr");
  EXPECT_EQ(profile.shown().note(), "likes tea");
  EXPECT_EQ(profile.shown().given_name(), "name of a");
  EXPECT_THAT(profile.shown().merged_customer_ids(), ElementsAre("b"));
}

TEST(MergeRules, TakesTheMostRecentOfSeveralThenTheLowestId) {
  Profile profile(Row("a", "", ""));

  profile.Merge({Row("d", "d@x.fr", "d", 5), Row("b", "b@x.fr", "", 7),
                 Row("c", "c@x.fr", "c", 5)});

  EXPECT_EQ(profile.shown().email_address(), "b@x.fr");
  EXPECT_EQ(profile.shown().note(), "c");
}

TEST(MergeRules, TakesWhatIsChosen) {
  Profile profile(Row("a", "a@x.fr", ""));

  profile.Merge({Row("b", "b@x.fr", "b"), Row("c", "c@x.fr", "c")},
                {{"email_address", "c"}, {"note", "a"}});

  EXPECT_EQ(profile.shown().email_address(), "c@x.fr");
  EXPECT_EQ(profile.shown().note(), "");
}

TEST(MergeRules, GivesBackWhatItWas) {
  Profile profile(Row("a", "", "likes tea"));
  const StoredCustomer before = profile.row();
  profile.Merge({Row("b", "b@x.fr", "b")}, {{"note", "b"}});
  EXPECT_EQ(profile.shown().note(), "b");

  profile.Unmerge("b");

  EXPECT_EQ(profile.row().SerializeAsString(), before.SerializeAsString());
}

TEST(MergeRules, LeavesAloneWhatWasChangedSince) {
  Profile profile(Row("a", "", ""));
  profile.Merge({Row("b", "b@x.fr", "b")});
  profile.SetNote("changed");

  profile.Unmerge("b");

  EXPECT_EQ(profile.shown().note(), "changed");
  EXPECT_EQ(profile.shown().email_address(), "");
  EXPECT_FALSE(profile.row().has_own());
}

TEST(MergeRules, WhatWasClearedStaysClear) {
  Profile profile(Row("a", "", ""));
  profile.Merge({Row("b", "", "b")});
  profile.SetNote("");
  profile.Merge({Row("c", "", "c")});
  EXPECT_EQ(profile.shown().note(), "c");

  profile.Unmerge("c");

  EXPECT_EQ(profile.shown().note(), "");
}

TEST(MergeRules, AnotherOneFillsTheGapOfWhoLeaves) {
  Profile profile(Row("a", "", ""));
  profile.Merge({Row("b", "b@x.fr", "")});
  profile.Merge({Row("c", "c@x.fr", "")});
  EXPECT_EQ(profile.shown().email_address(), "b@x.fr");

  profile.Unmerge("b");

  EXPECT_EQ(profile.shown().email_address(), "c@x.fr");
}

// What was read of a number goes where the number goes.
TEST(MergeRules, MovesPhoneNumbersWhole) {
  StoredCustomer other = Row("b", "", "");
  other.mutable_customer()->set_phone_number("06 12 34 56 78");
  other.mutable_customer()->set_phone_e164("+33612345678");
  other.mutable_customer()->set_phone_state(v1::PHONE_STATE_VALID);
  other.set_phone_key("33612345678");
  other.set_phone_national("612345678");
  Profile profile(Row("a", "", ""));

  profile.Merge({other});

  EXPECT_EQ(profile.shown().phone_e164(), "+33612345678");
  EXPECT_EQ(profile.shown().phone_state(), v1::PHONE_STATE_VALID);
  EXPECT_EQ(profile.row().phone_key(), "33612345678");
  profile.Unmerge("b");
  EXPECT_EQ(profile.shown().phone_number(), "");
  EXPECT_EQ(profile.shown().phone_state(), v1::PHONE_STATE_UNSPECIFIED);
  EXPECT_EQ(profile.row().phone_national(), "");
}

TEST(MergeRules, AnothersNumberIsNotReadByTheCountryOfTheSurvivor) {
  StoredCustomer other = Row("b", "", "");
  other.mutable_customer()->set_phone_number("0612345678");
  other.mutable_customer()->set_phone_e164("+33612345678");
  other.set_phone_key("33612345678");
  Profile profile(Row("a", "", ""));
  profile.Merge({other});

  profile.ReadPhoneAnew("+41612345678");

  EXPECT_EQ(profile.shown().phone_e164(), "+33612345678");
  EXPECT_EQ(profile.row().phone_key(), "33612345678");
  profile.Unmerge("b");
  EXPECT_EQ(profile.shown().phone_number(), "");
}

TEST(MergeRules, IsFoundByWhatEachHad) {
  Profile profile(Row("a", "a@x.fr", ""));

  profile.Merge({Row("b", "b@x.fr", "")}, {{"email_address", "b"}});

  std::vector<std::string> emails;
  for (const Identity& identity : IdentitiesOf(profile.row())) {
    emails.push_back(identity.customer.email_address());
  }
  EXPECT_THAT(emails, ElementsAre("b@x.fr", "a@x.fr", "b@x.fr"));
  profile.Unmerge("b");
  EXPECT_EQ(IdentitiesOf(profile.row()).size(), 1u);
  EXPECT_THAT(profile.row().merged(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
