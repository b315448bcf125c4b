#include "server/customers/segments/segment_service.h"

#include <string>
#include <vector>

#include "comptoir/customers/v1/segment_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/segments/testing/segments_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using v1::Segment;

class SegmentServiceTest : public SegmentsFixture {
 protected:
  absl::StatusOr<v1::PreviewSegmentResponse> Preview(const v1::Filter& filter) {
    v1::PreviewSegmentRequest request;
    *request.mutable_filter() = filter;
    return Ask(&SegmentService::PreviewSegment, request);
  }
  absl::StatusOr<v1::ListSegmentsResponse> List(
      int page_size = 0, const std::string& page_token = "") {
    v1::ListSegmentsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Ask(&SegmentService::ListSegments, request);
  }
  static v1::Filter Email(const std::string& beginning) {
    v1::Filter filter;
    filter.mutable_text()->set_field(v1::TEXT_FIELD_EMAIL_ADDRESS);
    filter.mutable_text()->set_starts(beginning);
    return filter;
  }
  // So many texts of 500 bytes, each a little more encoded.
  static v1::Filter Large(int texts) {
    return AnyOf(std::vector<v1::Filter>(texts, NameIs(std::string(500, 'n'))));
  }

  // The only event of the newest log entry.
  template <typename Event>
  Event LastEvent() {
    const auto log = customers_.Log();
    Event event;
    EXPECT_THAT(log.back().events(), SizeIs(1));
    EXPECT_TRUE(log.back().events(0).data().UnpackTo(&event));
    EXPECT_THAT(log.back().events(0).subjects(),
                ElementsAre(event.segment_id()));
    return event;
  }
};

TEST_F(SegmentServiceTest, KeepsWhatIsGivenAndFillsTheRest) {
  NewCustomer("Anna");
  v1::CreateSegmentRequest request;
  Segment& wanted = *request.mutable_segment();
  wanted.set_display_name(" Annas ");
  wanted.set_description(" Of all kinds ");
  wanted.set_id("seg_00000000000000000000000000");
  wanted.set_customer_count(7);
  wanted.mutable_redacted_fields()->add_paths("filter");
  *wanted.mutable_filter() = NameIs("anna");

  Segment created = Ask(&SegmentService::CreateSegment, request)->segment();

  EXPECT_THAT(created.id(), StartsWith("seg_"));
  EXPECT_NE(created.id(), wanted.id());
  EXPECT_THAT(created.etag(), Not(IsEmpty()));
  EXPECT_TRUE(created.has_create_time());
  EXPECT_TRUE(created.has_update_time());
  EXPECT_EQ(created.display_name(), "Annas");
  EXPECT_EQ(created.description(), "Of all kinds");
  EXPECT_FALSE(created.has_customer_count());
  EXPECT_FALSE(created.has_redacted_fields());
  EXPECT_EQ(LastEvent<v1::SegmentCreated>().segment_id(), created.id());
  created.set_customer_count(1);
  EXPECT_EQ(GetSegment(created.id())->DebugString(), created.DebugString());
}

TEST_F(SegmentServiceTest, RefusesANameThatAnotherSegmentHas) {
  const std::string first = NewSegment("Été à Lyon", NameIs("a"));
  for (const char* same : {"Été à Lyon", "ETE  a lyon", "été-à-lyon!"}) {
    const absl::Status status = CreateSegment(same, NameIs("b")).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists) << same;
    EXPECT_EQ(ReasonOf(status), "SEGMENT_NAME_TAKEN") << same;
    EXPECT_EQ(MetadataOf(status, "segment_id"), first) << same;
  }
  Segment other = *CreateSegment("Hiver", NameIs("b"));
  other.set_display_name("ete a lyon");
  EXPECT_EQ(ReasonOf(UpdateSegment(other, {"display_name"}).status()),
            "SEGMENT_NAME_TAKEN");
  // Its own in other letters, one that is free again, that of a group.
  other.set_display_name("HIVER");
  EXPECT_TRUE(UpdateSegment(other, {"display_name"}).ok());
  ASSERT_TRUE(DeleteSegment(first).ok());
  EXPECT_TRUE(CreateSegment("Été à Lyon", NameIs("a")).ok());
  New("Groupe");
  EXPECT_TRUE(CreateSegment("Groupe", NameIs("a")).ok());
}

TEST_F(SegmentServiceTest, RefusesWhatMakesNoSense) {
  EXPECT_EQ(ReasonOf(CreateSegment("", NameIs("a")).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(CreateSegment("\u200b", NameIs("a")).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(CreateSegment("Empty", v1::Filter()).status()),
            "INVALID_FIELDS");
  v1::CreateSegmentRequest request;
  request.mutable_segment()->set_display_name("Without");
  EXPECT_EQ(ReasonOf(Ask(&SegmentService::CreateSegment, request).status()),
            "INVALID_FIELDS");
  const absl::Status unknown =
      CreateSegment("Unknown", InGroup("grp_00000000000000000000000000"))
          .status();
  EXPECT_EQ(ReasonOf(unknown), "UNKNOWN_GROUP");
  EXPECT_EQ(MetadataOf(unknown, "field"), "segment.filter.groups");
  EXPECT_EQ(GetSegment("seg_00000000000000000000000000").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(DeleteSegment("seg_00000000000000000000000000").code(),
            absl::StatusCode::kNotFound);
}

TEST_F(SegmentServiceTest, KeepsSoManyAndNoMore) {
  std::string last;
  for (int i = 0; i < kSegmentsMax; ++i) {
    last = NewSegment(fmt::format("s{}", i), NameIs("a"));
  }
  EXPECT_EQ(ReasonOf(CreateSegment("more", NameIs("a")).status()),
            "TOO_MANY_SEGMENTS");
  ASSERT_TRUE(DeleteSegment(last).ok());
  EXPECT_TRUE(CreateSegment("more", NameIs("a")).ok());
}

TEST_F(SegmentServiceTest, TakesFiltersUpToASize) {
  v1::Filter filter = Large(63);
  const size_t room = kSegmentFilterBytesMax - filter.ByteSizeLong();
  // A text more, as long as fits; its tags and lengths take some bytes.
  std::string& text =
      *filter.mutable_any()->mutable_parts(0)->mutable_text()->mutable_is();
  ASSERT_LT(room, 1500u);
  text += std::string(room - 2, 'n');
  while (filter.ByteSizeLong() < kSegmentFilterBytesMax) text += 'n';
  ASSERT_EQ(filter.ByteSizeLong(), kSegmentFilterBytesMax);
  EXPECT_TRUE(CreateSegment("Fits", filter).ok());
  text += 'n';
  const absl::Status refusal = CreateSegment("Does not", filter).status();
  EXPECT_EQ(ReasonOf(refusal), "FILTER_TOO_LARGE");
  EXPECT_EQ(MetadataOf(refusal, "field"), "segment.filter");
  EXPECT_EQ(ReasonOf(Preview(filter).status()), "FILTER_TOO_LARGE");
}

TEST_F(SegmentServiceTest, ChangesWhatTheMaskNames) {
  Segment segment = *CreateSegment("Old", NameIs("a"));
  const std::string etag = segment.etag();
  segment.set_display_name("New");
  const auto updated = UpdateSegment(segment);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->display_name(), "New");
  EXPECT_NE(updated->etag(), etag);
  EXPECT_THAT(LastEvent<v1::SegmentUpdated>().changed_fields().paths(),
              ElementsAre("display_name"));
  EXPECT_EQ(ReasonOf(UpdateSegment(segment).status()), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(DeleteSegment(segment.id(), etag)), "ETAG_MISMATCH");

  const size_t entries = customers_.Log().size();
  segment.set_etag(updated->etag());
  EXPECT_EQ(UpdateSegment(segment)->etag(), updated->etag());
  EXPECT_EQ(customers_.Log().size(), entries) << "nothing has changed";

  ASSERT_TRUE(ChangeFilter(segment.id(), NameIs("b")).ok());
  EXPECT_THAT(LastEvent<v1::SegmentUpdated>().changed_fields().paths(),
              ElementsAre("filter"));
  segment.clear_etag();
  EXPECT_EQ(ReasonOf(UpdateSegment(segment, {"customer_count"}).status()),
            "INVALID_FIELDS");
  segment.clear_filter();
  EXPECT_EQ(ReasonOf(UpdateSegment(segment, {"filter"}).status()),
            "INVALID_FIELDS");
}

TEST_F(SegmentServiceTest, AsksForThePermissionsOfTheFilter) {
  sees_contact_ = false;
  const absl::Status refusal = CreateSegment("Emails", Email("anna@")).status();
  EXPECT_EQ(ReasonOf(refusal), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Preview(Email("anna@")).status()), "PERMISSION_DENIED");
  sees_contact_ = true;
  Segment segment = *CreateSegment("Emails", Email("anna@"));

  // Who does not see it may rename it, but not put another one in its place.
  sees_contact_ = false;
  EXPECT_EQ(ReasonOf(ChangeFilter(segment.id(), NameIs("a")).status()),
            "PERMISSION_DENIED");
  segment.set_display_name("Renamed");
  EXPECT_TRUE(UpdateSegment(segment, {"display_name"}).ok());
  EXPECT_THAT(MembersOf(segment.id()), IsEmpty());
}

// Whoever could ask it would see who is in the segment, and be told of each.
TEST_F(SegmentServiceTest, IsMadeByWhoMaySeeCustomers) {
  const std::string id = NewSegment("Annas", NameIs("anna"));
  sees_customers_ = false;
  EXPECT_EQ(ReasonOf(CreateSegment("Bobs", NameIs("bob")).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(ChangeFilter(id, NameIs("bob")).status()),
            "PERMISSION_DENIED");
}

TEST_F(SegmentServiceTest, ShowsItsFilterToWhoCouldAskIt) {
  const v1::Filter filter = AnyOf({NameIs("bob"), Email("anna@")});
  Segment segment = *CreateSegment("Emails", filter);
  sees_contact_ = false;
  const Segment seen = *GetSegment(segment.id());
  EXPECT_FALSE(seen.has_filter());
  EXPECT_THAT(seen.redacted_fields().paths(), ElementsAre("filter"));
  EXPECT_TRUE(seen.has_customer_count());

  // A right guess is refused as a wrong one is.
  EXPECT_EQ(ChangeFilter(segment.id(), filter).status(),
            ChangeFilter(segment.id(), NameIs("a")).status());
  EXPECT_EQ(ReasonOf(ChangeFilter(segment.id(), filter).status()),
            "PERMISSION_DENIED");
  segment.set_display_name("Renamed");
  EXPECT_FALSE(UpdateSegment(segment, {"display_name"})->has_filter());
  // What was shown is saved without a loss.
  Segment saved = *GetSegment(segment.id());
  saved.set_description("Of somebody who sees no emails");
  ASSERT_TRUE(UpdateSegment(saved).ok());
  sees_contact_ = true;
  EXPECT_EQ(GetSegment(segment.id())->filter().DebugString(),
            filter.DebugString());
}

TEST_F(SegmentServiceTest, IsNotDeletedWhileOthersNameIt) {
  const std::string inner = NewSegment("Inner", NameIs("a"));
  const std::string outer = NewSegment("Outer", InSegments({inner}));
  const absl::Status refusal = DeleteSegment(inner);
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refusal), "SEGMENT_IN_USE");
  EXPECT_EQ(MetadataOf(refusal, "segment_ids"), outer);
  ASSERT_TRUE(DeleteSegment(outer).ok());
  EXPECT_EQ(LastEvent<v1::SegmentDeleted>().segment_id(), outer);
  EXPECT_TRUE(DeleteSegment(inner).ok());
  EXPECT_EQ(GetSegment(inner).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(SegmentServiceTest, KeepsTheGroupsThatItNames) {
  const std::string group = New("Tea");
  const std::string first = NewSegment("One", InGroup(group));
  const std::string second =
      NewSegment("Two", AnyOf({NameIs("a"), InGroup(group)}));
  const absl::Status refusal = Delete(group);
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refusal), "GROUP_IN_USE");
  EXPECT_EQ(MetadataOf(refusal, "segment_ids"), first + "," + second);
  ASSERT_TRUE(DeleteSegment(first).ok());
  ASSERT_TRUE(ChangeFilter(second, NameIs("a")).ok());
  EXPECT_TRUE(Delete(group).ok());
}

TEST_F(SegmentServiceTest, PreviewsCountAndShare) {
  const auto nobody = Preview(NameIs("anna"));
  ASSERT_TRUE(nobody.ok()) << nobody.status();
  EXPECT_EQ(nobody->customer_count(), 0);
  EXPECT_EQ(nobody->total_customer_count(), 0);
  EXPECT_EQ(nobody->share(), 0);
  for (const char* name : {"Anna", "Bob", "Carl", "Anna"}) NewCustomer(name);
  const auto some = Preview(NameIs("anna"));
  EXPECT_EQ(some->customer_count(), 2);
  EXPECT_EQ(some->total_customer_count(), 4);
  EXPECT_EQ(some->share(), 0.5);
  EXPECT_EQ(ReasonOf(Preview(v1::Filter()).status()), "INVALID_FIELDS");
}

TEST_F(SegmentServiceTest, ListsAllOldestFirst) {
  NewCustomer("Anna");
  for (const char* name : {"b", "a", "c"}) NewSegment(name, NameIs("anna"));
  const auto first = List(2);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_THAT(first->segments(), SizeIs(2));
  EXPECT_EQ(first->segments(0).display_name(), "b");
  EXPECT_EQ(first->segments(0).customer_count(), 1);
  EXPECT_EQ(first->segments(1).display_name(), "a");
  const auto second = List(2, first->next_page_token());
  ASSERT_THAT(second->segments(), SizeIs(1));
  EXPECT_EQ(second->segments(0).display_name(), "c");
  EXPECT_THAT(second->next_page_token(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
