#include "server/readers/checkouts/checkout_service.h"

#include <utility>

#include "server/base/status.h"

namespace comptoir::readers {

using storage::v1::StoredCheckout;

absl::StatusOr<v1::CreateCheckoutResponse> CheckoutService::CreateCheckout(
    const Call& call, store::Transaction& txn,
    const v1::CreateCheckoutRequest& request) {
  v1::CreateCheckoutResponse response;
  ASSIGN_OR_RETURN(*response.mutable_checkout(), book_.Create(txn, request));
  return response;
}

absl::StatusOr<v1::GetCheckoutResponse> CheckoutService::GetCheckout(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetCheckoutRequest& request) {
  ASSIGN_OR_RETURN(StoredCheckout stored,
                   tables_.checkouts.Get(snapshot, call.merchant_id(),
                                         request.checkout_id()));
  v1::GetCheckoutResponse response;
  *response.mutable_checkout() = std::move(*stored.mutable_checkout());
  return response;
}

absl::StatusOr<v1::CancelCheckoutResponse> CheckoutService::CancelCheckout(
    const Call& call, store::Transaction& txn,
    const v1::CancelCheckoutRequest& request) {
  v1::CancelCheckoutResponse response;
  ASSIGN_OR_RETURN(*response.mutable_checkout(),
                   book_.Cancel(txn, request.checkout_id()));
  return response;
}

}  // namespace comptoir::readers
