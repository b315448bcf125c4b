#include "server/sales/filters/testing/filter_model.h"

#include <algorithm>
#include <tuple>

#include "absl/time/civil_time.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/customers/customer_tables.h"
#include "server/customers/filters/fields/field_columns.h"
#include "server/customers/rules/customer_names.h"
#include "server/customers/rules/identities.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/values/decimal.h"
#include "server/values/email.h"

namespace comptoir::sales {
namespace {

using customers::v1::AttributeFilter;
using customers::v1::CustomerOrder;
using customers::v1::Filter;
using customers::v1::TextFilter;
using storage::v1::StoredCustomer;
using store::Key;
using store::Space;

constexpr int64_t kDaySeconds = 24 * 60 * 60;

template <typename Ids>
bool HasAny(const std::set<std::string>& own, const Ids& ids) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](const std::string& id) { return own.contains(id); });
}

template <typename Ids>
bool HasAll(const std::set<std::string>& own, const Ids& ids) {
  return std::all_of(ids.begin(), ids.end(),
                     [&](const std::string& id) { return own.contains(id); });
}

template <typename Range>
bool IsIn(int64_t value, const Range& range) {
  return (!range.has_minimum() || value >= range.minimum()) &&
         (!range.has_maximum() || value <= range.maximum());
}

template <typename Filter>
bool Matches(const Filter& filter, std::string_view own,
             std::string_view wanted) {
  if (filter.has_is()) return own == wanted;
  if (filter.has_starts()) return own.starts_with(wanted);
  return own.find(wanted) != std::string_view::npos;
}

template <typename Filter>
std::string_view AskedFor(const Filter& filter) {
  return filter.has_is()         ? filter.is()
         : filter.has_contains() ? filter.contains()
                                 : filter.starts();
}

// What was spent in one currency, and in how many sales.
std::pair<int64_t, int64_t> SpendOf(const std::vector<v1::Sale>& sales,
                                    std::string_view currency) {
  int64_t sum = 0;
  int64_t count = 0;
  for (const v1::Sale& sale : sales) {
    if (sale.currency() != currency) continue;
    sum += sale.totals().total().minor_units();
    ++count;
  }
  return {sum, count};
}

int64_t LastVisit(const std::vector<v1::Sale>& sales) {
  int64_t last = 0;
  for (const v1::Sale& sale : sales) {
    last = std::max(last, sale.complete_time().seconds());
  }
  return last;
}

int64_t FirstVisit(const std::vector<v1::Sale>& sales) {
  int64_t first = sales.empty() ? 0 : sales[0].complete_time().seconds();
  for (const v1::Sale& sale : sales) {
    first = std::min(first, sale.complete_time().seconds());
  }
  return first;
}

}  // namespace

FilterModel::FilterModel(const kv::View& view, const std::string& merchant_id,
                         absl::Time now)
    : merchant_id_(merchant_id),
      now_(now),
      attributes_(customers::AttributeTables().All(view, merchant_id).value()) {
  ReadCustomers(view);
  ReadGroups(view);
  ReadSales(view);
}

void FilterModel::ReadCustomers(const kv::View& view) {
  const auto rows = view.Scan(Key(Space::kCustomers, merchant_id_).Prefix());
  for (; rows->Valid(); rows->Next()) {
    StoredCustomer stored;
    stored.ParseFromString(std::string(rows->value()));
    const std::string id = stored.customer().id();
    merged_into_[id] = stored.merged_into();
    if (stored.merged_into().empty()) people_[id].stored = stored;
  }
}

FilterModel::Person* FilterModel::ProfileOf(std::string id) {
  while (!merged_into_[id].empty()) id = merged_into_[id];
  const auto found = people_.find(id);
  return found == people_.end() ? nullptr : &found->second;
}

void FilterModel::ReadGroups(const kv::View& view) {
  const auto rows =
      view.Scan(Key(Space::kGroupMemberships, merchant_id_).Prefix());
  for (; rows->Valid(); rows->Next()) {
    store::KeyReader key(rows->key());
    std::string customer_id;
    std::string group_id;
    key.Id("cus", &customer_id);
    key.Id("grp", &group_id);
    if (Person* person = ProfileOf(customer_id)) {
      person->groups.insert(group_id);
    }
  }
}

void FilterModel::ReadSales(const kv::View& view) {
  const auto rows = view.Scan(Key(Space::kSales, merchant_id_).Prefix());
  for (; rows->Valid(); rows->Next()) {
    v1::Sale sale;
    sale.ParseFromString(std::string(rows->value()));
    if (sale.state() != v1::SALE_STATE_COMPLETED ||
        sale.customer_id().empty()) {
      continue;
    }
    if (Person* person = ProfileOf(sale.customer_id())) {
      person->sales.push_back(sale);
    }
  }
}

bool FilterModel::IsWithin(int64_t seconds,
                           const customers::v1::Period& period) const {
  if (period.last_days() > 0) {
    const int64_t now = absl::ToUnixSeconds(now_);
    return now - period.last_days() * kDaySeconds <= seconds && seconds <= now;
  }
  return (!period.has_start_time() ||
          seconds >= period.start_time().seconds()) &&
         (!period.has_end_time() || seconds < period.end_time().seconds());
}

bool FilterModel::Holds(const Filter& filter, const Person& person) const {
  const auto holds = [&](const Filter& part) { return Holds(part, person); };
  const customers::v1::Customer& customer = person.stored.customer();
  switch (filter.part_case()) {
    case Filter::kAll:
      return std::all_of(filter.all().parts().begin(),
                         filter.all().parts().end(), holds);
    case Filter::kAny:
      return std::any_of(filter.any().parts().begin(),
                         filter.any().parts().end(), holds);
    case Filter::kNone:
      return std::none_of(filter.none().parts().begin(),
                          filter.none().parts().end(), holds);
    case Filter::kText:
      return HoldsText(filter.text(), person);
    case Filter::kAttribute:
      return HoldsAttribute(filter.attribute(), person);
    case Filter::kCreationSource: {
      const auto has = [&](const auto& sources) {
        return std::find(sources.begin(), sources.end(),
                         customer.creation_source()) != sources.end();
      };
      const auto& sources = filter.creation_source();
      return (sources.include().empty() || has(sources.include())) &&
             !has(sources.exclude());
    }
    case Filter::kCreateTime:
      return IsWithin(customer.create_time().seconds(), filter.create_time());
    case Filter::kUpdateTime:
      return IsWithin(customer.update_time().seconds(), filter.update_time());
    case Filter::kBirthday:
      return HoldsBirthday(filter.birthday(), person);
    case Filter::kGroups: {
      const auto& groups = filter.groups();
      return (groups.any_of_group_ids().empty() ||
              HasAny(person.groups, groups.any_of_group_ids())) &&
             HasAll(person.groups, groups.all_of_group_ids()) &&
             !HasAny(person.groups, groups.none_of_group_ids());
    }
    default:
      return HoldsVisits(filter, person);
  }
}

bool FilterModel::HoldsVisits(const Filter& filter,
                              const Person& person) const {
  const std::vector<v1::Sale>& sales = person.sales;
  switch (filter.part_case()) {
    case Filter::kVisits:
      return IsIn(static_cast<int64_t>(sales.size()), filter.visits());
    case Filter::kSpend:
      return IsIn(SpendOf(sales, filter.spend().currency()).first,
                  filter.spend());
    case Filter::kAverageSpend: {
      const auto [sum, count] =
          SpendOf(sales, filter.average_spend().currency());
      // Rounded half up.
      return count > 0 &&
             IsIn((2 * sum + count) / (2 * count), filter.average_spend());
    }
    case Filter::kFirstVisit:
      return !sales.empty() &&
             IsWithin(FirstVisit(sales), filter.first_visit());
    case Filter::kLastVisit:
      return !sales.empty() && IsWithin(LastVisit(sales), filter.last_visit());
    case Filter::kLocations: {
      std::set<std::string> locations;
      for (const v1::Sale& sale : sales) locations.insert(sale.location_id());
      return (filter.locations().any_of_location_ids().empty() ||
              HasAny(locations, filter.locations().any_of_location_ids())) &&
             !HasAny(locations, filter.locations().none_of_location_ids());
    }
    default:
      return false;
  }
}

bool FilterModel::HoldsText(const TextFilter& filter,
                            const Person& person) const {
  const customers::v1::Customer& customer = person.stored.customer();
  const auto kept = [&](const std::string& own) {
    if (filter.has_exists()) return !own.empty() == filter.exists();
    return Matches(filter, customers::FilterText(own),
                   customers::FilterText(AskedFor(filter)));
  };
  switch (filter.field()) {
    case customers::v1::TEXT_FIELD_GIVEN_NAME:
      return kept(customer.given_name());
    case customers::v1::TEXT_FIELD_FAMILY_NAME:
      return kept(customer.family_name());
    case customers::v1::TEXT_FIELD_COMPANY_NAME:
      return kept(customer.company_name());
    case customers::v1::TEXT_FIELD_LANGUAGE:
      return kept(customer.language());
    case customers::v1::TEXT_FIELD_LOCALITY:
      return kept(customer.address().locality());
    case customers::v1::TEXT_FIELD_ADDRESS:
      return customer.has_address() == filter.exists();
    default:
      break;
  }
  // The email address.
  if (filter.has_exists()) {
    return !customer.email_address().empty() == filter.exists();
  }
  // The primary one and the others: one that takes the place of another leaves
  // that among them.
  const auto is_wanted = [&filter](const std::string& address) {
    const std::string key = EmailKey(address);
    return !key.empty() && Matches(filter, key, EmailKey(AskedFor(filter)));
  };
  for (const auto& identity : customers::IdentitiesOf(person.stored)) {
    const auto& others = identity.customer.other_email_addresses();
    if (is_wanted(identity.customer.email_address()) ||
        std::any_of(others.begin(), others.end(), [&](const auto& other) {
          return is_wanted(other.email_address());
        })) {
      return true;
    }
  }
  return false;
}

bool FilterModel::HoldsAttribute(const AttributeFilter& filter,
                                 const Person& person) const {
  const auto shown = customers::FindShown(
      *attributes_.Find(filter.attribute_definition_id()), person.stored);
  if (filter.has_exists()) return shown.has_value() == filter.exists();
  if (!shown) return false;
  const customers::v1::AttributeValue& own = shown->value;
  switch (filter.match_case()) {
    case AttributeFilter::kText:
      return Matches(filter.text(), customers::FilterText(own.text()),
                     customers::FilterText(AskedFor(filter.text())));
    case AttributeFilter::kNumber: {
      const customers::v1::DecimalRange& range = filter.number();
      const int64_t units = DecimalUnits(own.number());
      return (range.minimum().empty() ||
              units >= DecimalUnits(range.minimum())) &&
             (range.maximum().empty() ||
              units <= DecimalUnits(range.maximum()));
    }
    case AttributeFilter::kBoolean:
      return own.boolean() == filter.boolean();
    case AttributeFilter::kDate:
      return (filter.date().from().empty() ||
              own.date() >= filter.date().from()) &&
             (filter.date().to().empty() || own.date() <= filter.date().to());
    case AttributeFilter::kEmail:
      return EmailKey(own.email()) == EmailKey(filter.email());
    default: {
      const auto& ids = own.selection().option_ids();
      return HasAny({ids.begin(), ids.end()},
                    filter.selection().any_of_option_ids());
    }
  }
}

bool FilterModel::HoldsBirthday(const customers::v1::BirthdayFilter& filter,
                                const Person& person) const {
  const std::string& birthday = person.stored.customer().birthday();
  if (birthday.empty()) return false;
  const std::string day = birthday.substr(birthday.size() - 5);
  if (filter.has_range()) {
    const std::string& from = filter.range().from();
    const std::string& to = filter.range().to();
    return from <= to ? from <= day && day <= to : from <= day || day <= to;
  }
  const absl::CivilDay today = absl::ToCivilDay(now_, absl::UTCTimeZone());
  for (int i = 0; i <= filter.next_days(); ++i) {
    const std::string text = absl::FormatCivilTime(today + i).substr(5);
    const bool is_leap_day_moved =
        text == "02-28" && (today + i + 1).day() == 1 && day == "02-29";
    if (text == day || is_leap_day_moved) return true;
  }
  return false;
}

std::vector<std::string> FilterModel::Left(const Filter& filter,
                                           CustomerOrder order) const {
  using Rank = std::tuple<bool, int64_t, std::string, std::string>;
  std::vector<Rank> ranks;
  for (const auto& [id, person] : people_) {
    if (!Holds(filter, person)) continue;
    Rank rank{false, 0, "", id};
    switch (order) {
      case customers::v1::CUSTOMER_ORDER_NAME:
      case customers::v1::CUSTOMER_ORDER_NAME_DESCENDING:
        std::get<2>(rank) = customers::SortName(person.stored.customer());
        break;
      case customers::v1::CUSTOMER_ORDER_LAST_VISIT_NEWEST_FIRST:
        std::get<0>(rank) = person.sales.empty();
        std::get<1>(rank) = -LastVisit(person.sales);
        break;
      case customers::v1::CUSTOMER_ORDER_LAST_VISIT_OLDEST_FIRST:
        std::get<0>(rank) = person.sales.empty();
        std::get<1>(rank) = LastVisit(person.sales);
        break;
      case customers::v1::CUSTOMER_ORDER_SPEND_HIGHEST_FIRST:
        std::get<1>(rank) = -SpendOf(person.sales, "EUR").first;
        break;
      case customers::v1::CUSTOMER_ORDER_SPEND_LOWEST_FIRST:
        std::get<1>(rank) = SpendOf(person.sales, "EUR").first;
        break;
      default:
        break;
    }
    ranks.push_back(rank);
  }
  std::sort(ranks.begin(), ranks.end());
  const bool is_reverse =
      order == customers::v1::CUSTOMER_ORDER_NAME_DESCENDING ||
      order == customers::v1::CUSTOMER_ORDER_NEWEST_FIRST;
  if (is_reverse) std::reverse(ranks.begin(), ranks.end());
  std::vector<std::string> ids;
  for (const Rank& rank : ranks) ids.push_back(std::get<3>(rank));
  return ids;
}

}  // namespace comptoir::sales
