#include "server/sales/sale/sale_list.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "server/base/status.h"
#include "server/customers/merges/profile_view.h"
#include "server/records/page.h"
#include "server/sales/shown_sale.h"
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

// `identities` are those of the customer asked for.
bool Matches(const ListSalesRequest& request,
             const std::vector<std::string>& identities, const Sale& sale) {
  return (request.state() == v1::SALE_STATE_UNSPECIFIED ||
          request.state() == sale.state()) &&
         (request.location_id().empty() ||
          request.location_id() == sale.location_id()) &&
         (identities.empty() ||
          std::find(identities.begin(), identities.end(), sale.customer_id()) !=
              identities.end());
}

}  // namespace

absl::StatusOr<v1::ListSalesResponse> PageOfSales(
    const SaleBook& book, const merchants::MerchantTables& merchants,
    const Call& call, const store::Snapshot& snapshot,
    const ListSalesRequest& request) {
  if (!request.location_id().empty()) {
    RETURN_IF_ERROR(
        merchants.locations
            .Get(snapshot, call.merchant_id(), request.location_id())
            .status());
  }
  const auto list = [&](const kv::View& view,
                        const std::vector<std::string>& identities) {
    return records::ListIndexPage<Sale>(
        call, view, book.tables().sales, request,
        {.range = RangeFor(call, request),
         .direction = kv::Direction::kReverse},
        [&](const Sale& sale) { return Matches(request, identities, sale); });
  };
  std::vector<std::string> identities;
  if (!request.customer_id().empty()) {
    ASSIGN_OR_RETURN(identities,
                     book.customers().CustomerIdentities(
                         snapshot, call.merchant_id(), request.customer_id()));
  }
  // Those of all identities in one order.
  const bool is_merged = identities.size() > 1 && IsOfCompleted(request);
  ASSIGN_OR_RETURN(
      records::Page<Sale> page,
      is_merged ? list(customers::ProfileView(snapshot, identities), identities)
                : list(snapshot, identities));
  v1::ListSalesResponse response;
  for (Sale& sale : page.records) {
    RETURN_IF_ERROR(
        ShowProfile(book.customers(), snapshot, call.merchant_id(), &sale));
    *response.add_sales() = std::move(sale);
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

}  // namespace comptoir::sales
