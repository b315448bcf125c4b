#include "server/readers/checkouts/checkout_rules.h"

#include "server/base/status.h"
#include "server/base/timestamps.h"

namespace comptoir::readers {
namespace {

using comptoir::readers::v1::Checkout;
using comptoir::readers::v1::CheckoutState;
using comptoir::storage::v1::StoredCheckout;
namespace pb = comptoir::readers::v1;

bool Cancel(Checkout& checkout, pb::CheckoutCancelReason reason) {
  // The first reason stands: a deadline after a cancellation explains nothing.
  if (checkout.cancel_reason() == pb::CHECKOUT_CANCEL_REASON_UNSPECIFIED) {
    checkout.set_cancel_reason(reason);
  }
  checkout.set_state(pb::CHECKOUT_STATE_CANCELED);
  return true;
}

bool Fail(Checkout& checkout, pb::CheckoutFailureReason reason) {
  checkout.set_failure_reason(reason);
  checkout.set_state(pb::CHECKOUT_STATE_FAILED);
  return true;
}

// The reader says that it does not collect. What was paired as that reader
// after it had been revoked may be another device, which knows nothing of a
// charge.
bool Stopped(StoredCheckout& stored) {
  Checkout& checkout = *stored.mutable_checkout();
  if (stored.is_of_revoked_reader()) {
    return Fail(checkout, pb::CHECKOUT_FAILURE_REASON_READER_LOST);
  }
  return Cancel(checkout, pb::CHECKOUT_CANCEL_REASON_SELLER);
}

// Cancels at once what the reader never heard of; asks otherwise.
bool RequestCancel(StoredCheckout& stored, pb::CheckoutCancelReason reason) {
  Checkout& checkout = *stored.mutable_checkout();
  if (checkout.state() == pb::CHECKOUT_STATE_CANCEL_REQUESTED) return false;
  if (!stored.may_be_known_to_reader()) return Cancel(checkout, reason);
  checkout.set_cancel_reason(reason);
  checkout.set_state(pb::CHECKOUT_STATE_CANCEL_REQUESTED);
  return true;
}

bool AdvanceOpen(StoredCheckout& stored, CheckoutSignal signal) {
  Checkout& checkout = *stored.mutable_checkout();
  switch (signal) {
    case CheckoutSignal::kStarted:
      if (checkout.state() != pb::CHECKOUT_STATE_PENDING) return false;
      checkout.set_state(pb::CHECKOUT_STATE_IN_PROGRESS);
      return true;
    case CheckoutSignal::kApproved:
      checkout.set_cancel_reason(pb::CHECKOUT_CANCEL_REASON_UNSPECIFIED);
      checkout.set_state(pb::CHECKOUT_STATE_COMPLETED);
      return true;
    case CheckoutSignal::kDeclined:
      return Fail(checkout, pb::CHECKOUT_FAILURE_REASON_DECLINED);
    case CheckoutSignal::kDeviceFailed:
      return Fail(checkout, pb::CHECKOUT_FAILURE_REASON_DEVICE_ERROR);
    case CheckoutSignal::kBuyerCanceled:
      return Cancel(checkout, pb::CHECKOUT_CANCEL_REASON_BUYER);
    case CheckoutSignal::kReaderCanceled:
      return Stopped(stored);
    case CheckoutSignal::kReaderTimedOut:
      return Cancel(checkout, pb::CHECKOUT_CANCEL_REASON_TIMED_OUT);
    case CheckoutSignal::kCancelRequested:
      return RequestCancel(stored, pb::CHECKOUT_CANCEL_REASON_SELLER);
    case CheckoutSignal::kDeadlinePassed:
      return RequestCancel(stored, pb::CHECKOUT_CANCEL_REASON_TIMED_OUT);
    case CheckoutSignal::kSaleChanged:
      return RequestCancel(stored, pb::CHECKOUT_CANCEL_REASON_SALE_CHANGED);
    case CheckoutSignal::kAnswerOverdue:
      return Fail(checkout, pb::CHECKOUT_FAILURE_REASON_READER_LOST);
    case CheckoutSignal::kReaderRevoked:
      stored.set_is_of_revoked_reader(true);
      return RequestCancel(stored, pb::CHECKOUT_CANCEL_REASON_READER_REVOKED);
  }
  return false;
}

}  // namespace

bool IsFinal(CheckoutState state) {
  return state == pb::CHECKOUT_STATE_COMPLETED ||
         state == pb::CHECKOUT_STATE_CANCELED ||
         state == pb::CHECKOUT_STATE_FAILED;
}

bool Advance(StoredCheckout& stored, CheckoutSignal signal, absl::Time now) {
  if (IsFinal(stored.checkout().state())) return false;
  if (!AdvanceOpen(stored, signal)) return false;
  *stored.mutable_checkout()->mutable_update_time() = ToTimestamp(now);
  return true;
}

absl::StatusOr<absl::Duration> DeadlineFor(
    bool is_set, const google::protobuf::Duration& requested) {
  if (!is_set) return kDeadlineMax;
  const absl::Duration duration =
      absl::Seconds(requested.seconds()) + absl::Nanoseconds(requested.nanos());
  if (duration < kDeadlineMin || duration > kDeadlineMax) {
    return InvalidField("deadline_duration", "must be 1 second to 5 minutes");
  }
  return duration;
}

}  // namespace comptoir::readers
