#include "server/sales/sale/profile_summary.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "comptoir/storage/v1/sales.pb.h"
#include "server/base/status.h"
#include "server/customers/merges/profile_view.h"
#include "server/sales/rules/purchase_summary.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredPurchaseSummary;
using store::Key;
using store::KeyReader;
using store::Space;
using v1::VisitedLocation;

// A row of Space::kSalesByVisitDay, but for its sale.
struct VisitDay {
  std::string location_id;
  std::string date;
};
absl::StatusOr<VisitDay> VisitDayOf(std::string_view row) {
  KeyReader key(row);
  std::string id;
  VisitDay day;
  if (!key.Id("cus", &id) || !key.Id("loc", &day.location_id) ||
      !key.Text(&day.date)) {
    return Corrupt("a visit's day");
  }
  return day;
}

Key VisitDaysOf(const std::string& merchant_id,
                const std::string& customer_id) {
  return Key(Space::kSalesByVisitDay, merchant_id).Id(customer_id);
}

// A day on which two identities came is one.
absl::StatusOr<int64_t> CountDays(
    const kv::View& view, const std::string& merchant_id,
    const std::vector<StoredPurchaseSummary>& summaries) {
  absl::flat_hash_set<std::string> days;
  for (const StoredPurchaseSummary& summary : summaries) {
    const auto rows =
        view.Scan(VisitDaysOf(merchant_id, summary.customer_id()).Prefix());
    for (; rows->Valid(); rows->Next()) {
      ASSIGN_OR_RETURN(const VisitDay day, VisitDayOf(rows->key()));
      days.insert(day.location_id + day.date);
    }
    RETURN_IF_ERROR(rows->status());
  }
  return static_cast<int64_t>(days.size());
}

// The row at which a walk begins; absent when there is none.
absl::StatusOr<std::optional<VisitDay>> FirstRow(const kv::View& view,
                                                 const kv::Range& range,
                                                 kv::Direction direction) {
  const auto rows = view.Scan(range, direction);
  RETURN_IF_ERROR(rows->status());
  if (!rows->Valid()) return std::optional<VisitDay>();
  ASSIGN_OR_RETURN(VisitDay day, VisitDayOf(rows->key()));
  return std::optional<VisitDay>(std::move(day));
}

// Where a customer came, the place of the last visit first. Goes from place to
// place, however many visits there were at each.
absl::StatusOr<std::vector<VisitedLocation>> LocationsOf(
    const kv::View& view, const std::string& merchant_id,
    const std::string& customer_id) {
  std::vector<VisitedLocation> locations;
  kv::Range left = VisitDaysOf(merchant_id, customer_id).Prefix();
  for (;;) {
    ASSIGN_OR_RETURN(const std::optional<VisitDay> first,
                     FirstRow(view, left, kv::Direction::kForward));
    if (!first) break;
    const kv::Range here =
        VisitDaysOf(merchant_id, customer_id).Id(first->location_id).Prefix();
    ASSIGN_OR_RETURN(const std::optional<VisitDay> last,
                     FirstRow(view, here, kv::Direction::kReverse));
    if (!last) return Corrupt("a visit's day");
    VisitedLocation& location = locations.emplace_back();
    location.set_location_id(last->location_id);
    location.set_last_visit_date(last->date);
    left.start = here.limit;
  }
  std::sort(locations.begin(), locations.end(),
            [](const VisitedLocation& a, const VisitedLocation& b) {
              return std::tie(b.last_visit_date(), a.location_id()) <
                     std::tie(a.last_visit_date(), b.location_id());
            });
  locations.resize(std::min(locations.size(), kLocationsShownMax));
  return locations;
}

}  // namespace

absl::StatusOr<v1::PurchaseSummary> SummaryOfProfile(
    const SalesTables& tables, const kv::View& view,
    const std::string& merchant_id,
    const std::vector<std::string>& identities) {
  const std::string& survivor_id = identities.front();
  ASSIGN_OR_RETURN(auto found,
                   tables.summaries.FindMany(view, merchant_id, identities));
  std::vector<StoredPurchaseSummary> summaries;
  std::vector<std::string> buyers;
  for (std::optional<StoredPurchaseSummary>& summary : found) {
    if (!summary) continue;
    buyers.push_back(summary->customer_id());
    summaries.push_back(*std::move(summary));
  }
  StoredPurchaseSummary sum;
  for (const StoredPurchaseSummary& summary : summaries) {
    RETURN_IF_ERROR(AddSummary(summary, &sum));
  }
  if (summaries.size() > 1) {
    ASSIGN_OR_RETURN(const int64_t days,
                     CountDays(view, merchant_id, summaries));
    sum.set_visit_day_count(days);
  }
  sum.set_customer_id(survivor_id);
  v1::PurchaseSummary summary = ToPublic(sum);
  if (buyers.empty()) return summary;
  const customers::ProfileView profile(view, buyers);
  ASSIGN_OR_RETURN(
      const std::vector<VisitedLocation> locations,
      LocationsOf(
          buyers.size() > 1 ? static_cast<const kv::View&>(profile) : view,
          merchant_id, buyers.front()));
  summary.mutable_locations()->Assign(locations.begin(), locations.end());
  return summary;
}

}  // namespace comptoir::sales
