#include "server/customers/segments/kept_filters.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/filters/filter_run.h"

namespace comptoir::customers {

using storage::v1::StoredSegment;

Call SegmentReader(const std::string& merchant_id, absl::Time now) {
  Principal principal;
  principal.merchant_id = merchant_id;
  principal.id = "system";
  principal.permissions = Permissions::All();
  // It makes no ids.
  return Call(std::move(principal), now, /*seed=*/"");
}

absl::StatusOr<CompiledFilter> KeptFilters::Compile(
    const kv::View& view, const std::string& merchant_id, absl::Time now,
    const v1::Filter& filter, const std::string& field) const {
  const Call reader = SegmentReader(merchant_id, now);
  return filters_.kinds().Compile({.call = reader, .view = view}, filter,
                                  field);
}

absl::StatusOr<std::vector<StoredSegment>> KeptFilters::SegmentsOf(
    const kv::View& view, const std::string& merchant_id, absl::Time now,
    std::string_view customer_id) const {
  const std::optional<IdBytes> id = ParseId("cus", customer_id);
  std::vector<StoredSegment> found;
  if (!id) return found;
  ASSIGN_OR_RETURN(std::vector<StoredSegment> all,
                   tables_.All(view, merchant_id));
  std::vector<std::optional<CompiledFilter>> compiled;
  for (const StoredSegment& stored : all) {
    absl::StatusOr<CompiledFilter> filter = Compile(
        view, merchant_id, now, stored.segment().filter(), "segment.filter");
    compiled.push_back(filter.ok() ? std::optional(*std::move(filter))
                                   : std::nullopt);
  }
  filters_.columns().Read(merchant_id, [&](const MerchantColumns& columns) {
    const std::optional<Slot> slot = columns.ListedSlotOf(*id);
    for (size_t i = 0; slot && i < all.size(); ++i) {
      if (!compiled[i]) continue;
      const FilterRun run(columns, *compiled[i],
                          FilterRun::Parts::kAsTheyStand);
      if (run.Holds(*slot)) found.push_back(std::move(all[i]));
    }
  });
  return found;
}

}  // namespace comptoir::customers
