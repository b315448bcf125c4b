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

// A segment with a condition on an attribute, by a filter inside others.
StoredSegment Asking(const std::string& id, const v1::AttributeFilter& asked) {
  StoredSegment stored;
  stored.mutable_segment()->set_id(id);
  v1::Filter& filter = *stored.mutable_segment()->mutable_filter();
  *filter.mutable_any()
       ->add_parts()
       ->mutable_none()
       ->add_parts()
       ->mutable_attribute() = asked;
  return stored;
}

v1::AttributeDefinition Size() {
  v1::AttributeDefinition definition;
  definition.set_id("atd_a");
  definition.set_key("Size.EU");
  return definition;
}

TEST(NamedSegments, RefusesToDeleteAnAttributeByIdAndByKey) {
  v1::AttributeFilter by_id;
  by_id.set_attribute_definition_id("atd_a");
  v1::AttributeFilter by_key;
  by_key.set_key("sIZE.eu");
  v1::AttributeFilter other;
  other.set_key("size");
  // A text that reads like the key is none.
  StoredSegment text;
  text.mutable_segment()->mutable_filter()->mutable_text()->set_is("Size.EU");
  const std::vector<StoredSegment> others = {Asking("seg_o", other), text};
  EXPECT_TRUE(CheckAttributeUnused(others, Size(), {}).ok());
  const absl::Status refusal = CheckAttributeUnused(
      {Asking("seg_a", by_id), Asking("seg_o", other), Asking("seg_b", by_key)},
      Size(), {});
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refusal), "ATTRIBUTE_IN_USE");
  EXPECT_EQ(MetadataOf(refusal, "segment_ids"), "seg_a,seg_b");
  EXPECT_EQ(std::string(refusal.message()),
            "attribute atd_a is in the filters of segments seg_a,seg_b: change "
            "or delete those first");
}

TEST(NamedSegments, RefusesToRemoveAnOptionThatIsNamed) {
  v1::AttributeFilter asked;
  asked.set_key("size.eu");
  asked.mutable_selection()->add_any_of_option_ids("opt_a");
  asked.mutable_selection()->add_any_of_option_ids("opt_b");
  const std::vector<StoredSegment> all = {Asking("seg_a", asked)};
  EXPECT_TRUE(CheckAttributeUnused(all, Size(), {"opt_c"}).ok());
  const absl::Status refusal =
      CheckAttributeUnused(all, Size(), {"opt_c", "opt_b"});
  EXPECT_EQ(ReasonOf(refusal), "ATTRIBUTE_IN_USE");
  EXPECT_EQ(MetadataOf(refusal, "segment_ids"), "seg_a");
}

TEST(NamedSegments, TellsOfTwentyUsersAtMost) {
  v1::AttributeFilter asked;
  asked.set_key("size.eu");
  std::vector<StoredSegment> all(21, Asking("s", asked));
  const absl::Status refusal = CheckAttributeUnused(all, Size(), {});
  EXPECT_EQ(MetadataOf(refusal, "segment_ids").size(), 20 * 2 - 1u);
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
