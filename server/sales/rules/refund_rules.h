// What can be given back of a payment: decisions without storage.
#ifndef COMPTOIR_SERVER_SALES_RULES_REFUND_RULES_H_
#define COMPTOIR_SERVER_SALES_RULES_REFUND_RULES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sales/v1/payment.pb.h"
#include "comptoir/sales/v1/payment_service.pb.h"
#include "comptoir/sales/v1/sale.pb.h"

namespace comptoir::sales {

// Of one payment. One more is taken when it gives back all that can be: a limit
// must not keep the buyer's money.
inline constexpr int kRefundsMax = 20;

// Whether nothing is left of `payment`, nor of its tip.
bool IsGivenBackInFull(const v1::Payment& payment);

// The refund of `payment`, which is of `sale`, that `request` asks for, without
// id, time and actor; or why it is refused. Of a completed sale only what was
// overpaid is given back, unless it is `charged_after_cancel` or the payment
// `matched`: the sale may not be paid then any more.
absl::StatusOr<v1::Refund> RefundFor(const v1::Sale& sale,
                                     const v1::Payment& payment,
                                     const v1::RefundPaymentRequest& request);

// Takes what `refund` gives back of the payment `payment_id` out of the totals
// of `sale`. Its state is left alone. INTERNAL when the sale has no such
// payment.
absl::Status AddRefund(const std::string& payment_id, const v1::Refund& refund,
                       v1::Sale* sale);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_RULES_REFUND_RULES_H_
