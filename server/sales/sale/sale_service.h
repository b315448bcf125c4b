// Sales, their payments, and what customers have bought.
#ifndef COMPTOIR_SERVER_SALES_SALE_SALE_SERVICE_H_
#define COMPTOIR_SERVER_SALES_SALE_SALE_SERVICE_H_

#include <string>

#include "absl/status/statusor.h"
#include "comptoir/sales/v1/sale_service.server.h"
#include "server/merchants/merchant_tables.h"
#include "server/sales/sale_book.h"

namespace comptoir::sales {

// Thread-safe. See protos/comptoir/sales/v1/sale_service.proto.
class SaleService final : public v1::SaleServiceBase {
 public:
  // Both must outlive this.
  SaleService(const SaleBook& book, const merchants::MerchantTables& merchants)
      : book_(book), merchants_(merchants) {}

  absl::StatusOr<v1::CreateSaleResponse> CreateSale(
      const Call& call, store::Transaction& txn,
      const v1::CreateSaleRequest& request) override;

  absl::StatusOr<v1::GetSaleResponse> GetSale(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetSaleRequest& request) override;

  absl::StatusOr<v1::ListSalesResponse> ListSales(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListSalesRequest& request) override;

  absl::StatusOr<v1::AddSaleLinesResponse> AddSaleLines(
      const Call& call, store::Transaction& txn,
      const v1::AddSaleLinesRequest& request) override;

  absl::StatusOr<v1::RemoveSaleLineResponse> RemoveSaleLine(
      const Call& call, store::Transaction& txn,
      const v1::RemoveSaleLineRequest& request) override;

  absl::StatusOr<v1::AttachCustomerResponse> AttachCustomer(
      const Call& call, store::Transaction& txn,
      const v1::AttachCustomerRequest& request) override;

  absl::StatusOr<v1::DetachCustomerResponse> DetachCustomer(
      const Call& call, store::Transaction& txn,
      const v1::DetachCustomerRequest& request) override;

  absl::StatusOr<v1::RecordPaymentResponse> RecordPayment(
      const Call& call, store::Transaction& txn,
      const v1::RecordPaymentRequest& request) override;

  absl::StatusOr<v1::CancelSaleResponse> CancelSale(
      const Call& call, store::Transaction& txn,
      const v1::CancelSaleRequest& request) override;

  absl::StatusOr<v1::GetPurchaseSummaryResponse> GetPurchaseSummary(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetPurchaseSummaryRequest& request) override;

 private:
  // The sale that a write names, after the check of its etag.
  absl::StatusOr<v1::Sale> ForWrite(const store::Transaction& txn,
                                    const std::string& sale_id,
                                    const std::string& etag) const;
  // See ShowProfile().
  absl::Status Show(const kv::View& view, std::string_view merchant_id,
                    v1::Sale* sale) const;
  // The currency of the location where a new sale is opened.
  absl::StatusOr<std::string> CurrencyAt(const store::Transaction& txn,
                                         const std::string& location_id) const;

  const SaleBook& book_;
  const merchants::MerchantTables& merchants_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALE_SALE_SERVICE_H_
