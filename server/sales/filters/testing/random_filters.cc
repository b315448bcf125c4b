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

std::string RandomFilters::Number() {
  return fmt::format("{}{}.{:05}", OneIn(2) ? "-" : "", Random(3), Random(4));
}

customers::v1::AttributeValue RandomFilters::Value(
    const customers::v1::AttributeDefinition& definition) {
  customers::v1::AttributeValue value;
  switch (definition.type()) {
    case customers::v1::ATTRIBUTE_TYPE_TEXT:
      value.set_text(Pick(world_.names));
      break;
    case customers::v1::ATTRIBUTE_TYPE_NUMBER:
      value.set_number(Number());
      break;
    case customers::v1::ATTRIBUTE_TYPE_BOOLEAN:
      value.set_boolean(OneIn(2));
      break;
    case customers::v1::ATTRIBUTE_TYPE_DATE:
      value.set_date(fmt::format("200{}-07-{:02}", Random(4), 1 + Random(3)));
      break;
    case customers::v1::ATTRIBUTE_TYPE_EMAIL:
      value.set_email(fmt::format("{}@Example.com", Random(5)));
      break;
    default:
      value.mutable_selection()->add_option_ids(definition.options(0).id());
      for (int i = 1; i < definition.options_size(); ++i) {
        if (OneIn(2)) continue;
        value.mutable_selection()->add_option_ids(definition.options(i).id());
      }
  }
  return value;
}

void RandomFilters::FillFields(Filter* filter) {
  switch (Random(8)) {
    case 6:
    case 7:
      if (!world_.attributes.empty()) {
        FillAttribute(filter->mutable_attribute());
        return;
      }
      [[fallthrough]];
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

void RandomFilters::FillAttribute(customers::v1::AttributeFilter* attribute) {
  const auto& definition = world_.attributes[static_cast<size_t>(
      Random(static_cast<int>(world_.attributes.size())))];
  attribute->set_attribute_definition_id(definition.id());
  if (OneIn(4)) {
    attribute->set_exists(OneIn(2));
    return;
  }
  switch (definition.type()) {
    case customers::v1::ATTRIBUTE_TYPE_TEXT:
      OneIn(2) ? attribute->mutable_text()->set_starts(
                     Pick(world_.names).substr(0, 2))
               : attribute->mutable_text()->set_is(Pick(world_.names));
      return;
    case customers::v1::ATTRIBUTE_TYPE_NUMBER:
      attribute->mutable_number()->set_minimum(Number());
      if (OneIn(2)) attribute->mutable_number()->set_maximum("9.99999");
      return;
    case customers::v1::ATTRIBUTE_TYPE_BOOLEAN:
      attribute->set_boolean(OneIn(2));
      return;
    case customers::v1::ATTRIBUTE_TYPE_DATE:
      OneIn(2) ? attribute->mutable_date()->set_from("2001-07-02")
               : attribute->mutable_date()->set_to("2002-07-02");
      return;
    case customers::v1::ATTRIBUTE_TYPE_EMAIL:
      attribute->set_email(fmt::format("{}@example.com", Random(5)));
      return;
    default:
      for (int i = 1 + Random(2); i > 0; --i) {
        attribute->mutable_selection()->add_any_of_option_ids(
            definition.options(Random(definition.options_size())).id());
      }
  }
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
