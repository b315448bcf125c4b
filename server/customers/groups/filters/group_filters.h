// Filters by the groups that customers are in.
#ifndef COMPTOIR_SERVER_CUSTOMERS_GROUPS_FILTERS_GROUP_FILTERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_GROUPS_FILTERS_GROUP_FILTERS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/customers/filters/filter_kind.h"
#include "server/customers/filters/filters.h"
#include "server/customers/groups/group_tables.h"

namespace comptoir::customers {

// Thread-safe. What it is made of must outlive it.
class GroupFilters final : public FilterKind {
 public:
  // Adds its columns to `filters`, and itself.
  GroupFilters(const GroupTables& tables, Filters& filters);

  // An identity was put into a group, or taken out, and it is durable.
  void Changed(const std::string& merchant_id, std::string_view customer_id,
               std::string_view group_id, bool is_in);

  std::vector<v1::Filter::PartCase> parts() const override;
  absl::StatusOr<Condition> Compile(const FilterContext& context,
                                    const v1::Filter& part,
                                    const std::string& field) const override;

 private:
  absl::Status Load(const kv::View& view);

  const GroupTables& tables_;
  CustomerColumns& columns_;
  const size_t place_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_GROUPS_FILTERS_GROUP_FILTERS_H_
