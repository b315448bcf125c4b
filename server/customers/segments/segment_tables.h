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

  store::Table<storage::v1::StoredSegment> segments;

  // All of a merchant, oldest first.
  absl::StatusOr<std::vector<storage::v1::StoredSegment>> All(
      const kv::View& view, std::string_view merchant_id) const;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_SEGMENT_TABLES_H_
