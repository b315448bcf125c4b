#include "server/customers/groups/filters/group_filters.h"

#include <memory>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/columns/membership_columns.h"
#include "server/customers/filters/conditions.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using google::protobuf::RepeatedPtrField;
using v1::Filter;

}  // namespace

GroupFilters::GroupFilters(const GroupTables& tables, Filters& filters)
    : tables_(tables),
      columns_(filters.columns()),
      place_(columns_.Add(
          {.make =
               [](const SlotTable&) {
                 return std::make_unique<MembershipColumns>();
               },
           .load = [this](const kv::View& view) { return Load(view); }})) {
  filters.Add(*this);
}

void GroupFilters::Changed(const std::string& merchant_id,
                           std::string_view customer_id,
                           std::string_view group_id, bool is_in) {
  const auto customer = ParseId("cus", customer_id);
  const auto group = ParseId("grp", group_id);
  if (!customer || !group) return;
  columns_.Change(merchant_id, *customer, place_,
                  [group = *group, is_in](ColumnSet& set, Slot slot) {
                    static_cast<MembershipColumns&>(set).Set(group, slot,
                                                             is_in);
                  });
}

absl::Status GroupFilters::Load(const kv::View& view) {
  const auto rows = view.Scan(store::AllOf(store::Space::kGroupMemberships));
  for (; rows->Valid(); rows->Next()) {
    store::KeyReader key(rows->key());
    std::string customer_id;
    std::string group_id;
    if (!key.Id("cus", &customer_id) || !key.Id("grp", &group_id)) {
      return Corrupt("a membership of a group");
    }
    Changed(key.merchant_id(), customer_id, group_id, /*is_in=*/true);
  }
  return rows->status();
}

std::vector<Filter::PartCase> GroupFilters::parts() const {
  return {Filter::kGroups};
}

absl::StatusOr<Condition> GroupFilters::Compile(
    const FilterContext& context, const Filter& part,
    const std::string& field) const {
  const v1::GroupFilter& groups = part.groups();
  if (groups.any_of_group_ids().empty() && groups.all_of_group_ids().empty() &&
      groups.none_of_group_ids().empty()) {
    return InvalidField(field, "must have a group");
  }
  for (const auto* ids :
       {&groups.any_of_group_ids(), &groups.all_of_group_ids(),
        &groups.none_of_group_ids()}) {
    for (const std::string& id : *ids) {
      const absl::Status found =
          tables_.Get(context.view, context.call.merchant_id(), id).status();
      if (absl::IsNotFound(found)) {
        return Error(absl::StatusCode::kInvalidArgument, "UNKNOWN_GROUP",
                     fmt::format("{} names {}, which is no group: leave it out",
                                 field, id),
                     {{"field", field}, {"id", id}});
      }
      RETURN_IF_ERROR(found);
    }
  }
  return [place = place_, any_of = IdsOf(groups.any_of_group_ids(), "grp"),
          all_of = IdsOf(groups.all_of_group_ids(), "grp"),
          none_of = IdsOf(groups.none_of_group_ids(), "grp")](
             const MerchantColumns& columns) -> Test {
    const auto& sets =
        static_cast<const MembershipColumns&>(columns.set(place));
    std::vector<Test> tests;
    if (!all_of.empty()) tests.push_back(TestOfSet(sets.InAllOf(all_of)));
    if (!any_of.empty()) tests.push_back(TestOfSet(sets.InAnyOf(any_of)));
    if (!none_of.empty()) tests.push_back(TestOfNone(sets.InAnyOf(none_of)));
    return [tests = std::move(tests)](Block& block) {
      for (const Test& test : tests) test(block);
    };
  };
}

}  // namespace comptoir::customers
