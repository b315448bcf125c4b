#include "server/readers/checkout_moves.h"

#include <algorithm>

#include "comptoir/readers/v1/reader_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/readers/checkouts/checkout_rules.h"

namespace comptoir::readers {

using storage::v1::StoredCheckout;
using v1::CheckoutState;

absl::Status SaveMovedCheckout(const ReaderTables& tables,
                               const sales::SaleBook& sales,
                               store::Transaction& txn, CheckoutState old_state,
                               const StoredCheckout& stored) {
  RETURN_IF_ERROR(tables.checkouts.Put(txn, stored));
  const v1::Checkout& checkout = stored.checkout();
  v1::CheckoutChanged event;
  event.set_checkout_id(checkout.id());
  event.set_sale_id(checkout.sale_id());
  event.set_reader_id(checkout.reader_id());
  event.set_old_state(old_state);
  event.set_state(checkout.state());
  txn.AppendEvent(event,
                  {checkout.id(), checkout.sale_id(), checkout.reader_id()});
  // Of a charge the sale hears when it is recorded.
  if (!IsFinal(checkout.state()) ||
      checkout.state() == v1::CHECKOUT_STATE_COMPLETED) {
    return absl::OkStatus();
  }
  return sales.CollectingEnded(txn, checkout.sale_id());
}

v1::StreamReaderResponse PromptFor(const v1::Checkout& checkout,
                                   absl::Time now) {
  v1::StreamReaderResponse response;
  if (checkout.state() == v1::CHECKOUT_STATE_CANCEL_REQUESTED) {
    response.mutable_checkout_cancel_requested()->set_checkout_id(
        checkout.id());
    return response;
  }
  v1::CheckoutRequested& prompt = *response.mutable_checkout_requested();
  prompt.set_checkout_id(checkout.id());
  prompt.set_sale_id(checkout.sale_id());
  prompt.set_payment_id(checkout.payment_id());
  *prompt.mutable_amount() = checkout.amount();
  *prompt.mutable_deadline_time() = checkout.deadline_time();
  // More than all of it only by a clock that has been set back.
  const absl::Duration left = std::clamp(ToTime(checkout.deadline_time()) - now,
                                         absl::ZeroDuration(), kDeadlineMax);
  constexpr int64_t kMicrosPerSecond = 1'000'000;
  const int64_t micros = absl::ToInt64Microseconds(left);
  prompt.mutable_time_left()->set_seconds(micros / kMicrosPerSecond);
  prompt.mutable_time_left()->set_nanos(
      static_cast<int32_t>(micros % kMicrosPerSecond * 1000));
  return response;
}

}  // namespace comptoir::readers
