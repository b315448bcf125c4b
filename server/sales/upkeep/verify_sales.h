// What must hold between sales, payments and purchase summaries, beyond the
// tables' indexes: part of `comptoird verify`.
#ifndef COMPTOIR_SERVER_SALES_UPKEEP_VERIFY_SALES_H_
#define COMPTOIR_SERVER_SALES_UPKEEP_VERIFY_SALES_H_

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/sales/sales_tables.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::sales {

// Checks all of `snapshot`:
// - a sale's totals are those of its lines and payments, each payment is stored
//   under the sale, and a completed sale is paid;
// - a customer's purchase summary is what the completed sales come to. (Counts
//   of items only while none was forgotten: see kItemsKeptMax.) A customer who
//   was deleted has none;
// - each card link can be read and is found by its customer.
// An error means that the database could not be read to the end.
absl::Status VerifySales(const kv::View& snapshot, const SalesTables& tables,
                         store::VerifyReport& report);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_UPKEEP_VERIFY_SALES_H_
