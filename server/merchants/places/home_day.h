// Which day it is where somebody calls from.
#ifndef COMPTOIR_SERVER_MERCHANTS_PLACES_HOME_DAY_H_
#define COMPTOIR_SERVER_MERCHANTS_PLACES_HOME_DAY_H_

#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/kv/kv.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// The day that it is at `now` by the clock of the location, which may be "",
// else of the merchant; of UTC when neither is known. Thread-safe; a
// transaction may ask.
absl::CivilDay DayAtHome(const MerchantTables& tables, const kv::View& view,
                         std::string_view merchant_id,
                         std::string_view location_id, absl::Time now);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PLACES_HOME_DAY_H_
