#include "server/sales/visit_days.h"

#include <algorithm>
#include <optional>

#include "absl/time/civil_time.h"
#include "server/base/calendar/local_time.h"
#include "server/base/calendar/time_zone.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/scan_ids.h"

namespace comptoir::sales {
namespace {

using store::Key;
using store::Space;
using store::Transaction;
using v1::Sale;

}  // namespace

absl::StatusOr<std::string> DateAt(const merchants::MerchantTables& merchants,
                                   const Transaction& txn,
                                   const std::string& location_id,
                                   absl::Time time) {
  ASSIGN_OR_RETURN(
      const std::optional<merchants::v1::Location> location,
      merchants.locations.Find(txn, txn.merchant_id(), location_id));
  const absl::TimeZone zone =
      AcceptedTimeZone(location ? location->time_zone() : "")
          .value_or(absl::UTCTimeZone());
  return absl::FormatCivilTime(LocalDay(time, zone));
}

absl::StatusOr<bool> MakesTheDay(const Transaction& txn, const Sale& sale,
                                 const std::string& customer_id) {
  if (sale.complete_date().empty()) return false;
  // It and another one tell.
  constexpr int kSalesMax = 2;
  ASSIGN_OR_RETURN(
      const store::IdPage page,
      store::ScanIds(txn,
                     Key(Space::kSalesByVisitDay, txn.merchant_id())
                         .Id(customer_id)
                         .Id(sale.location_id())
                         .Text(sale.complete_date())
                         .Prefix(),
                     "sal", kSalesMax));
  return std::all_of(page.ids.begin(), page.ids.end(),
                     [&](const std::string& id) { return id == sale.id(); });
}

}  // namespace comptoir::sales
