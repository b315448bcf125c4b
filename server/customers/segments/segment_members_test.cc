// Who is in a segment, whatever happens.
#include <string>

#include "comptoir/customers/v1/customer_summary.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/segments/testing/segments_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SegmentMembersTest : public SegmentsFixture {
 protected:
  int64_t SizeOf(const std::string& segment_id) {
    const auto segment = GetSegment(segment_id);
    EXPECT_TRUE(segment.ok()) << segment.status();
    EXPECT_TRUE(segment->has_customer_count());
    return segment->customer_count();
  }
  std::vector<std::string> SummaryOf(const Ids& identities) {
    v1::CustomerSummary summary;
    EXPECT_TRUE(
        segments_.Fold(NewCall(), *store().Read(), identities, &summary).ok());
    std::vector<std::string> names;
    for (const v1::CustomerSegment& segment : summary.segments()) {
      EXPECT_EQ(GetSegment(segment.segment_id())->display_name(),
                segment.display_name());
      names.push_back(segment.display_name());
    }
    return names;
  }
};

TEST_F(SegmentMembersTest, FollowEveryChangeAtOnce) {
  const std::string annas = NewSegment("Annas", NameIs("anna"));
  EXPECT_THAT(MembersOf(annas), IsEmpty());
  const std::string anna = NewCustomer("Anna");
  const std::string bob = NewCustomer("Bob");
  EXPECT_THAT(MembersOf(annas), ElementsAre("Anna"));
  Rename(bob, "anna");
  EXPECT_THAT(MembersOf(annas), SizeIs(2));
  EXPECT_EQ(SizeOf(annas), 2);
  Rename(anna, "Ann");
  EXPECT_THAT(MembersOf(annas), ElementsAre("anna"));
  ASSERT_TRUE(customers_.Delete(bob).ok());
  EXPECT_THAT(MembersOf(annas), IsEmpty());
  EXPECT_EQ(SizeOf(annas), 0);
}

TEST_F(SegmentMembersTest, LeaveWithTimeAlone) {
  const std::string fresh = NewSegment("New ones", NewerThan(30));
  NewCustomer("Anna");
  store().clock().Advance(absl::Hours(24 * 29));
  EXPECT_THAT(MembersOf(fresh), ElementsAre("Anna"));
  store().clock().Advance(absl::Hours(25));
  EXPECT_THAT(MembersOf(fresh), IsEmpty());
  EXPECT_EQ(SizeOf(fresh), 0);
}

TEST_F(SegmentMembersTest, AreProfiles) {
  const std::string group = New("Tea");
  const std::string drinkers = NewSegment("Drinkers", InGroup(group));
  const std::string anna = NewCustomer("Anna");
  const std::string ann = NewCustomer("Ann");
  Add(group, {ann});
  EXPECT_THAT(MembersOf(drinkers), ElementsAre("Ann"));
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  EXPECT_THAT(MembersOf(drinkers), ElementsAre("Anna"));
  EXPECT_EQ(SizeOf(drinkers), 1);
  EXPECT_THAT(SummaryOf({anna, ann}), ElementsAre("Drinkers"));
  ASSERT_TRUE(customers_.Unmerge(ann).ok());
  EXPECT_THAT(MembersOf(drinkers), ElementsAre("Ann"));
  EXPECT_THAT(SummaryOf({anna}), IsEmpty());
}

TEST_F(SegmentMembersTest, AreListedByNameInPages) {
  const std::string all = NewSegment("All", NewerThan(1));
  for (const char* name : {"Carl", "Anna", "Bob"}) NewCustomer(name);
  EXPECT_THAT(MembersOf(all, 1), ElementsAre("Anna", "Bob", "Carl"));
  EXPECT_THAT(MembersOf(all, 2), ElementsAre("Anna", "Bob", "Carl"));
  EXPECT_THAT(MembersOf(all), ElementsAre("Anna", "Bob", "Carl"));

  v1::ListSegmentMembersRequest request;
  request.set_segment_id(all);
  request.set_page_size(1);
  const auto page = Ask(&SegmentService::ListSegmentMembers, request);
  request.set_page_token(page->next_page_token());
  request.set_segment_id(NewSegment("Others", NewerThan(2)));
  EXPECT_EQ(
      ReasonOf(Ask(&SegmentService::ListSegmentMembers, request).status()),
      "PAGE_TOKEN_MISMATCH");
  request.set_segment_id("seg_00000000000000000000000000");
  EXPECT_TRUE(absl::IsNotFound(
      Ask(&SegmentService::ListSegmentMembers, request).status()));
}

TEST_F(SegmentMembersTest, AreShownInTheirSummary) {
  NewSegment("Annas", NameIs("anna"));
  NewSegment("Bobs", NameIs("bob"));
  NewSegment("New ones", NewerThan(30));
  const std::string anna = NewCustomer("Anna");
  EXPECT_THAT(SummaryOf({anna}), ElementsAre("Annas", "New ones"));
  store().clock().Advance(absl::Hours(24 * 31));
  EXPECT_THAT(SummaryOf({anna}), ElementsAre("Annas"));
}

}  // namespace
}  // namespace comptoir::customers
