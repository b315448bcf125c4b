// Days on which customers came, by the clocks of the places they came to.
#ifndef COMPTOIR_SERVER_SALES_VISIT_DAYS_H_
#define COMPTOIR_SERVER_SALES_VISIT_DAYS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "server/merchants/merchant_tables.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// What the calendar at a location shows at `time`: YYYY-MM-DD.
//
// By UTC where the location is gone or the system has lost its time zone: a
// sale that was paid is completed, whatever becomes of its calendar.
absl::StatusOr<std::string> DateAt(const merchants::MerchantTables& merchants,
                                   const store::Transaction& txn,
                                   const std::string& location_id,
                                   absl::Time time);

// Whether `sale` is the only one of `customer_id` that was completed on its
// date at its location. False for a sale from before sales had dates.
absl::StatusOr<bool> MakesTheDay(const store::Transaction& txn,
                                 const v1::Sale& sale,
                                 const std::string& customer_id);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_VISIT_DAYS_H_
