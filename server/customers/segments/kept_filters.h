// The filters of segments, read as those of nobody in particular.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_KEPT_FILTERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_KEPT_FILTERS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/segment.pb.h"
#include "server/customers/filters/compiled_filter.h"
#include "server/customers/filters/filters.h"
#include "server/customers/segments/segment_tables.h"
#include "server/kv/kv.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

// Who may see everything, and is at no location: who is in a segment does not
// depend on who asks.
Call SegmentReader(const std::string& merchant_id, absl::Time now);

// Thread-safe. What it is made of must outlive it.
class KeptFilters {
 public:
  KeptFilters(const SegmentTables& tables, const Filters& filters)
      : tables_(tables), filters_(filters) {}

  const SegmentTables& tables() const { return tables_; }
  const Filters& filters() const { return filters_; }

  // A filter as that of a segment. Errors as Filter says.
  absl::StatusOr<CompiledFilter> Compile(const kv::View& view,
                                         const std::string& merchant_id,
                                         absl::Time now,
                                         const v1::Filter& filter,
                                         const std::string& field) const;

  // The segments that the profile of an identity is in, oldest first. Those
  // that cannot be answered are left out.
  absl::StatusOr<std::vector<storage::v1::StoredSegment>> SegmentsOf(
      const kv::View& view, const std::string& merchant_id, absl::Time now,
      std::string_view customer_id) const;

 private:
  const SegmentTables& tables_;
  const Filters& filters_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_KEPT_FILTERS_H_
