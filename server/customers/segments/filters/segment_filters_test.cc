#include "server/customers/segments/filters/segment_filters.h"

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/segments/named_segments.h"
#include "server/customers/segments/testing/segments_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SegmentFiltersTest : public SegmentsFixture {
 protected:
  static v1::Filter In(const Ids& any_of, const Ids& all_of,
                       const Ids& none_of = {}) {
    v1::Filter filter;
    v1::SegmentFilter& segments = *filter.mutable_segments();
    segments.mutable_any_of_segment_ids()->Assign(any_of.begin(), any_of.end());
    segments.mutable_all_of_segment_ids()->Assign(all_of.begin(), all_of.end());
    segments.mutable_none_of_segment_ids()->Assign(none_of.begin(),
                                                   none_of.end());
    return filter;
  }
  absl::StatusOr<v1::ListCustomersResponse> Page(const v1::Filter& filter) {
    v1::ListCustomersRequest request;
    *request.mutable_filter() = filter;
    request.set_order(v1::CUSTOMER_ORDER_NAME);
    return customers_.List(request);
  }
  std::vector<std::string> Left(const v1::Filter& filter) {
    std::vector<std::string> names;
    const auto page = Page(filter);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return names;
    for (const v1::Customer& customer : page->customers()) {
      names.push_back(customer.given_name());
    }
    return names;
  }
};

TEST_F(SegmentFiltersTest, KnowWhoIsInWhichSegment) {
  for (const char* name : {"Anna", "Bob", "Carl"}) NewCustomer(name);
  const std::string ab =
      NewSegment("ab", AnyOf({NameIs("anna"), NameIs("bob")}));
  const std::string bc =
      NewSegment("bc", AnyOf({NameIs("bob"), NameIs("carl")}));
  EXPECT_THAT(Left(In({ab, bc}, {})), ElementsAre("Anna", "Bob", "Carl"));
  EXPECT_THAT(Left(In({ab}, {})), ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(In({}, {ab, bc})), ElementsAre("Bob"));
  EXPECT_THAT(Left(In({}, {}, {ab})), ElementsAre("Carl"));
  EXPECT_THAT(Left(In({}, {}, {ab, bc})), IsEmpty());
  EXPECT_THAT(Left(In({ab}, {}, {bc})), ElementsAre("Anna"));

  // Inside another one, which follows when the inner one is changed.
  const std::string outer = NewSegment("outer", In({}, {ab}, {bc}));
  EXPECT_THAT(Left(In({outer}, {})), ElementsAre("Anna"));
  ASSERT_TRUE(ChangeFilter(bc, NameIs("anna")).ok());
  EXPECT_THAT(Left(In({outer}, {})), ElementsAre("Bob"));
  EXPECT_THAT(MembersOf(outer), ElementsAre("Bob"));
}

TEST_F(SegmentFiltersTest, FollowTime) {
  NewCustomer("Anna");
  const std::string fresh = NewSegment("fresh", NewerThan(1));
  EXPECT_THAT(Left(In({fresh}, {})), ElementsAre("Anna"));
  store().clock().Advance(absl::Hours(25));
  EXPECT_THAT(Left(In({fresh}, {})), IsEmpty());
  EXPECT_THAT(Left(In({}, {}, {fresh})), ElementsAre("Anna"));
}

TEST_F(SegmentFiltersTest, RefuseSegmentsThatAreNone) {
  const std::string gone = NewSegment("gone", NameIs("a"));
  ASSERT_TRUE(DeleteSegment(gone).ok());
  for (const v1::Filter& filter :
       {In({gone}, {}), In({}, {gone}), In({}, {}, {gone})}) {
    const absl::Status refusal = Page(filter).status();
    EXPECT_EQ(ReasonOf(refusal), "UNKNOWN_SEGMENT");
    EXPECT_EQ(MetadataOf(refusal, "field"), "filter.segments");
    EXPECT_EQ(MetadataOf(refusal, "id"), gone);
  }
  EXPECT_EQ(ReasonOf(Page(In({}, {})).status()), "INVALID_FIELDS");
}

TEST_F(SegmentFiltersTest, RefuseCircles) {
  const std::string first = NewSegment("first", NameIs("a"));
  const std::string second = NewSegment("second", InSegments({first}));
  const std::string third = NewSegment("third", InSegments({second}));
  for (const std::string& id : {first, second, third}) {
    EXPECT_EQ(ReasonOf(ChangeFilter(first, InSegments({id})).status()),
              "SEGMENT_CIRCLE");
  }
  EXPECT_TRUE(ChangeFilter(third, InSegments({first, second})).ok());
}

TEST_F(SegmentFiltersTest, NameSoManyAndNoMore) {
  NewCustomer("Anna");
  Ids ids;
  for (int i = 0; i < kSegmentsNamedMax; ++i) {
    ids.push_back(NewSegment(fmt::format("s{}", i), NameIs("anna")));
  }
  EXPECT_THAT(Left(In({}, ids)), ElementsAre("Anna"));
  EXPECT_EQ(ReasonOf(Page(AnyOf({In({}, ids), In({ids[0]}, {})})).status()),
            "TOO_MANY_SEGMENTS_NAMED");
  const std::string all = NewSegment("all", In({}, ids));
  EXPECT_THAT(MembersOf(all), ElementsAre("Anna"));
  EXPECT_EQ(ReasonOf(Page(InSegments({all})).status()),
            "TOO_MANY_SEGMENTS_NAMED");
  EXPECT_EQ(ReasonOf(CreateSegment("more", InSegments({all})).status()),
            "TOO_MANY_SEGMENTS_NAMED");
}

}  // namespace
}  // namespace comptoir::customers
