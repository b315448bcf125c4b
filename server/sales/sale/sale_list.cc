#include "server/sales/sale/sale_list.h"

#include "server/base/status.h"
#include "server/records/page.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using store::Key;
using store::Space;
using v1::ListSalesRequest;
using v1::Sale;

// The customer's index has the sales that they completed.
bool IsOfCompleted(const ListSalesRequest& request) {
  return request.state() == v1::SALE_STATE_UNSPECIFIED ||
         request.state() == v1::SALE_STATE_COMPLETED;
}

// The keys of the sales asked for; all end with the sale's id.
kv::Range RangeFor(const Call& call, const ListSalesRequest& request) {
  const std::string& merchant_id = call.merchant_id();
  if (!request.customer_id().empty() && IsOfCompleted(request)) {
    return Key(Space::kSalesByCustomer, merchant_id)
        .Id(request.customer_id())
        .Prefix();
  }
  if (!request.location_id().empty()) {
    return Key(Space::kSalesByLocation, merchant_id)
        .Id(request.location_id())
        .Prefix();
  }
  return Key(Space::kSales, merchant_id).Prefix();
}

bool Matches(const ListSalesRequest& request, const Sale& sale) {
  return (request.state() == v1::SALE_STATE_UNSPECIFIED ||
          request.state() == sale.state()) &&
         (request.location_id().empty() ||
          request.location_id() == sale.location_id()) &&
         (request.customer_id().empty() ||
          request.customer_id() == sale.customer_id());
}

}  // namespace

absl::StatusOr<v1::ListSalesResponse> PageOfSales(
    const SalesTables& tables, const merchants::MerchantTables& merchants,
    const Call& call, const store::Snapshot& snapshot,
    const ListSalesRequest& request) {
  if (!request.location_id().empty()) {
    RETURN_IF_ERROR(
        merchants.locations
            .Get(snapshot, call.merchant_id(), request.location_id())
            .status());
  }
  ASSIGN_OR_RETURN(
      auto page, records::ListIndexPage<Sale>(
                     call, snapshot, tables.sales, request,
                     {.range = RangeFor(call, request),
                      .direction = kv::Direction::kReverse},
                     [&](const Sale& sale) { return Matches(request, sale); }));
  v1::ListSalesResponse response;
  for (Sale& sale : page.records) *response.add_sales() = std::move(sale);
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

}  // namespace comptoir::sales
