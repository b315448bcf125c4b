#include "server/customers/filters/compiled_filter.h"

#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::customers {
namespace {

using v1::Filter;

absl::Status TooDeep(const std::string& field) {
  return Error(absl::StatusCode::kInvalidArgument, "FILTER_TOO_DEEP",
               fmt::format("{} is inside more than {} filters: say the same "
                           "with fewer",
                           field, kFilterDepthMax - 1),
               {{"field", field}});
}

absl::Status TooWide(const std::string& field) {
  return Error(absl::StatusCode::kInvalidArgument, "FILTER_TOO_WIDE",
               fmt::format("{} is one filter more than {}: say the same with "
                           "fewer, such as lists of ids",
                           field, kFilterPartsMax),
               {{"field", field}});
}

// Null for a condition.
const v1::FilterList* ListOf(const Filter& filter) {
  switch (filter.part_case()) {
    case Filter::kAll:
      return &filter.all();
    case Filter::kAny:
      return &filter.any();
    case Filter::kNone:
      return &filter.none();
    default:
      return nullptr;
  }
}

// Where the part of `filter` stands, such as "filter.all".
std::string FieldOfPart(const Filter& filter, const std::string& field) {
  const auto* part =
      Filter::descriptor()->FindFieldByNumber(filter.part_case());
  return fmt::format("{}.{}", field, part->name());
}

}  // namespace

void FilterKinds::Add(const FilterKind& kind) {
  for (const Filter::PartCase part : kind.parts()) parts_[part] = &kind;
  for (const v1::CustomerOrder order : kind.orders()) orders_[order] = &kind;
}

const FilterKind* FilterKinds::ForPart(Filter::PartCase part) const {
  const auto found = parts_.find(part);
  return found == parts_.end() ? nullptr : found->second;
}

const FilterKind* FilterKinds::ForOrder(v1::CustomerOrder order) const {
  const auto found = orders_.find(order);
  return found == orders_.end() ? nullptr : found->second;
}

absl::StatusOr<CompiledFilter> FilterKinds::Compile(
    const FilterContext& context, const Filter& filter,
    const std::string& field) const {
  // The filter itself is none of its parts.
  int parts = -1;
  return CompilePart(context, filter, {.field = field, .depth = 1}, &parts);
}

absl::StatusOr<CompiledFilter> FilterKinds::CompilePart(
    const FilterContext& context, const Filter& filter, const Place& place,
    int* parts) const {
  if (place.depth > kFilterDepthMax) return TooDeep(place.field);
  if (++*parts > kFilterPartsMax) return TooWide(place.field);
  if (filter.part_case() == Filter::PART_NOT_SET) {
    return InvalidField(place.field, "must have a condition");
  }
  CompiledFilter compiled{.field = place.field};
  const std::string field = FieldOfPart(filter, place.field);
  if (const v1::FilterList* list = ListOf(filter)) {
    compiled.kind = filter.has_all()   ? CompiledFilter::Kind::kAll
                    : filter.has_any() ? CompiledFilter::Kind::kAny
                                       : CompiledFilter::Kind::kNone;
    RETURN_IF_ERROR(CompileList(context, *list,
                                {.field = field, .depth = place.depth}, parts,
                                &compiled));
    return compiled;
  }
  const FilterKind* kind = ForPart(filter.part_case());
  if (kind == nullptr) {
    return InvalidField(field, "must be a condition of this server");
  }
  ASSIGN_OR_RETURN(compiled.condition, kind->Compile(context, filter, field));
  return compiled;
}

absl::Status FilterKinds::CompileList(const FilterContext& context,
                                      const v1::FilterList& list,
                                      const Place& place, int* parts,
                                      CompiledFilter* compiled) const {
  for (int i = 0; i < list.parts_size(); ++i) {
    ASSIGN_OR_RETURN(
        CompiledFilter part,
        CompilePart(context, list.parts(i),
                    {.field = fmt::format("{}.parts[{}]", place.field, i),
                     .depth = place.depth + 1},
                    parts));
    compiled->parts.push_back(std::move(part));
  }
  if (compiled->parts.empty()) {
    return InvalidField(place.field + ".parts", "must have at least one");
  }
  return absl::OkStatus();
}

absl::Status FilterKinds::AddTurns(const FilterContext& context,
                                   const Filter& filter,
                                   std::vector<Turn>* turns) const {
  if (const v1::FilterList* list = ListOf(filter)) {
    for (const Filter& part : list->parts()) {
      RETURN_IF_ERROR(AddTurns(context, part, turns));
    }
    return absl::OkStatus();
  }
  const FilterKind* kind = ForPart(filter.part_case());
  return kind == nullptr ? absl::OkStatus()
                         : kind->AddTurns(context, filter, turns);
}

}  // namespace comptoir::customers
