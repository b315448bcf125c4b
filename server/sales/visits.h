// Keeps customers' purchase summaries equal to their completed sales.
#ifndef COMPTOIR_SERVER_SALES_VISITS_H_
#define COMPTOIR_SERVER_SALES_VISITS_H_

#include <string>

#include "absl/status/status.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "server/sales/sales_tables.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// Counts `sale`, which is completed and stored with its customer.
absl::Status AddVisit(const SalesTables& tables, store::Transaction& txn,
                      const v1::Sale& sale);

// Takes `sale`, as it was completed, out of the summary of `customer_id`, whose
// it was. It must be stored with its new customer, or none, or as completed no
// more by now.
absl::Status RemoveVisit(const SalesTables& tables, store::Transaction& txn,
                         const v1::Sale& sale, const std::string& customer_id);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_VISITS_H_
