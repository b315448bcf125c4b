#include "server/customers/segments/filters/segment_filters.h"

#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/filters/filter_run.h"
#include "server/customers/segments/kept_filters.h"
#include "server/customers/segments/named_segments.h"

namespace comptoir::customers {
namespace {

using google::protobuf::RepeatedPtrField;
using storage::v1::StoredSegment;
using v1::Filter;

// Filters over the columns of one merchant.
class Runs {
 public:
  Runs(const MerchantColumns& columns,
       std::vector<std::shared_ptr<const CompiledFilter>> filters)
      : filters_(std::move(filters)) {
    for (const auto& filter : filters_) {
      runs_.emplace_back(columns, *filter, FilterRun::Parts::kAsTheyStand);
    }
  }

  bool empty() const { return runs_.empty(); }
  void KeepAllOf(Block& block) const {
    for (const FilterRun& run : runs_) run.KeepIn(block);
  }
  void KeepNoneOf(Block& block) const {
    for (const FilterRun& run : runs_) {
      if (block.IsEmpty()) return;
      Block held = block;
      run.KeepIn(held);
      block.Remove(held);
    }
  }
  void KeepAnyOf(Block& block) const {
    Block left = block;
    KeepNoneOf(left);
    block.Remove(left);
  }

 private:
  // What the runs look at.
  const std::vector<std::shared_ptr<const CompiledFilter>> filters_;
  std::vector<FilterRun> runs_;
};

}  // namespace

SegmentFilters::SegmentFilters(const SegmentTables& tables, Filters& filters)
    : tables_(tables), filters_(filters) {
  filters.Add(*this);
}

std::vector<Filter::PartCase> SegmentFilters::parts() const {
  return {Filter::kSegments};
}

absl::StatusOr<SegmentFilters::Inner> SegmentFilters::CompileAll(
    const FilterContext& context, const RepeatedPtrField<std::string>& ids,
    const std::string& field) const {
  const std::string& merchant_id = context.call.merchant_id();
  const Call reader = SegmentReader(merchant_id, context.call.now());
  const FilterContext inner = {.call = reader,
                               .view = context.view,
                               .named = context.named,
                               .looked_up = context.looked_up};
  Inner filters;
  for (const std::string& id : ids) {
    if (++*context.named > kSegmentsNamedMax) {
      return TooManySegmentsNamed(field);
    }
    const absl::StatusOr<StoredSegment> stored =
        tables_.Get(context.view, merchant_id, id);
    if (absl::IsNotFound(stored.status())) {
      return Error(absl::StatusCode::kInvalidArgument, "UNKNOWN_SEGMENT",
                   fmt::format("{} names {}, which is no segment: leave it out",
                               field, id),
                   {{"field", field}, {"id", id}});
    }
    RETURN_IF_ERROR(stored.status());
    ASSIGN_OR_RETURN(
        CompiledFilter filter,
        filters_.kinds().Compile(inner, stored->segment().filter(), field));
    filters.push_back(
        std::make_shared<const CompiledFilter>(std::move(filter)));
  }
  return filters;
}

absl::StatusOr<Condition> SegmentFilters::Compile(
    const FilterContext& context, const Filter& part,
    const std::string& field) const {
  const v1::SegmentFilter& segments = part.segments();
  if (segments.any_of_segment_ids().empty() &&
      segments.all_of_segment_ids().empty() &&
      segments.none_of_segment_ids().empty()) {
    return InvalidField(field, "must have a segment");
  }
  ASSIGN_OR_RETURN(const Inner any_of,
                   CompileAll(context, segments.any_of_segment_ids(), field));
  ASSIGN_OR_RETURN(const Inner all_of,
                   CompileAll(context, segments.all_of_segment_ids(), field));
  ASSIGN_OR_RETURN(const Inner none_of,
                   CompileAll(context, segments.none_of_segment_ids(), field));
  return [=](const MerchantColumns& columns) -> Test {
    const auto any = std::make_shared<const Runs>(columns, any_of);
    const auto all = std::make_shared<const Runs>(columns, all_of);
    const auto none = std::make_shared<const Runs>(columns, none_of);
    return [any, all, none](Block& block) {
      all->KeepAllOf(block);
      if (!any->empty()) any->KeepAnyOf(block);
      none->KeepNoneOf(block);
    };
  };
}

absl::Status SegmentFilters::AddTurns(const FilterContext& context,
                                      const Filter& part,
                                      std::vector<Turn>* turns) const {
  const v1::SegmentFilter& segments = part.segments();
  for (const auto* ids :
       {&segments.any_of_segment_ids(), &segments.all_of_segment_ids(),
        &segments.none_of_segment_ids()}) {
    for (const std::string& id : *ids) {
      if (++*context.named > kSegmentsNamedMax) {
        return TooManySegmentsNamed("filter");
      }
      ASSIGN_OR_RETURN(
          const StoredSegment stored,
          tables_.Get(context.view, context.call.merchant_id(), id));
      RETURN_IF_ERROR(
          filters_.kinds().AddTurns(context, stored.segment().filter(), turns));
    }
  }
  return absl::OkStatus();
}

}  // namespace comptoir::customers
