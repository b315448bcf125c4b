// Payments of sales, and money given back.
#ifndef COMPTOIR_SERVER_SALES_PAYMENT_PAYMENT_SERVICE_H_
#define COMPTOIR_SERVER_SALES_PAYMENT_PAYMENT_SERVICE_H_

#include "absl/status/statusor.h"
#include "comptoir/sales/v1/payment_service.server.h"
#include "server/sales/sale_book.h"

namespace comptoir::sales {

// Thread-safe. See protos/comptoir/sales/v1/payment_service.proto.
class PaymentService final : public v1::PaymentServiceBase {
 public:
  // `book` must outlive this.
  explicit PaymentService(const SaleBook& book) : book_(book) {}

  absl::StatusOr<v1::GetPaymentResponse> GetPayment(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetPaymentRequest& request) override;

  absl::StatusOr<v1::RefundPaymentResponse> RefundPayment(
      const Call& call, store::Transaction& txn,
      const v1::RefundPaymentRequest& request) override;

 private:
  const SaleBook& book_;
};

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_PAYMENT_PAYMENT_SERVICE_H_
