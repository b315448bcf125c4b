#include "server/sales/payment/payment_service.h"

#include <utility>

#include "server/base/status.h"
#include "server/sales/rules/refund_rules.h"
#include "server/sales/shown_sale.h"

namespace comptoir::sales {

absl::StatusOr<v1::GetPaymentResponse> PaymentService::GetPayment(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetPaymentRequest& request) {
  v1::GetPaymentResponse response;
  ASSIGN_OR_RETURN(*response.mutable_payment(),
                   book_.tables().payments.Get(snapshot, call.merchant_id(),
                                               request.payment_id()));
  return response;
}

absl::StatusOr<v1::RefundPaymentResponse> PaymentService::RefundPayment(
    const Call& call, store::Transaction& txn,
    const v1::RefundPaymentRequest& request) {
  v1::RefundPaymentResponse response;
  v1::Payment& payment = *response.mutable_payment();
  v1::Sale& sale = *response.mutable_sale();
  ASSIGN_OR_RETURN(payment, book_.tables().payments.Get(txn, call.merchant_id(),
                                                        request.payment_id()));
  ASSIGN_OR_RETURN(sale, book_.tables().sales.Get(txn, call.merchant_id(),
                                                  payment.sale_id()));
  ASSIGN_OR_RETURN(v1::Refund refund, RefundFor(sale, payment, request));
  RETURN_IF_ERROR(book_.GiveBack(txn, std::move(refund), &payment, &sale));
  RETURN_IF_ERROR(
      ShowProfile(book_.customers(), txn, call.merchant_id(), &sale));
  return response;
}

}  // namespace comptoir::sales
