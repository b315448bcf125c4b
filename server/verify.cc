#include "server/verify.h"

#include <vector>

#include "server/base/status.h"
#include "server/customers/customer_tables.h"
#include "server/merchants/merchant_tables.h"
#include "server/readers/reader_tables.h"
#include "server/readers/upkeep/verify_readers.h"
#include "server/sales/sales_tables.h"
#include "server/sales/upkeep/verify_sales.h"

namespace comptoir {

absl::StatusOr<store::VerifyReport> VerifyAll(const kv::View& snapshot) {
  const merchants::MerchantTables merchants;
  const customers::CustomerTables customers;
  const sales::SalesTables sales;
  const readers::ReaderTables readers;
  std::vector<const store::TableBase*> tables;
  for (const auto& area :
       {merchants.All(), customers.All(), sales.All(), readers.All()}) {
    tables.insert(tables.end(), area.begin(), area.end());
  }
  ASSIGN_OR_RETURN(store::VerifyReport report,
                   store::VerifyStore(snapshot, tables));
  RETURN_IF_ERROR(sales::VerifySales(snapshot, sales, report));
  RETURN_IF_ERROR(readers::VerifyReaders(snapshot, readers, sales, report));
  return report;
}

}  // namespace comptoir
