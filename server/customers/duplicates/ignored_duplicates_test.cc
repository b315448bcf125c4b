// What somebody said to be two stays two, until one of them changes.
#include "server/customers/duplicates/ignored_duplicates.h"

#include <string>

#include "comptoir/customers/v1/duplicate_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/duplicates/testing/duplicates_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class IgnoredDuplicatesTest : public DuplicatesFixture {
 protected:
  IgnoredDuplicatesTest() {
    const auto ignored = Ignore({bea_, anna_});
    EXPECT_TRUE(ignored.ok()) << ignored.status();
  }

  bool IsIgnored() {
    EXPECT_THAT(Problems(), IsEmpty());
    return Ignored() == std::vector<IdPair>{{anna_, bea_}};
  }
  void Update(const std::string& id, const Who& who, const std::string& path) {
    v1::Customer customer = CustomerOf(who);
    customer.set_id(id);
    const auto updated = customers_.Update(customer, {path});
    ASSERT_TRUE(updated.ok()) << updated.status();
  }

  // Whether there is somebody is known before the handler.
  static std::string Another(size_t i) {
    return FormatId("cus", fmt::format("{:016}", i));
  }

  const Who who_ = {.given = "Anna", .family = "Roux", .email = "a@x.fr"};
  const std::string anna_ = Create(who_);
  const std::string bea_ = Create(who_);
};

TEST_F(IgnoredDuplicatesTest, AreNotSuggested) {
  EXPECT_TRUE(IsIgnored());
  EXPECT_THAT(Suggestions(), IsEmpty());

  ASSERT_TRUE(Unignore({anna_, bea_}).ok());

  EXPECT_THAT(Ignored(), IsEmpty());
  EXPECT_THAT(Suggestions(), ElementsAre(Ids{anna_, bea_}));
}

TEST_F(IgnoredDuplicatesTest, SayWhoAndWhen) {
  const auto ignored = Ignore({anna_, bea_});

  ASSERT_TRUE(ignored.ok()) << ignored.status();
  ASSERT_THAT(ignored->ignored_duplicates(), SizeIs(1));
  const v1::IgnoredDuplicate& pair = ignored->ignored_duplicates(0);
  EXPECT_EQ(pair.customer_id(), anna_);
  EXPECT_EQ(pair.other_customer_id(), bea_);
  EXPECT_EQ(pair.actor_id(), "test");
  EXPECT_TRUE(pair.has_create_time());
  const auto event = EventIn<v1::DuplicateIgnored>(customers_.Log().back());
  EXPECT_THAT(event.customer_ids(), ElementsAre(anna_, bea_));
}

TEST_F(IgnoredDuplicatesTest, AreTakenBackWithAnEventWhenThereAreSome) {
  ASSERT_TRUE(Unignore({anna_, bea_}).ok());
  const size_t revisions = customers_.Log().size();
  const auto event = EventIn<v1::DuplicateUnignored>(customers_.Log().back());
  EXPECT_THAT(event.customer_ids(), ElementsAre(anna_, bea_));

  ASSERT_TRUE(Unignore({anna_, bea_}).ok());

  EXPECT_EQ(customers_.Log().size(), revisions);
}

TEST_F(IgnoredDuplicatesTest, LeaveEveryTwoOfMany) {
  const std::string cleo = Create(who_);
  EXPECT_THAT(Suggestions(), ElementsAre(Ids{anna_, cleo}, Ids{bea_, cleo}));

  ASSERT_TRUE(Ignore({cleo, anna_, bea_}).ok());

  EXPECT_THAT(Suggestions(), IsEmpty());
  for (int page_size = 1; page_size < 4; ++page_size) {
    EXPECT_THAT(Ignored(page_size),
                ElementsAre(IdPair{anna_, bea_}, IdPair{anna_, cleo},
                            IdPair{bea_, cleo}));
  }
}

TEST_F(IgnoredDuplicatesTest, OutliveWhatSaysNothingOfThem) {
  v1::Customer customer;
  customer.set_id(anna_);
  customer.set_note("likes tea");
  ASSERT_TRUE(customers_.Update(customer, {"note"}).ok());
  // The same, written otherwise.
  Update(bea_, {.email = "A@X.fr"}, "email_address");

  EXPECT_TRUE(IsIgnored());
}

TEST_F(IgnoredDuplicatesTest, EndWithAnotherName) {
  Update(anna_, {.given = "Anne"}, "given_name");
  EXPECT_FALSE(IsIgnored());
}

TEST_F(IgnoredDuplicatesTest, EndWithAnotherPhone) {
  Update(bea_, {.phone = "06 12 34 56 78"}, "phone_number");
  EXPECT_FALSE(IsIgnored());
}

TEST_F(IgnoredDuplicatesTest, EndWithAnotherBirthday) {
  Update(bea_, {.birthday = "1990-04-03"}, "birthday");
  EXPECT_FALSE(IsIgnored());
  EXPECT_THAT(Suggestions(), ElementsAre(Ids{anna_, bea_}));
}

TEST_F(IgnoredDuplicatesTest, EndWithAMerge) {
  const std::string cleo = Create({.given = "Cleo", .phone = "0612345678"});
  ASSERT_TRUE(customers_.Merge(cleo, {bea_}).ok());

  EXPECT_FALSE(IsIgnored());
  ASSERT_TRUE(customers_.Unmerge(bea_).ok());
  EXPECT_FALSE(IsIgnored());
}

// What is taken from a profile by that is no change of it.
TEST_F(IgnoredDuplicatesTest, AreWhoIsTakenApart) {
  const std::string cleo =
      Create({.given = "Cleo", .email = "a@x.fr", .phone = "06 12 34 56 78"});
  ASSERT_TRUE(customers_.Merge(anna_, {cleo}).ok());
  ASSERT_TRUE(Ignore({anna_, bea_}).ok());

  ASSERT_TRUE(customers_.Unmerge(cleo).ok());

  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_THAT(Ignored(), ElementsAre(IdPair{anna_, bea_}, IdPair{anna_, cleo},
                                     IdPair{bea_, cleo}));
  Update(cleo, {.given = "Clea"}, "given_name");
  EXPECT_TRUE(IsIgnored());
}

TEST_F(IgnoredDuplicatesTest, AreWhoIsTakenOutOfAMergeWithinAnother) {
  const std::string cleo = Create(who_);
  ASSERT_TRUE(customers_.Merge(bea_, {cleo}).ok());
  ASSERT_TRUE(customers_.Merge(anna_, {bea_}).ok());

  ASSERT_TRUE(customers_.Unmerge(cleo).ok());
  EXPECT_THAT(Ignored(), ElementsAre(IdPair{anna_, cleo}));
  ASSERT_TRUE(customers_.Unmerge(bea_).ok());

  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_THAT(Suggestions(), IsEmpty());
}

TEST_F(IgnoredDuplicatesTest, EndWithTheCustomer) {
  ASSERT_TRUE(customers_.Delete(anna_).ok());

  EXPECT_FALSE(IsIgnored());
  EXPECT_THAT(Ignored(), IsEmpty());
}

TEST_F(IgnoredDuplicatesTest, RefuseOneProfileTwice) {
  EXPECT_EQ(ReasonOf(Ignore({anna_, anna_}).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Unignore({anna_, bea_, anna_})), "INVALID_FIELDS");
}

TEST_F(IgnoredDuplicatesTest, AreTakenApartAlsoWithoutRoom) {
  const std::string cleo = Create(who_);
  ASSERT_TRUE(customers_.Merge(bea_, {cleo}).ok());
  for (size_t i = 1; i < kIgnoredMax; ++i) {
    ASSERT_TRUE(Ignore({bea_, Another(i)}).ok());
  }
  // Anna is one of them, too.
  ASSERT_EQ(ReasonOf(Ignore({bea_, Another(kIgnoredMax)}).status()),
            "TOO_MANY_IGNORED");

  ASSERT_TRUE(customers_.Unmerge(cleo).ok());

  EXPECT_THAT(Suggestions(), Contains(Ids{bea_, cleo}));
}

TEST_F(IgnoredDuplicatesTest, AreSoManyOfOneCustomer) {
  // One there is.
  for (size_t i = 1; i < kIgnoredMax; ++i) {
    ASSERT_TRUE(Ignore({anna_, Another(i)}).ok());
  }
  const std::string last = Another(kIgnoredMax);

  const absl::Status refused = Ignore({last, anna_}).status();

  EXPECT_EQ(ReasonOf(refused), "TOO_MANY_IGNORED");
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_EQ(MetadataOf(refused, "customer_id"), anna_);
  EXPECT_TRUE(Ignore({anna_, bea_}).ok());
  EXPECT_THAT(Ignored(200), SizeIs(kIgnoredMax));
}

}  // namespace
}  // namespace comptoir::customers
