// The sales area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_SALES_SALES_AREA_H_
#define COMPTOIR_SERVER_SALES_SALES_AREA_H_

#include <memory>
#include <vector>

#include "server/customers/customer_directory.h"
#include "server/merchants/merchant_tables.h"
#include "server/rpc/bound_service.h"
#include "server/sales/directory_customer_book.h"
#include "server/sales/sale/sale_service.h"
#include "server/sales/sale_book.h"
#include "server/sales/sales_tables.h"

namespace comptoir::rpc {
class Runtime;
}

namespace comptoir::sales {

// What it is made of must outlive it; it must outlive what Bind() gave.
class SalesArea {
 public:
  SalesArea(const customers::CustomerDirectory& directory,
            const merchants::MerchantTables& merchants)
      : customers_(directory), service_(book_, merchants) {}

  // For `comptoird verify` and for checkouts.
  const SalesTables& tables() const { return tables_; }
  // For ApplyCardPayment.
  const SaleBook& book() const { return book_; }

  void Bind(rpc::Runtime& runtime,
            std::vector<std::unique_ptr<rpc::BoundService>>* bound);

 private:
  SalesTables tables_;
  DirectoryCustomerBook customers_;
  SaleBook book_{tables_, customers_};
  SaleService service_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALES_AREA_H_
