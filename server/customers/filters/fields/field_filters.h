// Filters by what stands in customers' own rows.
#ifndef COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_FIELD_FILTERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_FIELD_FILTERS_H_

#include <bitset>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "server/customers/columns/customer_columns.h"
#include "server/customers/customer_directory.h"
#include "server/customers/filters/fields/field_columns.h"
#include "server/customers/filters/filter_kind.h"

namespace comptoir::customers {

// The days of a year on which somebody may have a birthday.
using BirthdaySet = std::bitset<kYearDays>;
// From `today` on, that and so many days more.
BirthdaySet NextBirthdays(absl::CivilDay today, int days);
// Between two days, as v1::DayRange says.
absl::StatusOr<BirthdaySet> BirthdaysIn(const v1::DayRange& range,
                                        const std::string& field);

class FieldFilters final : public FilterKind {
 public:
  // Adds its columns to `columns`, which must outlive it.
  FieldFilters(CustomerColumns& columns, HomeDay home_day);

  std::vector<v1::Filter::PartCase> parts() const override;
  absl::StatusOr<Condition> Compile(const FilterContext& context,
                                    const v1::Filter& part,
                                    const std::string& field) const override;

  absl::Status AddTurns(const FilterContext& context, const v1::Filter& part,
                        std::vector<Turn>* turns) const override;

  // Its columns.
  const FieldColumns& In(const MerchantColumns& columns) const {
    return static_cast<const FieldColumns&>(columns.set(place_));
  }

 private:
  // When the day after that of the call begins.
  absl::Time NextDay(const FilterContext& context) const;
  absl::StatusOr<Condition> CompileSource(const v1::CreationSourceFilter& part,
                                          const std::string& field) const;
  absl::StatusOr<Condition> CompileBirthday(const FilterContext& context,
                                            const v1::BirthdayFilter& part,
                                            const std::string& field) const;

  const HomeDay home_day_;
  const size_t place_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_FILTERS_FIELDS_FIELD_FILTERS_H_
