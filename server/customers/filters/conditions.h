// What parts of filters have in common: periods, ranges, sets of ids, errors.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_CONDITIONS_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_CONDITIONS_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/annotations.fwd.h"
#include "comptoir/customers/v1/filter.pb.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/columns/block.h"
#include "server/customers/filters/filter_kind.h"

namespace comptoir::customers {

// PERMISSION_DENIED, reason PERMISSION_DENIED, naming permission and field.
absl::Status RequireFor(const Call& call, Permission permission,
                        const std::string& field);

// A moment as columns keep it: seconds since 1970, at least 1, as long as they
// fit; 0 is no moment.
using Seconds = uint32_t;
Seconds ToSeconds(const google::protobuf::Timestamp& time);

// From `least` to `most`.
struct Bounds {
  int64_t least = std::numeric_limits<int64_t>::min();
  int64_t most = std::numeric_limits<int64_t>::max();

  bool Hold(int64_t value) const { return least <= value && value <= most; }
};
absl::StatusOr<Bounds> BoundsOf(const v1::Period& period, absl::Time now,
                                const std::string& field);

// Of a NumberRange or a SpendFilter.
template <typename Range>
absl::StatusOr<Bounds> BoundsOf(const Range& range, const std::string& field) {
  Bounds bounds;
  if (range.has_minimum()) bounds.least = range.minimum();
  if (range.has_maximum()) bounds.most = range.maximum();
  if (!range.has_minimum() && !range.has_maximum()) {
    return InvalidField(field, "must have a minimum or a maximum");
  }
  if (bounds.most < bounds.least) {
    return InvalidField(field + ".maximum", "must not be below minimum");
  }
  return bounds;
}

// When a test of a column of moments by a period turns, for
// FilterKind::AddTurns; null for a period between fixed moments.
using MomentsOf =
    std::function<const Column<Seconds>&(const MerchantColumns& columns)>;
Turn TurnOf(const v1::Period& period, absl::Time now, MomentsOf moments);
// A test of one column of moments: that there is one, within bounds.
Test TestOfMoments(const Column<Seconds>& column, const Bounds& bounds);
// A test of a set of slots.
Test TestOfSet(SlotSet slots);
Test TestOfNone(SlotSet slots);

// The ids; those are well formed.
std::vector<IdBytes> IdsOf(
    const google::protobuf::RepeatedPtrField<std::string>& ids,
    std::string_view prefix);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_CONDITIONS_H_
