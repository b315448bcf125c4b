// Lists sales, page by page.
#ifndef COMPTOIR_SERVER_SALES_SALE_SALE_LIST_H_
#define COMPTOIR_SERVER_SALES_SALE_SALE_LIST_H_

#include "absl/status/statusor.h"
#include "comptoir/sales/v1/sale_requests.pb.h"
#include "server/merchants/merchant_tables.h"
#include "server/rpc/call.h"
#include "server/sales/sale_book.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// The page that `request` asks for. NOT_FOUND for a location that the merchant
// does not have.
absl::StatusOr<v1::ListSalesResponse> PageOfSales(
    const SaleBook& book, const merchants::MerchantTables& merchants,
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListSalesRequest& request);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALE_SALE_LIST_H_
