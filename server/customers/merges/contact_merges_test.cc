// Profiles with several phone numbers and email addresses, merged and taken
// apart again.
#include <random>
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/merges/merge_checks.h"
#include "server/customers/merges/merges_fixture.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::customers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Customer;

// A customer of whom every value has the number `n` in it, and who has so many
// others of each kind.
Customer Nth(int n, int others) {
  Customer customer;
  customer.set_given_name(fmt::format("Name {}", n));
  customer.set_phone_number(fmt::format("06 00 00 {:02} 00", n));
  customer.set_phone_label(fmt::format("mobile {}", n));
  customer.set_email_address(fmt::format("c{}@example.com", n));
  customer.set_email_label(fmt::format("mail {}", n));
  for (int i = 1; i <= others; ++i) {
    auto& phone = *customer.add_other_phone_numbers();
    phone.set_number(fmt::format("06 00 00 {:02} {:02}", n, i));
    phone.set_label(fmt::format("work {}", n));
    customer.add_other_email_addresses()->set_email_address(
        fmt::format("c{}-{}@example.com", n, i));
  }
  return customer;
}

class ContactMergesTest : public MergesFixture {
 protected:
  std::string CreateNth(int n, int others) {
    const auto created = customers_.Create(Nth(n, others));
    EXPECT_TRUE(created.ok()) << created.status();
    return created->id();
  }

  // Whoever is found by the value, and by which contact.
  std::vector<std::string> FoundBy(const std::string& text) {
    const auto found = customers_.Suggest(text);
    std::vector<std::string> by;
    for (const v1::CustomerSuggestion& suggestion : found->suggestions()) {
      by.push_back(fmt::format("{} by '{}' {}", suggestion.customer_id(),
                               suggestion.matched_contact(),
                               suggestion.matched_label()));
    }
    return by;
  }

  static std::vector<std::string> PhonesOf(const Customer& customer) {
    std::vector<std::string> phones;
    for (const auto& other : customer.other_phone_numbers()) {
      phones.push_back(other.number() + " " + other.label());
    }
    return phones;
  }

  // The fields in which a merge would drop something.
  std::vector<std::string> Dropped(const std::string& survivor,
                                   const std::string& other) {
    v1::PreviewMergeRequest request;
    request.set_survivor_customer_id(survivor);
    request.add_customer_ids(other);
    const auto preview = customers_.Preview(request);
    std::vector<std::string> dropped;
    for (const v1::MergedField& field : preview->fields()) {
      if (field.dropped_customer_ids_size() > 0) {
        dropped.push_back(field.path());
      }
    }
    return dropped;
  }

  std::vector<std::string> Problems() {
    const auto report =
        store::VerifyStore(*customers_.store().Read(),
                           {.tables = customers_.tables().All(),
                            .add_checks = [this](store::Checks& checks) {
                              AddMergeChecks(customers_.directory(), checks);
                            }});
    std::vector<std::string> problems;
    for (const auto& problem : report->problems()) {
      problems.push_back(problem.text);
    }
    return problems;
  }

  // Her profile without what every change changes.
  std::string Shown(const std::string& id) {
    Customer customer = Get(id);
    customer.clear_etag();
    customer.clear_update_time();
    return customer.DebugString();
  }
};

TEST_F(ContactMergesTest, JoinListsAndFindTheProfileByAll) {
  const std::string survivor = CreateNth(1, 2);
  const std::string other = CreateNth(2, 2);

  const auto merged = customers_.Merge(survivor, {other});

  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->phone_number(), "06 00 00 01 00");
  EXPECT_EQ(merged->phone_label(), "mobile 1");
  EXPECT_THAT(PhonesOf(*merged),
              ElementsAre("06 00 00 01 01 work 1", "06 00 00 01 02 work 1",
                          "06 00 00 02 00 mobile 2", "06 00 00 02 01 work 2",
                          "06 00 00 02 02 work 2"));
  EXPECT_EQ(merged->other_phone_numbers(2).e164(), "+33600000200");
  ASSERT_EQ(merged->other_email_addresses_size(), 5);
  EXPECT_EQ(merged->other_email_addresses(2).email_address(), "c2@example.com");
  EXPECT_EQ(merged->other_email_addresses(2).label(), "mail 2");
  EXPECT_THAT(FoundBy("06 00 00 02 00"),
              ElementsAre(survivor + " by '06 00 00 02 00' mobile 2"));
  EXPECT_THAT(FoundBy("06 00 00 02 02"),
              ElementsAre(survivor + " by '06 00 00 02 02' work 2"));
  EXPECT_THAT(FoundBy("c2-1@example.com"),
              ElementsAre(survivor + " by 'c2-1@example.com' "));
  EXPECT_THAT(FoundBy("06 00 00 01 00"), ElementsAre(survivor + " by '' "));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(ContactMergesTest, FillGapsWithPrimariesListsAndLabels) {
  Customer bare;
  bare.set_given_name("Anna");
  const std::string survivor = customers_.Create(bare)->id();
  const std::string other = CreateNth(2, 2);

  const auto merged = customers_.Merge(survivor, {other});

  EXPECT_EQ(merged->phone_label(), "mobile 2");
  EXPECT_EQ(merged->email_label(), "mail 2");
  ASSERT_EQ(merged->other_phone_numbers_size(), 2);
  EXPECT_EQ(merged->other_phone_numbers(0).e164(), "+33600000201");
  EXPECT_THAT(FoundBy("06 00 00 02 02"),
              ElementsAre(survivor + " by '06 00 00 02 02' work 2"));
  EXPECT_THAT(Problems(), IsEmpty());
}

// A label is one of what it stands at: no number has another one's.
TEST_F(ContactMergesTest, GiveNoNumberAnothersLabel) {
  Customer customer = Nth(1, 0);
  customer.clear_phone_label();
  const std::string survivor = customers_.Create(customer)->id();
  const std::string other = CreateNth(2, 0);

  EXPECT_EQ(customers_.Merge(survivor, {other})->phone_label(), "");

  ASSERT_TRUE(customers_.Unmerge(other).ok());
  v1::MergeCustomersRequest request = RequestFor(survivor, {other});
  Choose("phone_number", other, &request);
  EXPECT_EQ(customers_.Merge(request)->phone_label(), "mobile 2");
  ASSERT_TRUE(customers_.Unmerge(other).ok());
  EXPECT_EQ(Get(survivor).phone_label(), "");
  v1::MergeCustomersRequest of_label = RequestFor(survivor, {other});
  Choose("phone_label", other, &of_label);
  EXPECT_EQ(ReasonOf(customers_.Merge(of_label).status()), "INVALID_FIELDS");
}

TEST_F(ContactMergesTest, SayInAPreviewWhatHasNoRoom) {
  const std::string survivor = CreateNth(1, 8);
  const std::string other = CreateNth(2, 1);
  EXPECT_THAT(Dropped(survivor, other), ElementsAre("given_name"));

  const std::string another = CreateNth(3, 2);
  EXPECT_THAT(Dropped(survivor, another),
              ElementsAre("given_name", "other_phone_numbers",
                          "other_email_addresses"));

  const std::string full = CreateNth(4, 10);
  EXPECT_THAT(Dropped(full, other),
              ElementsAre("given_name", "email_address", "phone_number",
                          "other_phone_numbers", "other_email_addresses"));
  const auto merged = customers_.Merge(full, {other});
  EXPECT_EQ(merged->other_phone_numbers_size(), 10);
  EXPECT_THAT(FoundBy("06 00 00 02 00"),
              ElementsAre(full + " by '06 00 00 02 00' mobile 2"));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(ContactMergesTest, ChooseListsWhole) {
  const std::string survivor = CreateNth(1, 1);
  const std::string other = CreateNth(2, 1);
  v1::MergeCustomersRequest request = RequestFor(survivor, {other});
  Choose("other_phone_numbers", other, &request);
  Choose("other_email_addresses", survivor, &request);

  const auto merged = customers_.Merge(request);

  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_THAT(PhonesOf(*merged), ElementsAre("06 00 00 02 01 work 2"));
  EXPECT_EQ(merged->other_email_addresses_size(), 1);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(ContactMergesTest, LeaveAListThatWasChangedSince) {
  const std::string survivor = CreateNth(1, 1);
  const std::string other = CreateNth(2, 1);
  Customer change = *customers_.Merge(survivor, {other});
  change.mutable_other_phone_numbers()->DeleteSubrange(0, 1);
  change.clear_etag();

  const auto changed = customers_.Update(change, {"other_phone_numbers"});

  ASSERT_TRUE(changed.ok()) << changed.status();
  const auto kept =
      ElementsAre("06 00 00 02 00 mobile 2", "06 00 00 02 01 work 2");
  EXPECT_THAT(PhonesOf(*changed), kept);
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_TRUE(customers_.Unmerge(other).ok());
  EXPECT_THAT(PhonesOf(Get(survivor)), kept);
  EXPECT_EQ(Get(survivor).other_email_addresses_size(), 1);
  EXPECT_THAT(Problems(), IsEmpty());
}

// What the update replaces is no more, and an unmerge takes back the rest.
TEST_F(ContactMergesTest, StandBesideANumberThatIsChanged) {
  const std::string survivor = CreateNth(1, 1);
  const std::string other = CreateNth(2, 1);
  ASSERT_TRUE(customers_.Merge(survivor, {other}).ok());
  Customer change;
  change.set_id(survivor);
  change.set_phone_number("06 00 00 09 09");

  const auto changed = customers_.Update(change);

  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_THAT(PhonesOf(*changed),
              ElementsAre("06 00 00 01 01 work 1", "06 00 00 02 00 mobile 2",
                          "06 00 00 02 01 work 2"));
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_TRUE(customers_.Unmerge(other).ok());
  EXPECT_THAT(PhonesOf(Get(survivor)), ElementsAre("06 00 00 01 01 work 1"));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(ContactMergesTest, NameJoinedListsInTheEvents) {
  const std::string survivor = CreateNth(1, 0);
  const std::string other = CreateNth(2, 0);
  ASSERT_TRUE(customers_.Merge(survivor, {other}).ok());
  EXPECT_THAT(EventIn<v1::CustomerMerged>(customers_.Log().back())
                  .changed_fields()
                  .paths(),
              ElementsAre("other_phone_numbers", "other_email_addresses"));

  ASSERT_TRUE(customers_.Unmerge(other).ok());
  EXPECT_THAT(EventIn<v1::CustomerUnmerged>(customers_.Log().back())
                  .changed_fields()
                  .paths(),
              ElementsAre("other_phone_numbers", "other_email_addresses"));
}

TEST_F(ContactMergesTest, LeaveAnothersNumbersAsTheyWereRead) {
  Customer bare;
  bare.set_given_name("Anna");
  const std::string survivor = customers_.Create(bare)->id();
  const std::string other = CreateNth(2, 1);
  ASSERT_TRUE(customers_.Merge(survivor, {other}).ok());
  Customer moves;
  moves.set_id(survivor);
  moves.mutable_address()->set_country("MA");

  const Customer moved = *customers_.Update(moves);

  EXPECT_EQ(moved.other_phone_numbers(0).e164(), "+33600000201");
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_TRUE(customers_.Unmerge(other).ok());
  EXPECT_EQ(Get(survivor).other_phone_numbers_size(), 0);
  EXPECT_THAT(Problems(), IsEmpty());
}

// Merges and their undoing in any order, with changes between.
TEST_F(ContactMergesTest, GiveEverybodyTheirOwnBack) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % n); };
  constexpr int kPeople = 6;
  std::vector<std::string> ids;
  std::vector<std::string> own;
  for (int n = 0; n < kPeople; ++n) {
    ids.push_back(CreateNth(n, below(4)));
    own.push_back(Shown(ids.back()));
  }
  for (int step = 0; step < 200; ++step) {
    const std::string& a = ids[static_cast<size_t>(below(kPeople))];
    const std::string& b = ids[static_cast<size_t>(below(kPeople))];
    if (below(2) == 0) {
      if (a != b) customers_.Merge(a, {b}).IgnoreError();
    } else {
      customers_.Unmerge(a).status().IgnoreError();
    }
    if (step % 20 == 0) {
      ASSERT_THAT(Problems(), IsEmpty());
    }
  }
  for (const std::string& id : ids) {
    while (customers_.Unmerge(id).ok()) continue;
  }
  for (size_t n = 0; n < ids.size(); ++n) {
    EXPECT_EQ(Shown(ids[n]), own[n]);
    EXPECT_THAT(FoundBy(fmt::format("06 00 00 {:02} 00", n)),
                ElementsAre(ids[n] + " by '' "));
  }
  EXPECT_THAT(Problems(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
