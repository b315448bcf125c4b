#include "server/sales/sales_tables.h"

#include <string>

#include "server/base/timestamps.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredPurchaseSummary;
using store::Key;
using store::Space;
using v1::Payment;
using v1::Sale;

// location:id
std::vector<std::string> LocationRows(const Sale& sale) {
  return {std::string(Key(Space::kSalesByLocation, store::kInstallation)
                          .Id(sale.location_id())
                          .tail())};
}

// customer:id completed micros:i64
std::vector<std::string> CustomerRows(const Sale& sale) {
  if (sale.state() != v1::SALE_STATE_COMPLETED || sale.customer_id().empty()) {
    return {};
  }
  return {std::string(Key(Space::kSalesByCustomer, store::kInstallation)
                          .Id(sale.customer_id())
                          .I64(absl::ToUnixMicros(ToTime(sale.complete_time())))
                          .tail())};
}

// customer:id location:id date:text, of what CustomerRows has and that has a
// date
std::vector<std::string> VisitDayRows(const Sale& sale) {
  if (sale.state() != v1::SALE_STATE_COMPLETED || sale.customer_id().empty() ||
      sale.complete_date().empty()) {
    return {};
  }
  return {std::string(Key(Space::kSalesByVisitDay, store::kInstallation)
                          .Id(sale.customer_id())
                          .Id(sale.location_id())
                          .Text(sale.complete_date())
                          .tail())};
}

}  // namespace

SalesTables::SalesTables()
    : sales({.space = Space::kSales,
             .noun = "sale",
             .id_prefix = "sal",
             .id = [](const Sale& sale) { return sale.id(); },
             .indexes = {{Space::kSalesByLocation, LocationRows},
                         {Space::kSalesByCustomer, CustomerRows},
                         {Space::kSalesByVisitDay, VisitDayRows}}}),
      payments({.space = Space::kPayments,
                .noun = "payment",
                .id_prefix = "pay",
                .id = [](const Payment& payment) { return payment.id(); }}),
      summaries({.space = Space::kPurchaseSummaries,
                 .noun = "purchase summary",
                 .id_prefix = "cus",
                 .id = [](const StoredPurchaseSummary& summary) {
                   return summary.customer_id();
                 }}) {}

std::vector<const store::TableBase*> SalesTables::All() const {
  return {&sales, &payments, &summaries};
}

}  // namespace comptoir::sales
