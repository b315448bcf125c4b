#include "server/customers/segments/testing/segments_fixture.h"

#include <utility>

#include "comptoir/annotations.pb.h"
#include "server/base/status.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::customers {

SegmentsFixture::SegmentsFixture()
    : segments_(store().store(), store().clock(), customers_.filters()) {
  groups_.AddFilters(customers_.filters());
  groups_.service().set_use_check([this](const kv::View& view,
                                         const std::string& merchant_id,
                                         const std::string& group_id) {
    return segments_.CheckUnused(view, merchant_id, "group", group_id);
  });
  customers_.directory().AddParticipant(segments_);
}

Call SegmentsFixture::NewCaller() {
  store().clock().Advance(absl::Milliseconds(1));
  Principal principal =
      Call::ForTest(merchant_, store().clock().Now()).principal();
  if (!sees_customers_) principal.permissions.Remove(PERMISSION_CUSTOMERS_VIEW);
  if (!sees_contact_) {
    principal.permissions.Remove(PERMISSION_CUSTOMERS_VIEW_CONTACT);
  }
  return Call(std::move(principal), store().clock().Now(),
              std::to_string(++calls_) + "-seed-of-a-segment-");
}

v1::Filter SegmentsFixture::NameIs(const std::string& given_name) {
  v1::Filter filter;
  filter.mutable_text()->set_field(v1::TEXT_FIELD_GIVEN_NAME);
  filter.mutable_text()->set_is(given_name);
  return filter;
}

v1::Filter SegmentsFixture::NewerThan(int days) {
  v1::Filter filter;
  filter.mutable_create_time()->set_last_days(days);
  return filter;
}

v1::Filter SegmentsFixture::InGroup(const std::string& group_id) {
  v1::Filter filter;
  filter.mutable_groups()->add_any_of_group_ids(group_id);
  return filter;
}

v1::Filter SegmentsFixture::InSegments(const Ids& segment_ids) {
  v1::Filter filter;
  filter.mutable_segments()->mutable_any_of_segment_ids()->Assign(
      segment_ids.begin(), segment_ids.end());
  return filter;
}

v1::Filter SegmentsFixture::AnyOf(const std::vector<v1::Filter>& parts) {
  v1::Filter filter;
  filter.mutable_any()->mutable_parts()->Assign(parts.begin(), parts.end());
  return filter;
}

absl::StatusOr<v1::Segment> SegmentsFixture::CreateSegment(
    const std::string& display_name, const v1::Filter& filter) {
  v1::CreateSegmentRequest request;
  request.mutable_segment()->set_display_name(display_name);
  *request.mutable_segment()->mutable_filter() = filter;
  const auto response = Ask(&SegmentService::CreateSegment, request);
  if (!response.ok()) return response.status();
  return response->segment();
}

std::string SegmentsFixture::NewSegment(const std::string& display_name,
                                        const v1::Filter& filter) {
  const auto segment = CreateSegment(display_name, filter);
  EXPECT_TRUE(segment.ok()) << segment.status();
  return segment.ok() ? segment->id() : "";
}

absl::StatusOr<v1::Segment> SegmentsFixture::GetSegment(
    const std::string& segment_id) {
  v1::GetSegmentRequest request;
  request.set_segment_id(segment_id);
  const auto response = Ask(&SegmentService::GetSegment, request);
  if (!response.ok()) return response.status();
  return response->segment();
}

absl::StatusOr<v1::Segment> SegmentsFixture::UpdateSegment(
    const v1::Segment& segment, const Ids& mask) {
  v1::UpdateSegmentRequest request;
  *request.mutable_segment() = segment;
  for (const std::string& path : mask) {
    request.mutable_update_mask()->add_paths(path);
  }
  const auto response = Ask(&SegmentService::UpdateSegment, request);
  if (!response.ok()) return response.status();
  return response->segment();
}

absl::StatusOr<v1::Segment> SegmentsFixture::ChangeFilter(
    const std::string& segment_id, const v1::Filter& filter) {
  v1::Segment segment;
  segment.set_id(segment_id);
  *segment.mutable_filter() = filter;
  return UpdateSegment(segment);
}

absl::Status SegmentsFixture::DeleteSegment(const std::string& segment_id,
                                            const std::string& etag) {
  v1::DeleteSegmentRequest request;
  request.set_segment_id(segment_id);
  request.set_etag(etag);
  return Ask(&SegmentService::DeleteSegment, request).status();
}

std::vector<std::string> SegmentsFixture::MembersOf(
    const std::string& segment_id, int page_size) {
  v1::ListSegmentMembersRequest request;
  request.set_segment_id(segment_id);
  request.set_page_size(page_size);
  std::vector<std::string> names;
  do {
    const auto page = Ask(&SegmentService::ListSegmentMembers, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return names;
    for (const v1::Customer& customer : page->customers()) {
      names.push_back(customer.given_name());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return names;
}

std::vector<std::string> SegmentsFixture::SegmentProblems() {
  const auto report = store::VerifyStore(
      *store().Read(),
      {.tables = {&customers_.tables().customers, &customers_.tables().deleted,
                  &groups_.tables().groups, &segments_.tables().segments},
       .add_checks = [this](store::Checks& checks) {
         groups_.AddChecks(checks);
         segments_.AddChecks(checks);
       }});
  EXPECT_TRUE(report.ok()) << report.status();
  std::vector<std::string> problems;
  for (const store::VerifyProblem& problem : report->problems()) {
    problems.push_back(problem.space + ": " + problem.text);
  }
  return problems;
}

}  // namespace comptoir::customers
