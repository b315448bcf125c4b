// What must hold of purchase summaries.
#ifndef COMPTOIR_SERVER_SALES_UPKEEP_SUMMARY_CHECKS_H_
#define COMPTOIR_SERVER_SALES_UPKEEP_SUMMARY_CHECKS_H_

#include "server/sales/sales_tables.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::sales {

// See verify_sales.h.
void AddSummaryChecks(const SalesTables& tables, store::Checks& checks);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_UPKEEP_SUMMARY_CHECKS_H_
