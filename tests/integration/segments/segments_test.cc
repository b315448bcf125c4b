// SegmentService over a real server and the SDK: every method, what callers may
// see, limits of fields and bad input.
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/customer_summary_service.client.h"
#include "comptoir/customers/v1/group_service.client.h"
#include "comptoir/customers/v1/segment_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Summary;

constexpr char kUnknown[] = "seg_00000000000000000000000000";
constexpr int kIdsMax = 32;

class SegmentsTest : public comptoir::testing::ShopTest {
 protected:
  static SegmentServiceClient Segments() {
    return SegmentServiceClient(owner());
  }

  static std::string NewCustomer(const std::string& given_name,
                                 const std::string& family_name) {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(given_name);
    request.mutable_customer()->set_family_name(family_name);
    request.mutable_customer()->set_email_address("somebody@example.com");
    return CustomerServiceClient(owner())
        .CreateCustomer(request)
        ->customer()
        .id();
  }
  static Filter Text(TextField field, const std::string& is) {
    Filter filter;
    filter.mutable_text()->set_field(field);
    filter.mutable_text()->set_is(is);
    return filter;
  }
  static Filter Family(const std::string& name) {
    return Text(TEXT_FIELD_FAMILY_NAME, name);
  }

  static absl::StatusOr<Segment> Create(const Segment& segment,
                                        const std::string& request_id = "") {
    CreateSegmentRequest request;
    *request.mutable_segment() = segment;
    request.set_request_id(request_id);
    const auto response = Segments().CreateSegment(request);
    if (!response.ok()) return response.status();
    return response->segment();
  }
  static Segment Named(const std::string& display_name, const Filter& filter) {
    Segment segment;
    segment.set_display_name(display_name);
    *segment.mutable_filter() = filter;
    return segment;
  }
  static absl::StatusOr<Segment> Get(const ChannelPtr& channel,
                                     const std::string& id) {
    GetSegmentRequest request;
    request.set_segment_id(id);
    const auto response = SegmentServiceClient(channel).GetSegment(request);
    if (!response.ok()) return response.status();
    return response->segment();
  }
  // The given names, by pages of one.
  static std::vector<std::string> Members(const ChannelPtr& channel,
                                          const std::string& id) {
    ListSegmentMembersRequest request;
    request.set_segment_id(id);
    request.set_page_size(1);
    std::vector<std::string> names;
    for (const auto& customer :
         SegmentServiceClient(channel).ListSegmentMembersAll(request)) {
      EXPECT_TRUE(customer.ok()) << customer.status();
      if (!customer.ok()) break;
      names.push_back(customer->given_name());
    }
    return names;
  }
  // Waits until these events, the newest first, are the segment's activity.
  static void AwaitTold(const std::string& id,
                        const std::vector<std::string>& expected) {
    events::v1::ListActivityRequest request;
    request.set_subject_id(id);
    std::vector<std::string> kinds;
    const absl::Time deadline = absl::Now() + absl::Seconds(30);
    while (kinds != expected && absl::Now() < deadline) {
      kinds.clear();
      for (const auto& event :
           events::v1::EventServiceClient(owner()).ListActivityAll(request)) {
        ASSERT_TRUE(event.ok()) << event.status();
        const std::string& url = event->data().type_url();
        kinds.push_back(url.substr(url.rfind('.') + 1));
      }
    }
    EXPECT_EQ(kinds, expected);
  }
  static absl::Status Delete(const std::string& id) {
    DeleteSegmentRequest request;
    request.set_segment_id(id);
    return Segments().DeleteSegment(request).status();
  }
};

TEST_F(SegmentsTest, AreReadAtOnceByEveryMethod) {
  NewCustomer("Anna", "Segmente");
  const std::string zoe = NewCustomer("Zoé", "Autre");
  PreviewSegmentRequest preview;
  *preview.mutable_filter() = Family("segmente");
  const auto previewed = Segments().PreviewSegment(preview);
  ASSERT_TRUE(previewed.ok()) << previewed.status();
  EXPECT_EQ(previewed->customer_count(), 1);
  EXPECT_GE(previewed->total_customer_count(), 2);
  EXPECT_GT(previewed->share(), 0);
  EXPECT_LE(previewed->share(), 0.5);

  Segment segment = *Create(Named("Family", Family("segmente")));
  EXPECT_THAT(Members(owner(), segment.id()), ElementsAre("Anna"));
  Customer changed;
  changed.set_id(zoe);
  changed.set_family_name("Segmente");
  UpdateCustomerRequest change;
  *change.mutable_customer() = changed;
  ASSERT_TRUE(CustomerServiceClient(owner()).UpdateCustomer(change).ok());
  EXPECT_THAT(Members(owner(), segment.id()), ElementsAre("Anna", "Zoé"));
  EXPECT_EQ(Get(owner(), segment.id())->customer_count(), 2);
  GetCustomerSummaryRequest of_zoe;
  of_zoe.set_customer_id(zoe);
  const auto summary =
      CustomerSummaryServiceClient(owner()).GetCustomerSummary(of_zoe);
  ASSERT_TRUE(summary.ok()) << summary.status();
  ASSERT_EQ(summary->summary().segments_size(), 1);
  EXPECT_EQ(summary->summary().segments(0).display_name(), "Family");

  segment.set_display_name("The family");
  UpdateSegmentRequest update;
  *update.mutable_segment() = segment;
  const auto updated = Segments().UpdateSegment(update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  std::vector<std::string> names;
  for (const auto& listed : Segments().ListSegmentsAll({})) {
    names.push_back(listed->display_name());
  }
  EXPECT_THAT(names, Contains("The family"));
  ASSERT_TRUE(Delete(segment.id()).ok());
  EXPECT_EQ(Summary(Get(owner(), segment.id()).status()), "NOT_FOUND");
}

TEST_F(SegmentsTest, TellWhoComesAndGoes) {
  const std::string id = Create(Named("Told", Family("racontee")))->id();
  AwaitTold(id, {"SegmentRecomputed", "SegmentCreated"});
  const std::string anna = NewCustomer("Anna", "Racontee");
  AwaitTold(id,
            {"CustomerEnteredSegment", "SegmentRecomputed", "SegmentCreated"});
  DeleteCustomerRequest drop;
  drop.set_customer_id(anna);
  ASSERT_TRUE(CustomerServiceClient(owner()).DeleteCustomer(drop).ok());
  AwaitTold(id, {"CustomerLeftSegment", "CustomerEnteredSegment",
                 "SegmentRecomputed", "SegmentCreated"});
}

TEST_F(SegmentsTest, AreMadeOnceUnderOneRequestId) {
  const Segment once = Named("Once", Family("a"));
  const auto first = Create(once, "segment-once");
  const auto again = Create(once, "segment-once");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(first->id(), again->id());
  EXPECT_EQ(
      Summary(Create(Named("Twice", Family("a")), "segment-once").status()),
      "ALREADY_EXISTS REQUEST_ID_REUSED");
}

TEST_F(SegmentsTest, FilterCustomersAndEachOther) {
  NewCustomer("Anna", "Dedans");
  const std::string inner = Create(Named("Inner", Family("dedans")))->id();
  Filter named;
  named.mutable_segments()->add_any_of_segment_ids(inner);
  const std::string outer = Create(Named("Outer", named))->id();
  EXPECT_THAT(Members(owner(), outer), ElementsAre("Anna"));
  ListCustomersRequest request;
  request.mutable_filter()->mutable_segments()->add_none_of_segment_ids(outer);
  *request.mutable_filter() = [&] {
    Filter both;
    *both.mutable_all()->add_parts() = request.filter();
    *both.mutable_all()->add_parts() = Family("dedans");
    return both;
  }();
  const auto page = CustomerServiceClient(owner()).ListCustomers(request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->customers(), IsEmpty());

  Segment circle = Named("Inner", named);
  circle.set_id(inner);
  UpdateSegmentRequest update;
  *update.mutable_segment() = circle;
  EXPECT_EQ(Summary(Segments().UpdateSegment(update).status()),
            "INVALID_ARGUMENT SEGMENT_CIRCLE");
  EXPECT_EQ(Summary(Delete(inner)), "FAILED_PRECONDITION SEGMENT_IN_USE");
}

TEST_F(SegmentsTest, KeepTheGroupsThatTheyName) {
  const GroupServiceClient groups(owner());
  CreateGroupRequest create;
  create.mutable_group()->set_display_name("of segments");
  const std::string group = groups.CreateGroup(create)->group().id();
  Filter filter;
  filter.mutable_groups()->add_any_of_group_ids(group);
  const std::string segment = Create(Named("Of a group", filter))->id();
  DeleteGroupRequest drop;
  drop.set_group_id(group);
  EXPECT_EQ(Summary(groups.DeleteGroup(drop).status()),
            "FAILED_PRECONDITION GROUP_IN_USE");
  ASSERT_TRUE(Delete(segment).ok());
  EXPECT_TRUE(groups.DeleteGroup(drop).ok());
}

TEST_F(SegmentsTest, HideContactDataOfTheirFilters) {
  const std::string id = Create(Named("By mail", Text(TEXT_FIELD_EMAIL_ADDRESS,
                                                      "somebody@example.com")))
                             ->id();
  const auto seen = Get(staff(), id);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->filter().text().is(), "");
  EXPECT_THAT(seen->redacted_fields().paths(), ElementsAre("filter"));
  EXPECT_THAT(Get(owner(), id)->redacted_fields().paths(), IsEmpty());
}

TEST_F(SegmentsTest, AreNotChangedByWhoMayOnlySeeThem) {
  CreateSegmentRequest request;
  *request.mutable_segment() = Named("Mine", Family("a"));
  EXPECT_EQ(
      Summary(SegmentServiceClient(staff()).CreateSegment(request).status()),
      "PERMISSION_DENIED");
}

TEST_F(SegmentsTest, AreUnknownToAnotherMerchant) {
  const std::string id = Create(Named("Ours", Family("a")))->id();
  EXPECT_EQ(Summary(Get(stranger(), id).status()), "NOT_FOUND");
  CreateSegmentRequest request;
  *request.mutable_segment() = Named("Theirs", Filter());
  request.mutable_segment()
      ->mutable_filter()
      ->mutable_segments()
      ->add_any_of_segment_ids(id);
  EXPECT_EQ(
      Summary(SegmentServiceClient(stranger()).CreateSegment(request).status()),
      "INVALID_ARGUMENT UNKNOWN_SEGMENT");
}

TEST_F(SegmentsTest, TakeWhatTheLimitsSayAndNoMore) {
  Segment segment = Named(std::string(100, 'n'), Family("a"));
  segment.set_description(std::string(1000, 'd'));
  const auto created = Create(segment);
  ASSERT_TRUE(created.ok()) << created.status();
  segment.set_display_name(std::string(101, 'n'));
  EXPECT_EQ(Summary(Create(segment).status()),
            "INVALID_ARGUMENT INVALID_FIELDS segment.display_name");
  segment.set_display_name("Long");
  segment.set_description(std::string(1001, 'd'));
  EXPECT_EQ(Summary(Create(segment).status()),
            "INVALID_ARGUMENT INVALID_FIELDS segment.description");

  Filter filter;
  for (int i = 0; i < kIdsMax; ++i) {
    filter.mutable_segments()->add_any_of_segment_ids(created->id());
  }
  EXPECT_TRUE(Create(Named("So many", filter)).ok());
  filter.mutable_segments()->add_any_of_segment_ids(created->id());
  EXPECT_EQ(Summary(Create(Named("Too many", filter)).status()),
            "INVALID_ARGUMENT INVALID_FIELDS "
            "segment.filter.segments.any_of_segment_ids");
}

TEST_F(SegmentsTest, RefuseWhatMakesNoSense) {
  EXPECT_EQ(Summary(Create(Named("", Family("a"))).status()),
            "INVALID_ARGUMENT INVALID_FIELDS segment.display_name");
  EXPECT_EQ(Summary(Create(Named("Nothing", Filter())).status()),
            "INVALID_ARGUMENT INVALID_FIELDS segment.filter");
  Filter filter;
  filter.mutable_segments()->add_any_of_segment_ids(kUnknown);
  EXPECT_EQ(Summary(Create(Named("Unknown", filter)).status()),
            "INVALID_ARGUMENT UNKNOWN_SEGMENT");
  ListSegmentMembersRequest page;
  page.set_segment_id(kUnknown);
  EXPECT_EQ(Summary(Segments().ListSegmentMembers(page).status()), "NOT_FOUND");
  page.set_page_size(-1);
  EXPECT_EQ(Summary(Segments().ListSegmentMembers(page).status()),
            "INVALID_ARGUMENT INVALID_FIELDS page_size");
  EXPECT_EQ(Summary(Segments().PreviewSegment({}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS filter");
}

}  // namespace
}  // namespace comptoir::customers::v1
