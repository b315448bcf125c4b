// Every table of the sales area.
#ifndef COMPTOIR_SERVER_SALES_SALES_TABLES_H_
#define COMPTOIR_SERVER_SALES_SALES_TABLES_H_

#include <vector>

#include "comptoir/sales/v1/payment.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "comptoir/storage/v1/sales.pb.h"
#include "server/store/table.h"

namespace comptoir::sales {

// One for a server, made before its store starts.
struct SalesTables {
  SalesTables();
  SalesTables(const SalesTables&) = delete;
  SalesTables& operator=(const SalesTables&) = delete;

  // With the index kSalesByLocation, and kSalesByCustomer and kSalesByVisitDay
  // of completed sales.
  store::Table<v1::Sale> sales;
  store::Table<v1::Payment> payments;
  // By customer; absent for one without completed sales.
  store::Table<storage::v1::StoredPurchaseSummary> summaries;

  // For `comptoird verify`.
  std::vector<const store::TableBase*> All() const;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALES_TABLES_H_
