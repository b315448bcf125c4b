// comptoir.customers.v1.SegmentService: the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENT_SERVICE_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENT_SERVICE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/segment_service.server.h"
#include "server/customers/segments/kept_filters.h"
#include "server/customers/segments/segment_tables.h"

namespace comptoir::customers {

// Of a segment's filter as it is encoded.
inline constexpr size_t kSegmentFilterBytesMax = 32 * 1024;

// Thread-safe. What it is made of must outlive it.
class SegmentService final : public v1::SegmentServiceBase {
 public:
  explicit SegmentService(const KeptFilters& kept)
      : kept_(kept), tables_(kept.tables()) {}

  absl::StatusOr<v1::PreviewSegmentResponse> PreviewSegment(
      const Call& call, const store::Snapshot& snapshot,
      const v1::PreviewSegmentRequest& request) override;
  absl::StatusOr<v1::CreateSegmentResponse> CreateSegment(
      const Call& call, store::Transaction& txn,
      const v1::CreateSegmentRequest& request) override;
  absl::StatusOr<v1::GetSegmentResponse> GetSegment(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetSegmentRequest& request) override;
  absl::StatusOr<v1::ListSegmentsResponse> ListSegments(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListSegmentsRequest& request) override;
  absl::StatusOr<v1::UpdateSegmentResponse> UpdateSegment(
      const Call& call, store::Transaction& txn,
      const v1::UpdateSegmentRequest& request) override;
  absl::StatusOr<v1::DeleteSegmentResponse> DeleteSegment(
      const Call& call, store::Transaction& txn,
      const v1::DeleteSegmentRequest& request) override;
  absl::StatusOr<v1::ListSegmentMembersResponse> ListSegmentMembers(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListSegmentMembersRequest& request) override;

 private:
  // What is wrong with a filter, for the caller and by itself.
  absl::Status CheckFilter(const Call& call, const kv::View& view,
                           const v1::Filter& filter,
                           const std::string& field) const;
  // Whether the caller could ask the filter of a segment, and so may see it.
  bool Shows(const Call& call, const kv::View& view,
             const v1::Filter& filter) const;
  // What is wrong with a new or changed segment among the others of `all`.
  absl::Status CheckAmong(const Call& call, const kv::View& view,
                          const v1::Segment& segment,
                          std::vector<storage::v1::StoredSegment> all) const;
  // As callers see it: with its count.
  absl::StatusOr<v1::Segment> Show(const Call& call, const kv::View& view,
                                   storage::v1::StoredSegment stored) const;

  const KeptFilters& kept_;
  const SegmentTables& tables_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENT_SERVICE_H_
