#include "server/merchants/places/home_day.h"

#include <string>

#include "server/base/calendar/local_time.h"
#include "server/base/calendar/time_zone.h"

namespace comptoir::merchants {

absl::CivilDay DayAtHome(const MerchantTables& tables, const kv::View& view,
                         std::string_view merchant_id,
                         std::string_view location_id, absl::Time now) {
  std::string zone;
  if (!location_id.empty()) {
    const auto location = tables.locations.Find(view, merchant_id, location_id);
    if (location.ok() && *location) zone = (*location)->time_zone();
  }
  if (zone.empty()) {
    const auto merchant = tables.merchants.Find(view, merchant_id, merchant_id);
    if (merchant.ok() && *merchant) zone = (*merchant)->time_zone();
  }
  return LocalDay(now, AcceptedTimeZone(zone).value_or(absl::UTCTimeZone()));
}

}  // namespace comptoir::merchants
