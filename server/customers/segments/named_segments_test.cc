#include "server/customers/segments/named_segments.h"

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredSegment;
using Ids = std::vector<std::string>;

// A segment that names others, by a filter inside others.
StoredSegment Naming(const std::string& id, const Ids& any_of,
                     const Ids& none_of = {}) {
  StoredSegment stored;
  stored.mutable_segment()->set_id(id);
  v1::Filter& filter = *stored.mutable_segment()->mutable_filter();
  v1::SegmentFilter& segments = *filter.mutable_none()
                                     ->add_parts()
                                     ->mutable_all()
                                     ->add_parts()
                                     ->mutable_segments();
  segments.mutable_any_of_segment_ids()->Assign(any_of.begin(), any_of.end());
  segments.mutable_none_of_segment_ids()->Assign(none_of.begin(),
                                                 none_of.end());
  return stored;
}

TEST(NamedSegments, FindsIdsWhereverTheyStand) {
  const StoredSegment stored = Naming("seg_a", {"seg_b"}, {"seg_c"});
  EXPECT_TRUE(Mentions(stored.segment().filter(), "seg_b"));
  EXPECT_TRUE(Mentions(stored.segment().filter(), "seg_c"));
  EXPECT_FALSE(Mentions(stored.segment().filter(), "seg_a"));
}

TEST(NamedSegments, RefusesToDeleteWhatIsNamed) {
  std::vector<StoredSegment> all = {Naming("seg_a", {"x"}),
                                    Naming("seg_b", {"y"}),
                                    Naming("seg_c", {}, {"x"})};
  EXPECT_TRUE(CheckUnused(all, "group", "z").ok());
  const absl::Status refusal = CheckUnused(all, "group", "x");
  EXPECT_EQ(ReasonOf(refusal), "GROUP_IN_USE");
  EXPECT_EQ(MetadataOf(refusal, "segment_ids"), "seg_a,seg_c");
}

TEST(NamedSegments, RefusesCircles) {
  std::vector<StoredSegment> all = {Naming("a", {"b"}), Naming("b", {"c"}),
                                    Naming("c", {})};
  EXPECT_TRUE(CheckNamedSegments(all, "a").ok());
  all[2] = Naming("c", {}, {"a"});
  EXPECT_EQ(ReasonOf(CheckNamedSegments(all, "c")), "SEGMENT_CIRCLE");
  all[2] = Naming("c", {"c"});
  EXPECT_EQ(ReasonOf(CheckNamedSegments(all, "c")), "SEGMENT_CIRCLE");
}

TEST(NamedSegments, CountsWhatTheyNameEachTime) {
  // "half" names 15 others, so that who names it twice names 32.
  Ids others;
  std::vector<StoredSegment> all;
  for (int i = 0; i < 15; ++i) {
    others.push_back(fmt::format("o{}", i));
    all.push_back(Naming(others.back(), {}));
  }
  all.push_back(Naming("half", others));
  all.push_back(Naming("twice", {"half"}, {"half"}));
  EXPECT_TRUE(CheckNamedSegments(all, "twice").ok());
  // One more, in the segment itself...
  all.back() = Naming("twice", {"half", "o0"}, {"half"});
  EXPECT_EQ(ReasonOf(CheckNamedSegments(all, "twice")),
            "TOO_MANY_SEGMENTS_NAMED");
  // ...or in one that it names.
  all.back() = Naming("twice", {"half"}, {"half"});
  all[0] = Naming("o0", {"o1"});
  EXPECT_EQ(ReasonOf(CheckNamedSegments(all, "o0")), "TOO_MANY_SEGMENTS_NAMED");
}

}  // namespace
}  // namespace comptoir::customers
