#include "server/customers/segments/segment_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/segment_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/filters/conditions.h"
#include "server/customers/groups/group_tables.h"
#include "server/customers/segments/named_segments.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/stamps.h"
#include "server/rpc/page_token.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredSegment;
using store::Snapshot;
using store::Transaction;

constexpr char kFilterField[] = "segment.filter";

void TrimTexts(v1::Segment* segment) {
  segment->set_display_name(Trim(segment->display_name()));
  segment->set_description(Trim(segment->description()));
}

absl::Status CheckName(const v1::Segment& segment) {
  if (HasVisibleCharacter(segment.display_name())) return absl::OkStatus();
  return InvalidField("segment.display_name", "must hold something to be seen");
}

// ALREADY_EXISTS when another segment has the name.
absl::Status RequireFreeName(const v1::Segment& segment,
                             const std::vector<StoredSegment>& all) {
  const std::string key = GroupNameKey(segment.display_name());
  for (const StoredSegment& other : all) {
    const std::string& id = other.segment().id();
    if (id == segment.id() ||
        GroupNameKey(other.segment().display_name()) != key) {
      continue;
    }
    return Error(
        absl::StatusCode::kAlreadyExists, "SEGMENT_NAME_TAKEN",
        fmt::format("segment {} has a name of the same words, whatever "
                    "their case, accents and punctuation: choose "
                    "another one",
                    id),
        {{"segment_id", id}});
  }
  return absl::OkStatus();
}

// The filter is another one from here on: who is told to be in the segment has
// to be brought up to it.
void Settle(const Transaction& txn, StoredSegment* stored) {
  stored->set_filter_revision(txn.revision());
  stored->set_is_settling(true);
}

absl::Status CheckSize(const v1::Filter& filter, const std::string& field) {
  if (filter.ByteSizeLong() <= kSegmentFilterBytesMax) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "FILTER_TOO_LARGE",
               fmt::format("{} takes more than {} bytes: say the same with "
                           "fewer ids and parts",
                           field, kSegmentFilterBytesMax),
               {{"field", field}});
}

bool NamesFilter(const v1::UpdateSegmentRequest& request) {
  const auto& paths = request.update_mask().paths();
  if (paths.empty()) return request.segment().has_filter();
  return std::any_of(paths.begin(), paths.end(), [](const std::string& path) {
    return path == "*" || path == "filter" || path.starts_with("filter.");
  });
}

// Of a filter that the caller could not ask: neither its values nor whether a
// guess is one of them.
absl::Status NotShown() {
  return Error(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
               "segment.filter has conditions that you may not see: it is "
               "replaced by who may ask all of them",
               {{"field", kFilterField}});
}

void Hide(v1::Segment* segment) {
  segment->clear_filter();
  segment->mutable_redacted_fields()->add_paths("filter");
}

}  // namespace

bool SegmentService::Shows(const Call& call, const kv::View& view,
                           const v1::Filter& filter) const {
  if (CheckFilter(call, view, filter, kFilterField).ok()) return true;
  // One that nobody can ask any more is shown to who may mend it.
  return call.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT) &&
         !kept_
              .Compile(view, call.merchant_id(), call.now(), filter,
                       kFilterField)
              .ok();
}

absl::Status SegmentService::CheckFilter(const Call& call, const kv::View& view,
                                         const v1::Filter& filter,
                                         const std::string& field) const {
  RETURN_IF_ERROR(CheckSize(filter, field));
  RETURN_IF_ERROR(RequireFor(call, PERMISSION_CUSTOMERS_VIEW, field));
  return kept_.filters()
      .kinds()
      .Compile({.call = call, .view = view}, filter, field)
      .status();
}

absl::Status SegmentService::CheckAmong(const Call& call, const kv::View& view,
                                        const v1::Segment& segment,
                                        std::vector<StoredSegment> all) const {
  RETURN_IF_ERROR(RequireFreeName(segment, all));
  std::erase_if(all, [&](const StoredSegment& stored) {
    return stored.segment().id() == segment.id();
  });
  *all.emplace_back().mutable_segment() = segment;
  RETURN_IF_ERROR(CheckNamedSegments(all, segment.id()));
  return CheckFilter(call, view, segment.filter(), kFilterField);
}

absl::StatusOr<v1::Segment> SegmentService::Show(const Call& call,
                                                 const kv::View& view,
                                                 StoredSegment stored) const {
  v1::Segment& segment = *stored.mutable_segment();
  const auto filter = kept_.Compile(view, call.merchant_id(), call.now(),
                                    segment.filter(), kFilterField);
  if (filter.ok()) {
    segment.set_customer_count(
        kept_.filters().ShareOf(call.merchant_id(), *filter).left);
  }
  if (!Shows(call, view, segment.filter())) Hide(&segment);
  return std::move(segment);
}

absl::StatusOr<v1::PreviewSegmentResponse> SegmentService::PreviewSegment(
    const Call& call, const Snapshot& snapshot,
    const v1::PreviewSegmentRequest& request) {
  RETURN_IF_ERROR(CheckFilter(call, snapshot, request.filter(), "filter"));
  ASSIGN_OR_RETURN(const CompiledFilter filter,
                   kept_.Compile(snapshot, call.merchant_id(), call.now(),
                                 request.filter(), "filter"));
  const Filters::Share share =
      kept_.filters().ShareOf(call.merchant_id(), filter);
  v1::PreviewSegmentResponse response;
  response.set_customer_count(share.left);
  response.set_total_customer_count(share.all);
  if (share.all > 0) {
    response.set_share(static_cast<double>(share.left) /
                       static_cast<double>(share.all));
  }
  return response;
}

absl::StatusOr<v1::CreateSegmentResponse> SegmentService::CreateSegment(
    const Call& call, Transaction& txn,
    const v1::CreateSegmentRequest& request) {
  RETURN_IF_ERROR(records::CheckRequired(request.segment(), "segment"));
  StoredSegment stored;
  v1::Segment& segment = *stored.mutable_segment();
  segment = request.segment();
  segment.set_id(txn.NewId("seg"));
  segment.clear_customer_count();
  segment.clear_redacted_fields();
  TrimTexts(&segment);
  RETURN_IF_ERROR(CheckName(segment));
  ASSIGN_OR_RETURN(std::vector<StoredSegment> all,
                   tables_.All(txn, call.merchant_id()));
  if (static_cast<int>(all.size()) >= kSegmentsMax) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_SEGMENTS",
                 fmt::format("a merchant has at most {} segments: delete one "
                             "first",
                             kSegmentsMax));
  }
  RETURN_IF_ERROR(CheckAmong(call, txn, segment, std::move(all)));
  records::StampCreation(txn, &segment);
  Settle(txn, &stored);
  RETURN_IF_ERROR(tables_.segments.Put(txn, stored));
  v1::SegmentCreated event;
  event.set_segment_id(segment.id());
  txn.AppendEvent(event, {segment.id()}, {segment.id()});
  v1::CreateSegmentResponse response;
  *response.mutable_segment() = std::move(segment);
  return response;
}

absl::StatusOr<v1::GetSegmentResponse> SegmentService::GetSegment(
    const Call& call, const Snapshot& snapshot,
    const v1::GetSegmentRequest& request) {
  ASSIGN_OR_RETURN(
      StoredSegment stored,
      tables_.Get(snapshot, call.merchant_id(), request.segment_id()));
  v1::GetSegmentResponse response;
  ASSIGN_OR_RETURN(*response.mutable_segment(),
                   Show(call, snapshot, std::move(stored)));
  return response;
}

absl::StatusOr<v1::ListSegmentsResponse> SegmentService::ListSegments(
    const Call& call, const Snapshot& snapshot,
    const v1::ListSegmentsRequest& request) {
  ASSIGN_OR_RETURN(
      auto page, records::ListPage<StoredSegment>(
                     call, snapshot, tables_.segments, request,
                     [](const auto& stored) { return !stored.is_deleted(); }));
  v1::ListSegmentsResponse response;
  for (StoredSegment& stored : page.records) {
    ASSIGN_OR_RETURN(*response.add_segments(),
                     Show(call, snapshot, std::move(stored)));
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::UpdateSegmentResponse> SegmentService::UpdateSegment(
    const Call& call, Transaction& txn,
    const v1::UpdateSegmentRequest& request) {
  ASSIGN_OR_RETURN(StoredSegment stored, tables_.Get(txn, call.merchant_id(),
                                                     request.segment().id()));
  v1::Segment& segment = *stored.mutable_segment();
  const v1::Segment before = segment;
  const bool is_shown = Shows(call, txn, before.filter());
  if (NamesFilter(request) && !is_shown) return NotShown();
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &segment));
  TrimTexts(&segment);
  v1::UpdateSegmentResponse response;
  if (!records::IsNoChange(call, before, segment)) {
    RETURN_IF_ERROR(CheckName(segment));
    ASSIGN_OR_RETURN(std::vector<StoredSegment> all,
                     tables_.All(txn, call.merchant_id()));
    const auto* filter_field = v1::Segment::descriptor()->FindFieldByNumber(
        v1::Segment::kFilterFieldNumber);
    if (records::Differs(before, segment, filter_field)) {
      RETURN_IF_ERROR(CheckAmong(call, txn, segment, std::move(all)));
      Settle(txn, &stored);
    } else {
      RETURN_IF_ERROR(RequireFreeName(segment, all));
    }
    records::StampChange(txn, &segment);
    RETURN_IF_ERROR(tables_.segments.Put(txn, stored));
    v1::SegmentUpdated event;
    event.set_segment_id(segment.id());
    *event.mutable_changed_fields() = records::ChangedFields(before, segment);
    txn.AppendEvent(event, {segment.id()}, {segment.id()});
  }
  if (!is_shown) Hide(&segment);
  *response.mutable_segment() = std::move(segment);
  return response;
}

absl::StatusOr<v1::DeleteSegmentResponse> SegmentService::DeleteSegment(
    const Call& call, Transaction& txn,
    const v1::DeleteSegmentRequest& request) {
  const std::string& id = request.segment_id();
  ASSIGN_OR_RETURN(const StoredSegment stored,
                   tables_.Get(txn, call.merchant_id(), id));
  RETURN_IF_ERROR(
      records::CheckEtag("segment", request.etag(), stored.segment()));
  ASSIGN_OR_RETURN(const std::vector<StoredSegment> all,
                   tables_.All(txn, call.merchant_id()));
  RETURN_IF_ERROR(CheckUnused(all, "segment", id));
  StoredSegment deleted;
  deleted.set_is_deleted(true);
  deleted.mutable_segment()->set_id(id);
  RETURN_IF_ERROR(tables_.segments.Put(txn, deleted));
  v1::SegmentDeleted event;
  event.set_segment_id(id);
  txn.AppendEvent(event, {id});
  return v1::DeleteSegmentResponse();
}

absl::StatusOr<v1::ListSegmentMembersResponse>
SegmentService::ListSegmentMembers(
    const Call& call, const Snapshot& snapshot,
    const v1::ListSegmentMembersRequest& request) {
  ASSIGN_OR_RETURN(
      const StoredSegment stored,
      tables_.Get(snapshot, call.merchant_id(), request.segment_id()));
  ASSIGN_OR_RETURN(const std::string from, rpc::OpenPageToken(call, request));
  ASSIGN_OR_RETURN(const CompiledFilter filter,
                   kept_.Compile(snapshot, call.merchant_id(), call.now(),
                                 stored.segment().filter(), kFilterField));
  const auto size = static_cast<size_t>(rpc::PageSize(
      request.page_size(), records::kPageSizeDefault, records::kPageSizeMax));
  ASSIGN_OR_RETURN(
      Filters::PageByName page,
      kept_.filters().ListByName(call, snapshot, filter, from, size));
  v1::ListSegmentMembersResponse response;
  response.mutable_customers()->Swap(page.customers.mutable_customers());
  response.set_next_page_token(
      rpc::MakePageToken(call, request, page.next_place));
  return response;
}

}  // namespace comptoir::customers
