// Holds the segments of one merchant against what was told of them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_LOOK_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_LOOK_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/ids.h"
#include "server/customers/segments/kept_filters.h"
#include "server/customers/segments/told/told_members.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Of one look, and so of one transaction; those of customers whom there is not
// any more come on top.
inline constexpr size_t kFlipsAtOnceMax = 250;
// A filter that cannot be answered is tried again after this time.
inline constexpr absl::Duration kUnansweredDelay = absl::Hours(1);

// Somebody who has come into a segment since that was told, or has left.
struct Flip {
  std::string customer_id;
  bool is_in = false;
};

// What to look at.
struct LookWanted {
  std::string merchant_id;
  absl::Time now;
  // Customers, in all segments.
  std::set<IdBytes> customers;
  // Segments, all customers of them.
  std::set<std::string> segments;
};

// What was seen of one segment.
struct SegmentSeen {
  // Whose filter it was; see StoredSegment.
  uint64_t filter_revision = 0;
  std::vector<Flip> flips;
  // It was settling or deleted, all customers were looked at, and nobody has
  // come or gone.
  bool is_settled = false;
  // There may be more who have: look at it again.
  bool has_more = false;
  // When time alone may change it next; of the customers that were looked at.
  absl::Time turn = absl::InfiniteFuture();
};

// By segment, all that there are.
using LookSeen = std::map<std::string, SegmentSeen>;

// Reads rows and memory, for as long as a filter takes for each segment.
absl::StatusOr<LookSeen> LookAtSegments(const KeptFilters& kept,
                                        const ToldMembers& told,
                                        const kv::View& view,
                                        const LookWanted& wanted);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_SEGMENT_LOOK_H_
