#include "server/customers/attributes/filters/attribute_filters.h"

#include <memory>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/attributes/attribute_sight.h"
#include "server/customers/attributes/filters/attribute_columns.h"
#include "server/customers/attributes/filters/attribute_match.h"
#include "server/customers/filters/conditions.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using v1::AttributeDefinition;
using v1::AttributeFilter;
using v1::Filter;

ColumnKind Columns() {
  return {
      .make =
          [](const SlotTable&) { return std::make_unique<AttributeColumns>(); },
      .from_row = [](const StoredCustomer& stored) -> ColumnKind::SetFromRow {
        std::vector<AttributeFact> facts = AttributeFactsOf(stored);
        // Most customers have none, and cost nothing.
        if (facts.empty()) {
          return [](ColumnSet& set, Slot slot) { set.Clear(slot); };
        }
        auto shared = std::make_shared<const std::vector<AttributeFact>>(
            std::move(facts));
        return [facts = std::move(shared)](ColumnSet& set, Slot slot) {
          static_cast<AttributeColumns&>(set).Set(slot, *facts);
        };
      }};
}

absl::Status Unknown(const std::string& field, const std::string& name) {
  return Error(absl::StatusCode::kInvalidArgument, "UNKNOWN_ATTRIBUTE",
               fmt::format("{} names {}, which is no attribute: leave it out",
                           field, name),
               {{"field", field}, {"id", name}});
}

// The definition that is named, when the caller sees its values.
absl::StatusOr<AttributeDefinition> Named(const AttributeTables& tables,
                                          const FilterContext& context,
                                          const AttributeFilter& filter,
                                          const std::string& field) {
  const Call& call = context.call;
  std::string id = filter.attribute_definition_id();
  if (id.empty() == filter.key().empty()) {
    return InvalidField(field + ".key",
                        "must name the attribute, or attribute_definition_id "
                        "must");
  }
  const std::string& name = id.empty() ? filter.key() : id;
  if (id.empty()) {
    ASSIGN_OR_RETURN(
        id, IdOfAttributeKey(context.view, call.merchant_id(), filter.key()));
    if (id.empty()) return Unknown(field, name);
  }
  auto stored = tables.Get(context.view, call.merchant_id(), id);
  if (absl::IsNotFound(stored.status())) return Unknown(field, name);
  RETURN_IF_ERROR(stored.status());
  AttributeDefinition& definition = *stored->mutable_attribute_definition();
  const AttributeSight sight = AttributeSightOf(call, definition);
  if (sight.is_hidden) return Unknown(field, name);
  if (!sight.sees_values) {
    RETURN_IF_ERROR(RequireFor(call, PERMISSION_CUSTOMERS_VIEW, field));
    RETURN_IF_ERROR(RequireFor(call, PERMISSION_CUSTOMERS_VIEW_CONTACT, field));
  }
  return std::move(definition);
}

// Those for whom `test` does not hold.
Test TestOfOthers(Test test) {
  return [test = std::move(test)](Block& block) {
    Block held = block;
    test(held);
    block.Remove(held);
  };
}

}  // namespace

AttributeFilters::AttributeFilters(const AttributeTables& tables,
                                   Filters& filters)
    : tables_(tables), place_(filters.columns().Add(Columns())) {
  filters.Add(*this);
}

std::vector<Filter::PartCase> AttributeFilters::parts() const {
  return {Filter::kAttribute};
}

absl::StatusOr<Condition> AttributeFilters::Compile(
    const FilterContext& context, const Filter& part,
    const std::string& field) const {
  const AttributeFilter& filter = part.attribute();
  ASSIGN_OR_RETURN(const AttributeDefinition definition,
                   Named(tables_, context, filter, field));
  ASSIGN_OR_RETURN(AttributeMatch match,
                   ReadAttributeMatch(definition, filter, field));
  const bool is_absence = filter.has_exists() && !filter.exists();
  const auto id = ParseId("atd", definition.id()).value_or(IdBytes{});
  return [place = place_, id, is_absence,
          match = std::move(match)](const MerchantColumns& columns) -> Test {
    const auto& own = static_cast<const AttributeColumns&>(columns.set(place));
    const AttributeColumn* column = own.Find(id);
    Test test = column == nullptr ? TestOfSet(SlotSet()) : match(*column);
    return is_absence ? TestOfOthers(std::move(test)) : test;
  };
}

}  // namespace comptoir::customers
