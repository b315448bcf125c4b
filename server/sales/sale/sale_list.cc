#include "server/sales/sale/sale_list.h"

#include "server/base/status.h"
#include "server/rpc/page_token.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using store::Key;
using store::Space;
using v1::ListSalesRequest;
using v1::Sale;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 200;
// Sales that one page looks at: a rare state must not hold a thread.
constexpr int kScanMax = 1000;

// The keys of the sales asked for; all end with the sale's id.
kv::Range RangeFor(const Call& call, const ListSalesRequest& request,
                   const std::string& customer_id) {
  const std::string& merchant_id = call.merchant_id();
  if (!customer_id.empty()) {
    return Key(Space::kSalesByCustomer, merchant_id).Id(customer_id).Prefix();
  }
  if (!request.location_id().empty()) {
    return Key(Space::kSalesByLocation, merchant_id)
        .Id(request.location_id())
        .Prefix();
  }
  return Key(Space::kSales, merchant_id).Prefix();
}

bool Matches(const ListSalesRequest& request, const Sale& sale) {
  return request.state() == v1::SALE_STATE_UNSPECIFIED ||
         request.state() == sale.state();
}

}  // namespace

absl::StatusOr<v1::ListSalesResponse> PageOfSales(
    const SalesTables& tables, const Call& call,
    const store::Snapshot& snapshot, const ListSalesRequest& request,
    const std::string& customer_id) {
  if (!request.customer_id().empty() && !request.location_id().empty()) {
    return InvalidField("location_id", "not together with customer_id");
  }
  ASSIGN_OR_RETURN(std::string from, rpc::OpenPageToken(call, request));
  const kv::Range range = RangeFor(call, request, customer_id);
  const int page_size =
      rpc::PageSize(request.page_size(), kPageSizeDefault, kPageSizeMax);

  v1::ListSalesResponse response;
  int scanned = 0;
  do {
    ASSIGN_OR_RETURN(const store::IdPage page,
                     store::ScanIds(snapshot, range, "sal",
                                    page_size - response.sales_size(), from,
                                    kv::Direction::kReverse));
    for (const std::string& id : page.ids) {
      ASSIGN_OR_RETURN(Sale sale,
                       tables.sales.Get(snapshot, call.merchant_id(), id));
      if (Matches(request, sale)) *response.add_sales() = std::move(sale);
    }
    scanned += static_cast<int>(page.ids.size());
    from = page.next_key;
  } while (!from.empty() && response.sales_size() < page_size &&
           scanned < kScanMax);
  response.set_next_page_token(rpc::MakePageToken(call, request, from));
  return response;
}

}  // namespace comptoir::sales
