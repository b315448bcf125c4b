#include "server/customers/segments/told/segment_keeper.h"

#include <map>
#include <string>
#include <vector>

#include "comptoir/customers/v1/segment_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/segments/testing/segments_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using Texts = std::vector<std::string>;

class SegmentKeeperTest : public SegmentsFixture {
 protected:
  // What is told, since it was last asked for: "+ Anna" of who has come, "-
  // Anna" of who has left, "all +2 -1" of a new filter. By the names of
  // customers.
  Texts Told(Segments& segments) {
    EXPECT_TRUE(segments.keeper().RunPending().ok());
    Texts told;
    const auto log = customers_.Log();
    for (; seen_ < log.size(); ++seen_) {
      for (const auto& event : log[seen_].events()) AddTold(event, &told);
    }
    return told;
  }
  Texts Told() { return Told(segments_); }

  std::string Somebody(const std::string& name) {
    const std::string id = NewCustomer(name);
    names_[id] = name;
    return id;
  }
  int RowsOf(const std::string& segment_id) {
    int count = 0;
    const auto rows = store().Read()->Scan(
        store::Key(store::Space::kSegmentMembers, merchant_)
            .Id(segment_id)
            .Prefix());
    for (; rows->Valid(); rows->Next()) ++count;
    return count;
  }

 private:
  void AddTold(const storage::v1::LoggedEvent& event, Texts* told) {
    v1::CustomerEnteredSegment entered;
    v1::CustomerLeftSegment left;
    v1::SegmentRecomputed recomputed;
    if (event.data().UnpackTo(&entered)) {
      EXPECT_THAT(event.feed(),
                  ElementsAre(entered.segment_id(), entered.customer_id()));
      told->push_back("+ " + names_[entered.customer_id()]);
    } else if (event.data().UnpackTo(&left)) {
      EXPECT_THAT(event.subjects(),
                  ElementsAre(left.segment_id(), left.customer_id()));
      told->push_back("- " + names_[left.customer_id()]);
    } else if (event.data().UnpackTo(&recomputed)) {
      told->push_back(fmt::format("all +{} -{}", recomputed.entered_count(),
                                  recomputed.left_count()));
    }
  }

  std::map<std::string, std::string> names_;
  size_t seen_ = 0;
};

TEST_F(SegmentKeeperTest, TellsEachComingAndGoingOnce) {
  const std::string anna = Somebody("Anna");
  NewSegment("Annas", NameIs("anna"));
  EXPECT_THAT(Told(), ElementsAre("all +1 -0"));
  const std::string bob = Somebody("Bob");
  EXPECT_THAT(Told(), IsEmpty());
  Rename(bob, "anna");
  EXPECT_THAT(Told(), ElementsAre("+ Bob"));
  Rename(anna, "Ann");
  EXPECT_THAT(Told(), ElementsAre("- Anna"));
  EXPECT_THAT(Told(), IsEmpty());
  // Who comes and goes between two looks is not told of.
  Rename(anna, "Anna");
  Rename(anna, "Ann");
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_THAT(SegmentProblems(), IsEmpty());
}

TEST_F(SegmentKeeperTest, TellsOfTimeAtItsSecond) {
  const std::string fresh = NewSegment("Fresh", NewerThan(30));
  Somebody("Anna");
  const absl::Time created = store().clock().Now();
  EXPECT_THAT(Told(), ElementsAre("all +1 -0"));
  const absl::Time last = absl::FromUnixSeconds(absl::ToUnixSeconds(created)) +
                          absl::Hours(30 * 24);
  // Each call takes a millisecond.
  store().clock().Set(last + absl::Milliseconds(998));
  EXPECT_THAT(MembersOf(fresh), ElementsAre("Anna"));
  store().clock().Set(last + absl::Milliseconds(999));
  EXPECT_THAT(Told(), IsEmpty());
  store().clock().Set(last + absl::Seconds(1));
  EXPECT_THAT(Told(), ElementsAre("- Anna"));
  EXPECT_THAT(MembersOf(fresh), IsEmpty());
}

TEST_F(SegmentKeeperTest, TellsOfBirthdaysAtMidnight) {
  v1::Filter today;
  today.mutable_birthday()->set_next_days(0);
  NewSegment("Today", today);
  v1::Customer customer;
  customer.set_id(Somebody("Anna"));
  customer.set_birthday("03-15");
  ASSERT_TRUE(customers_.Update(customer).ok());
  EXPECT_THAT(Told(), ElementsAre("all +0 -0"));
  const auto at = [](int day) {
    return absl::FromCivil(absl::CivilDay(2026, 3, day), absl::UTCTimeZone());
  };
  store().clock().Set(at(15) - absl::Seconds(1));
  EXPECT_THAT(Told(), IsEmpty());
  store().clock().Set(at(15));
  EXPECT_THAT(Told(), ElementsAre("+ Anna"));
  store().clock().Set(at(16) - absl::Seconds(1));
  EXPECT_THAT(Told(), IsEmpty());
  store().clock().Set(at(16));
  EXPECT_THAT(Told(), ElementsAre("- Anna"));
}

TEST_F(SegmentKeeperTest, TellsOfProfiles) {
  const std::string group = New("Tea");
  NewSegment("Drinkers", InGroup(group));
  const std::string anna = Somebody("Anna");
  const std::string ann = Somebody("Ann");
  Add(group, {ann});
  EXPECT_THAT(Told(), ElementsAre("all +1 -0"));
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  EXPECT_THAT(Told(), UnorderedElementsAre("+ Anna", "- Ann"));
  ASSERT_TRUE(customers_.Unmerge(ann).ok());
  EXPECT_THAT(Told(), UnorderedElementsAre("- Anna", "+ Ann"));
  Add(group, {anna});
  EXPECT_THAT(Told(), ElementsAre("+ Anna"));
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  EXPECT_THAT(Told(), ElementsAre("- Ann"));
  ASSERT_TRUE(customers_.Delete(anna).ok());
  EXPECT_THAT(Told(), ElementsAre("- Anna"));
  ASSERT_TRUE(customers_.Undelete(anna).ok());
  EXPECT_THAT(Told(), ElementsAre("+ Anna"));
}

TEST_F(SegmentKeeperTest, ForgetsNobodyWhoComesBackAtOnce) {
  NewSegment("Annas", NameIs("anna"));
  const std::string anna = Somebody("Anna");
  Told();
  ASSERT_TRUE(customers_.Delete(anna).ok());
  ASSERT_TRUE(customers_.Undelete(anna).ok());
  EXPECT_THAT(Told(), IsEmpty());
  Rename(anna, "Ann");
  EXPECT_THAT(Told(), ElementsAre("- Anna"));
}

TEST_F(SegmentKeeperTest, TellsOfANewFilterAtOnce) {
  for (const char* name : {"Anna", "Bob", "Carl"}) Somebody(name);
  const std::string inner = NewSegment("Inner", NameIs("anna"));
  const std::string outer = NewSegment("Outer", InSegments({inner}));
  EXPECT_THAT(Told(), ElementsAre("all +1 -0", "all +1 -0"));
  ASSERT_TRUE(ChangeFilter(inner, AnyOf({NameIs("bob"), NameIs("carl")})).ok());
  // Customers come into and leave the one that names it.
  EXPECT_THAT(Told(),
              UnorderedElementsAre("all +2 -1", "- Anna", "+ Bob", "+ Carl"));
  v1::Segment renamed = *GetSegment(outer);
  renamed.set_display_name("Renamed");
  ASSERT_TRUE(UpdateSegment(renamed, {"display_name"}).ok());
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(SegmentKeeperTest, TakesManyStepsForMany) {
  constexpr int kMany = 2 * static_cast<int>(kFlipsAtOnceMax) + 10;
  const std::string group = New("All");
  Ids ids;
  for (int i = 0; i < kMany; ++i) ids.push_back(Somebody("Anna"));
  const std::string annas = NewSegment("Annas", NameIs("anna"));
  const std::string members = NewSegment("Members", InGroup(group));
  EXPECT_THAT(Told(), UnorderedElementsAre(fmt::format("all +{} -0", kMany),
                                           "all +0 -0"));
  EXPECT_EQ(RowsOf(annas), kMany);
  Add(group, ids);
  EXPECT_THAT(Told(), SizeIs(kMany));
  EXPECT_EQ(RowsOf(members), kMany);

  ASSERT_TRUE(DeleteSegment(annas).ok());
  EXPECT_THAT(SegmentProblems(), IsEmpty());
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_EQ(RowsOf(annas), 0);
  EXPECT_FALSE(
      *segments_.tables().segments.Find(*store().Read(), merchant_, annas));
}

// What was not looked at before a kill is told after it.
TEST_F(SegmentKeeperTest, GoesOnAfterARestart) {
  const std::string annas = NewSegment("Annas", NameIs("anna"));
  const std::string fresh = NewSegment("Fresh", NewerThan(1));
  const std::string anna = Somebody("Anna");
  const std::string bob = Somebody("Bob");
  const std::string carl = Somebody("Carl");
  Told();
  ASSERT_TRUE(customers_.Delete(anna).ok());
  Rename(bob, "Anna");
  store().clock().Advance(absl::Hours(30));
  const std::string dora = Somebody("Dora");

  CustomerTables tables;
  Filters filters(tables);
  GroupFilters groups(groups_.tables(), filters);
  Segments segments(store().store(), store().clock(), filters);
  ASSERT_TRUE(filters.Load(*store().Read()).ok());
  EXPECT_THAT(Told(segments),
              UnorderedElementsAre("- Anna", "- Anna", "+ Bob", "- Bob",
                                   "- Carl", "+ Dora"));
  EXPECT_THAT(Told(segments), IsEmpty());
  EXPECT_EQ(RowsOf(annas), 1);
  EXPECT_EQ(RowsOf(fresh), 1);
}

}  // namespace
}  // namespace comptoir::customers
