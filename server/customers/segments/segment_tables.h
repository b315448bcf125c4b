// Segments as stored.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENT_TABLES_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENT_TABLES_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/storage/v1/segment.pb.h"
#include "server/kv/kv.h"
#include "server/store/table.h"

namespace comptoir::customers {

// Of one merchant: few enough that all are read where a group's index is.
inline constexpr int kSegmentsMax = 100;

struct SegmentTables {
  SegmentTables();

  // Also those that are deleted while members of them are still stored.
  store::Table<storage::v1::StoredSegment> segments;

  // NOT_FOUND when there is none, or when it is deleted.
  absl::StatusOr<storage::v1::StoredSegment> Get(
      const kv::View& view, std::string_view merchant_id,
      std::string_view segment_id) const;

  // All of a merchant, oldest first, without those that are deleted.
  absl::StatusOr<std::vector<storage::v1::StoredSegment>> All(
      const kv::View& view, std::string_view merchant_id) const;
  // With them.
  absl::StatusOr<std::vector<storage::v1::StoredSegment>> AllStored(
      const kv::View& view, std::string_view merchant_id) const;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENT_TABLES_H_
