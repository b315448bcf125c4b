// Filters by the segments that customers are in.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_FILTERS_SEGMENT_FILTERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_FILTERS_SEGMENT_FILTERS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "server/customers/filters/filter_kind.h"
#include "server/customers/filters/filters.h"
#include "server/customers/segments/segment_tables.h"

namespace comptoir::customers {

// Puts the filters of the segments in their places, so that an answer is as
// exact as theirs. Thread-safe; what it is made of must outlive it.
class SegmentFilters final : public FilterKind {
 public:
  // Adds itself to `filters`.
  SegmentFilters(const SegmentTables& tables, Filters& filters);

  std::vector<v1::Filter::PartCase> parts() const override;
  absl::StatusOr<Condition> Compile(const FilterContext& context,
                                    const v1::Filter& part,
                                    const std::string& field) const override;

  absl::Status AddTurns(const FilterContext& context, const v1::Filter& part,
                        std::vector<Turn>* turns) const override;

 private:
  using Inner = std::vector<std::shared_ptr<const CompiledFilter>>;

  absl::StatusOr<Inner> CompileAll(
      const FilterContext& context,
      const google::protobuf::RepeatedPtrField<std::string>& ids,
      const std::string& field) const;

  const SegmentTables& tables_;
  const Filters& filters_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_FILTERS_SEGMENT_FILTERS_H_
