// The sales area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_SALES_SALES_AREA_H_
#define COMPTOIR_SERVER_SALES_SALES_AREA_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/area.h"
#include "server/customers/customer_directory.h"
#include "server/customers/filters/filters.h"
#include "server/customers/participant.h"
#include "server/merchants/merchant_tables.h"
#include "server/sales/filters/purchase_filters.h"
#include "server/sales/filters/visited_filters.h"
#include "server/sales/payment/payment_service.h"
#include "server/sales/sale/sale_service.h"
#include "server/sales/sale_book.h"
#include "server/sales/sales_tables.h"

namespace comptoir::sales {

// What it is made of must outlive it.
class SalesArea final : public Area, private customers::Participant {
 public:
  SalesArea(const customers::CustomerDirectory& directory,
            const merchants::MerchantTables& merchants)
      : book_(tables_, directory, merchants),
        service_(book_, merchants),
        payment_service_(book_),
        merchants_(merchants) {}

  // Lets customers be filtered and listed by what they bought. Before anything
  // is loaded; `filters` must outlive this.
  void AddFilters(customers::Filters& filters) {
    purchase_filters_.emplace(tables_, filters);
    visited_filters_.emplace(tables_, merchants_, filters);
  }

  // For ApplyCardPayment, and to collect.
  SaleBook& book() { return book_; }

  std::string_view name() const override { return "sales"; }
  std::vector<const store::TableBase*> tables() const override {
    return tables_.All();
  }
  std::vector<store::Space> other_spaces() const override;
  void AddChecks(store::Checks& checks) const override;
  void AddRequestChecks(rpc::RequestChecks* checks) const override;
  const customers::Participant* participant() const override { return this; }
  void Bind(rpc::Runtime& runtime, BoundServices* bound) override;

 private:
  std::vector<store::Space> customer_spaces() const override;
  absl::StatusOr<std::vector<customers::CustomerPart>> PartsOf(
      const kv::View& view, std::string_view merchant_id,
      const std::string& customer_id) const override;
  absl::Status Fold(const Call& call, const kv::View& view,
                    const std::vector<std::string>& identities,
                    customers::v1::CustomerSummary* summary) const override;
  absl::Status BringBack(store::Transaction& txn,
                         const std::string& customer_id) const override;
  absl::Status Forget(store::Transaction& txn,
                      std::string_view customer_id) const override;

  SalesTables tables_;
  SaleBook book_;
  SaleService service_;
  PaymentService payment_service_;
  const merchants::MerchantTables& merchants_;
  std::optional<PurchaseFilters> purchase_filters_;
  std::optional<VisitedFilters> visited_filters_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALES_AREA_H_
