#include "server/customers/segments/verify_segments.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/segments/testing/segments_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class VerifySegmentsTest : public SegmentsFixture {
 protected:
  // Writes past the rules.
  void Put(const storage::v1::StoredSegment& stored) {
    ASSERT_TRUE(store()
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             return segments_.tables().segments.Put(txn,
                                                                    stored);
                           })
                    .ok());
  }
  storage::v1::StoredSegment Stored(const std::string& id) {
    return *segments_.tables().segments.Get(*store().Read(), merchant_, id);
  }

  const std::string group_ = New("Tea");
  const std::string named_ = NewSegment("Annas", NameIs("anna"));
  const std::string drinkers_ = NewSegment("Drinkers", InGroup(group_));
};

TEST_F(VerifySegmentsTest, FindsNothingWrong) {
  NewSegment("Both", InSegments({named_, drinkers_}));
  EXPECT_THAT(SegmentProblems(), IsEmpty());
}

TEST_F(VerifySegmentsTest, FindsWhatAFilterNamesInVain) {
  auto stored = Stored(drinkers_);
  *stored.mutable_segment()->mutable_filter() =
      InGroup("grp_00000000000000000000000000");
  Put(stored);
  EXPECT_THAT(
      SegmentProblems(),
      ElementsAre(AllOf(HasSubstr(drinkers_), HasSubstr("which is no group"))));
}

TEST_F(VerifySegmentsTest, FindsTwoOfOneName) {
  auto stored = Stored(drinkers_);
  stored.mutable_segment()->set_display_name("ANNAS");
  Put(stored);
  EXPECT_THAT(SegmentProblems(),
              ElementsAre(HasSubstr("has the name of another one")));
}

TEST_F(VerifySegmentsTest, FindsCircles) {
  auto stored = Stored(named_);
  *stored.mutable_segment()->mutable_filter() = InSegments({named_});
  Put(stored);
  EXPECT_THAT(SegmentProblems(),
              UnorderedElementsAre(HasSubstr("more than 32 segments"),
                                   HasSubstr("comes back to itself")));
}

}  // namespace
}  // namespace comptoir::customers
