#include "server/sales/filters/testing/random_filters.h"

#include "fmt/format.h"

namespace comptoir::sales {
namespace {

using customers::v1::Filter;

constexpr int kDaySeconds = 24 * 60 * 60;

}  // namespace

std::string RandomDay(std::mt19937& random) {
  if (random() % 5 == 0) return "02-29";
  return fmt::format("{:02}-{:02}", 1 + random() % 12, 1 + random() % 28);
}

Filter RandomFilters::Make(int depth) {
  Filter filter;
  if (depth > 1 && OneIn(2)) {
    auto* list = OneIn(3)   ? filter.mutable_any()
                 : OneIn(2) ? filter.mutable_none()
                            : filter.mutable_all();
    for (int i = 1 + Random(3); i > 0; --i) {
      *list->add_parts() = Make(depth - 1);
    }
    return filter;
  }
  if (OneIn(2)) {
    FillPurchases(&filter);
  } else {
    FillFields(&filter);
  }
  return filter;
}

void RandomFilters::FillFields(Filter* filter) {
  switch (Random(6)) {
    case 0:
      filter->mutable_creation_source()->add_include(
          customers::v1::CREATION_SOURCE_IMPORT);
      return;
    case 1:
      FillPeriod(OneIn(2) ? filter->mutable_create_time()
                          : filter->mutable_update_time());
      return;
    case 2:
      FillBirthday(filter->mutable_birthday());
      return;
    case 3:
      if (!world_.group_ids.empty()) {
        FillGroups(filter->mutable_groups());
        return;
      }
      [[fallthrough]];
    default:
      FillText(filter->mutable_text());
  }
}

void RandomFilters::FillBirthday(customers::v1::BirthdayFilter* birthday) {
  if (OneIn(2)) {
    birthday->set_next_days(Random(366));
    return;
  }
  birthday->mutable_range()->set_from(RandomDay(random_));
  birthday->mutable_range()->set_to(RandomDay(random_));
}

void RandomFilters::FillGroups(customers::v1::GroupFilter* groups) {
  groups->add_any_of_group_ids(Pick(world_.group_ids));
  if (OneIn(2)) groups->add_any_of_group_ids(Pick(world_.group_ids));
  if (OneIn(3)) groups->add_all_of_group_ids(Pick(world_.group_ids));
  if (OneIn(3)) groups->add_none_of_group_ids(Pick(world_.group_ids));
}

void RandomFilters::FillText(customers::v1::TextFilter* text) {
  static constexpr customers::v1::TextField kFields[] = {
      customers::v1::TEXT_FIELD_GIVEN_NAME,
      customers::v1::TEXT_FIELD_FAMILY_NAME,
      customers::v1::TEXT_FIELD_COMPANY_NAME,
      customers::v1::TEXT_FIELD_LANGUAGE,
      customers::v1::TEXT_FIELD_LOCALITY,
      customers::v1::TEXT_FIELD_EMAIL_ADDRESS};
  text->set_field(kFields[Random(6)]);
  const bool is_email =
      text->field() == customers::v1::TEXT_FIELD_EMAIL_ADDRESS;
  std::string wanted = OneIn(8) ? "fr" : Pick(world_.names);
  if (is_email) wanted = fmt::format("{}@example.com", Random(20));
  switch (Random(4)) {
    case 0:
      text->set_exists(OneIn(2));
      return;
    case 1:
      text->set_starts(wanted.substr(0, is_email ? 1 : 3));
      return;
    case 2:
      if (!is_email) {
        text->set_contains(wanted.substr(1, 2));
        return;
      }
      [[fallthrough]];
    default:
      text->set_is(wanted);
  }
}

void RandomFilters::FillPeriod(customers::v1::Period* period) {
  if (OneIn(2)) {
    period->set_last_days(1 + Random(20));
    return;
  }
  const int64_t start =
      absl::ToUnixSeconds(world_.now) - Random(30 * kDaySeconds);
  period->mutable_start_time()->set_seconds(start);
  if (OneIn(2)) {
    period->mutable_end_time()->set_seconds(start + Random(30 * kDaySeconds));
  }
}

void RandomFilters::FillPurchases(Filter* filter) {
  switch (Random(6)) {
    case 0:
      filter->mutable_visits()->set_minimum(Random(4));
      if (OneIn(2)) filter->mutable_visits()->set_maximum(4);
      return;
    case 1:
      filter->mutable_spend()->set_currency(OneIn(2) ? "EUR" : "USD");
      filter->mutable_spend()->set_minimum(Random(10));
      return;
    case 2:
      filter->mutable_average_spend()->set_currency("EUR");
      filter->mutable_average_spend()->set_maximum(Random(6));
      return;
    case 3:
      FillPeriod(filter->mutable_first_visit());
      return;
    case 4:
      FillPeriod(filter->mutable_last_visit());
      return;
    default:
      if (OneIn(2)) {
        filter->mutable_locations()->add_any_of_location_ids(
            Pick(world_.location_ids));
      } else {
        filter->mutable_locations()->add_none_of_location_ids(
            Pick(world_.location_ids));
      }
  }
}

}  // namespace comptoir::sales
