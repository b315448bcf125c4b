#include "server/customers/filters/fields/field_filters.h"

#include <memory>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/filters/conditions.h"
#include "server/customers/filters/fields/text_filter.h"
#include "server/values/birthday.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using v1::Filter;

// A year that has every day.
constexpr int kLeapYear = 2000;

bool IsLeap(int64_t year) { return absl::CivilDay(year, 2, 29).month() == 2; }

YearDay YearDayAt(absl::CivilDay day) {
  return static_cast<YearDay>(32 * day.month() + day.day());
}

void AddDay(absl::CivilDay day, BirthdaySet* days) {
  days->set(YearDayAt(day));
  const bool is_end_of_short_february =
      day.month() == 2 && day.day() == 28 && !IsLeap(day.year());
  if (is_end_of_short_february) days->set(32 * 2 + 29);
}

// nullopt for what is no MM-DD.
std::optional<absl::CivilDay> DayOf(const std::string& text) {
  constexpr size_t kLength = 5;
  if (text.size() != kLength || !BirthdayProblem(text).empty()) {
    return std::nullopt;
  }
  const YearDay day = YearDayOf(text);
  return absl::CivilDay(kLeapYear, day / 32, day % 32);
}

ColumnKind Columns() {
  return {
      .make =
          [](const SlotTable& slots) {
            return std::make_unique<FieldColumns>(slots);
          },
      .from_row = [](const StoredCustomer& stored) -> ColumnKind::SetFromRow {
        auto facts = std::make_shared<const FieldFacts>(stored.customer());
        return [facts = std::move(facts)](ColumnSet& set, Slot slot) {
          static_cast<FieldColumns&>(set).Set(slot, *facts);
        };
      }};
}

}  // namespace

BirthdaySet NextBirthdays(absl::CivilDay today, int days) {
  BirthdaySet set;
  for (int i = 0; i <= days; ++i) AddDay(today + i, &set);
  return set;
}

absl::StatusOr<BirthdaySet> BirthdaysIn(const v1::DayRange& range,
                                        const std::string& field) {
  const std::optional<absl::CivilDay> from = DayOf(range.from());
  if (!from) return InvalidField(field + ".from", "must be MM-DD");
  std::optional<absl::CivilDay> to = DayOf(range.to());
  if (!to) return InvalidField(field + ".to", "must be MM-DD");
  BirthdaySet set;
  for (absl::CivilDay day = *from;; ++day) {
    if (day.year() != kLeapYear) {
      day = absl::CivilDay(kLeapYear, day.month(), day.day());
    }
    set.set(YearDayAt(day));
    if (day == *to) return set;
  }
}

FieldFilters::FieldFilters(CustomerColumns& columns, HomeDay home_day)
    : home_day_(std::move(home_day)), place_(columns.Add(Columns())) {}

std::vector<Filter::PartCase> FieldFilters::parts() const {
  return {Filter::kText, Filter::kCreationSource, Filter::kCreateTime,
          Filter::kUpdateTime, Filter::kBirthday};
}

absl::StatusOr<Condition> FieldFilters::Compile(
    const FilterContext& context, const Filter& part,
    const std::string& field) const {
  switch (part.part_case()) {
    case Filter::kText:
      return CompileText(context, part.text(), place_, field);
    case Filter::kCreationSource:
      return CompileSource(part.creation_source(), field);
    case Filter::kBirthday:
      return CompileBirthday(context, part.birthday(), field);
    default:
      break;
  }
  const bool is_update = part.has_update_time();
  ASSIGN_OR_RETURN(const Bounds bounds,
                   BoundsOf(is_update ? part.update_time() : part.create_time(),
                            context.call.now(), field));
  return [=, this](const MerchantColumns& columns) {
    const FieldColumns& own = In(columns);
    return TestOfMoments(is_update ? own.update_time() : own.create_time(),
                         bounds);
  };
}

absl::StatusOr<Condition> FieldFilters::CompileSource(
    const v1::CreationSourceFilter& part, const std::string& field) const {
  if (part.include().empty() && part.exclude().empty()) {
    return InvalidField(field, "must include or exclude something");
  }
  constexpr size_t kSources = 256;
  std::bitset<kSources> sources;
  if (part.include().empty()) sources.set();
  for (const int source : part.include()) {
    sources.set(static_cast<size_t>(source) % kSources);
  }
  for (const int source : part.exclude()) {
    sources.reset(static_cast<size_t>(source) % kSources);
  }
  return [=, this](const MerchantColumns& columns) -> Test {
    const Column<uint8_t>& column = In(columns).creation_source();
    return [&column, sources](Block& block) {
      block.Keep([&](Slot slot) { return sources[column[slot]]; });
    };
  };
}

absl::StatusOr<Condition> FieldFilters::CompileBirthday(
    const FilterContext& context, const v1::BirthdayFilter& part,
    const std::string& field) const {
  const Call& call = context.call;
  RETURN_IF_ERROR(RequireFor(call, PERMISSION_CUSTOMERS_VIEW_CONTACT, field));
  BirthdaySet days;
  if (part.has_next_days()) {
    days = NextBirthdays(home_day_(context.view, call.merchant_id(),
                                   call.principal().location_id, call.now()),
                         part.next_days());
  } else if (part.has_range()) {
    ASSIGN_OR_RETURN(days, BirthdaysIn(part.range(), field + ".range"));
  } else {
    return InvalidField(field, "must have a range or next_days");
  }
  return [=, this](const MerchantColumns& columns) -> Test {
    const Column<YearDay>& column = In(columns).birthday();
    return [&column, days](Block& block) {
      block.Keep([&](Slot slot) { return days[column[slot]]; });
    };
  };
}

absl::Time FieldFilters::NextDay(const FilterContext& context) const {
  const Call& call = context.call;
  const auto day_at = [&](int64_t seconds) {
    return home_day_(context.view, call.merchant_id(),
                     call.principal().location_id,
                     absl::FromUnixSeconds(seconds));
  };
  // The first second of another day, between one of this day and one that is
  // not: no day is longer than two.
  int64_t today = absl::ToUnixSeconds(call.now());
  int64_t later = today + 2 * 24 * 60 * 60;
  const absl::CivilDay day = day_at(today);
  while (later - today > 1) {
    const int64_t middle = today + (later - today) / 2;
    (day_at(middle) == day ? today : later) = middle;
  }
  return absl::FromUnixSeconds(later);
}

absl::Status FieldFilters::AddTurns(const FilterContext& context,
                                    const Filter& part,
                                    std::vector<Turn>* turns) const {
  if (part.birthday().has_next_days()) {
    turns->push_back([next = NextDay(context)](const MerchantColumns&,
                                               const Block&) { return next; });
    return absl::OkStatus();
  }
  if (!part.has_create_time() && !part.has_update_time()) {
    return absl::OkStatus();
  }
  const bool is_update = part.has_update_time();
  Turn turn = TurnOf(
      is_update ? part.update_time() : part.create_time(), context.call.now(),
      [=, this](const MerchantColumns& columns) -> const Column<Seconds>& {
        const FieldColumns& own = In(columns);
        return is_update ? own.update_time() : own.create_time();
      });
  if (turn != nullptr) turns->push_back(std::move(turn));
  return absl::OkStatus();
}

}  // namespace comptoir::customers
