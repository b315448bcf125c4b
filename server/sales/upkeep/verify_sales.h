// What must hold between sales, payments and purchase summaries, beyond the
// tables' indexes.
#ifndef COMPTOIR_SERVER_SALES_UPKEEP_VERIFY_SALES_H_
#define COMPTOIR_SERVER_SALES_UPKEEP_VERIFY_SALES_H_

#include "server/sales/sales_tables.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::sales {

// - A sale's totals are those of its lines, payments and refunds, each payment
//   is stored under the sale with what was given back of it, and a completed
//   sale is paid;
// - a customer's purchase summary is what the completed sales come to. (Counts
//   of items only while none was forgotten: see kItemsKeptMax.) A customer who
//   was deleted has none;
// - each card link can be read and is found by the customers of its claims.
// `tables` must outlive `checks`.
void AddSalesChecks(const SalesTables& tables, store::Checks& checks);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_UPKEEP_VERIFY_SALES_H_
