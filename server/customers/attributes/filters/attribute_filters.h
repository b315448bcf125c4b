// Filters by custom attributes.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FILTERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FILTERS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/customers/filters/filter_kind.h"
#include "server/customers/filters/filters.h"

namespace comptoir::customers {

// Looks at no value that the caller does not see: whom a filter leaves would
// tell it. Thread-safe. What it is made of must outlive it.
class AttributeFilters final : public FilterKind {
 public:
  // Adds its columns to `filters`, and itself.
  AttributeFilters(const AttributeTables& tables, Filters& filters);

  std::vector<v1::Filter::PartCase> parts() const override;
  // Errors as AttributeFilter says.
  absl::StatusOr<Condition> Compile(const FilterContext& context,
                                    const v1::Filter& part,
                                    const std::string& field) const override;

 private:
  const AttributeTables& tables_;
  const size_t place_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_FILTERS_ATTRIBUTE_FILTERS_H_
