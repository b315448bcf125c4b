#include "server/readers/intake/event_effects.h"

#include <optional>
#include <vector>

#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/readers/checkout_moves.h"
#include "server/readers/intake/approved_payment.h"
#include "server/readers/unmatched/resolution.h"
#include "server/sales/card_payment.h"
#include "server/sales/cards/charge.h"

namespace comptoir::readers {
namespace {

using storage::v1::StoredCheckout;
using v1::CheckoutState;
using v1::ReaderAlarm;
using v1::ReaderAlarmReason;
using v1::ReaderEvent;
using v1::ReaderEventOrigin;
using v1::UnmatchedPayment;

// Why an event was set aside here: a record that it would change is damaged.
constexpr char kDamaged[] = "CORRUPT_RECORD";

// The reader and those of `ids` that are given.
std::vector<std::string> SubjectsOf(const ReaderEventOrigin& origin,
                                    std::initializer_list<std::string> ids) {
  std::vector<std::string> subjects = {origin.reader_id()};
  for (const std::string& id : ids) {
    if (!id.empty()) subjects.push_back(id);
  }
  return subjects;
}

ReaderAlarm Alarm(const ReaderEventOrigin& origin, ReaderAlarmReason reason) {
  ReaderAlarm alarm;
  *alarm.mutable_origin() = origin;
  alarm.set_reason(reason);
  return alarm;
}

void Raise(store::Transaction& txn, const ReaderAlarm& alarm) {
  txn.AppendEvent(
      alarm, SubjectsOf(alarm.origin(), {alarm.sale_id(), alarm.checkout_id(),
                                         alarm.payment_id()}));
}

ReaderAlarm LeftOutAlarm(const ReaderEventOrigin& origin,
                         const std::vector<std::string>& left_out) {
  ReaderAlarm alarm = Alarm(origin, v1::READER_ALARM_REASON_VALUES_LEFT_OUT);
  alarm.mutable_fields()->Assign(left_out.begin(), left_out.end());
  return alarm;
}

// Whether the domain refused, rather than the server failed.
bool IsRefusal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return true;
    case absl::StatusCode::kResourceExhausted:
      // A sale that is full; a full disk has no reason.
      return !ReasonOf(status).empty();
    default:
      return false;
  }
}

UnmatchedPayment Unmatched(const ReaderEventOrigin& origin,
                           const ReaderEvent::PaymentApproved& payment) {
  UnmatchedPayment unmatched;
  unmatched.set_payment_id(payment.payment_id());
  unmatched.set_reader_id(origin.reader_id());
  unmatched.set_epoch(origin.epoch());
  unmatched.set_seq(origin.seq());
  unmatched.set_sale_id(payment.sale_id());
  unmatched.set_checkout_id(payment.checkout_id());
  *unmatched.mutable_amount() = payment.amount();
  if (payment.has_tip()) *unmatched.mutable_tip() = payment.tip();
  *unmatched.mutable_card() = payment.card();
  unmatched.set_cardholder_name(payment.cardholder_name());
  return unmatched;
}

template <typename LogEvent>
void Log(store::Transaction& txn, const ReaderEventOrigin& origin,
         LogEvent event) {
  *event.mutable_origin() = origin;
  txn.AppendEvent(event, {origin.reader_id()});
}

void LogCardInserted(store::Transaction& txn, const ReaderEventOrigin& origin,
                     const ReaderEvent::CardInserted& inserted) {
  v1::CardInserted event;
  event.set_entry(inserted.entry());
  Log(txn, origin, std::move(event));
}

void LogCardRead(store::Transaction& txn, const ReaderEventOrigin& origin,
                 const ReaderEvent::CardRead& read) {
  v1::CardRead event;
  event.set_brand(read.card().brand());
  event.set_last_four(read.card().last_four());
  Log(txn, origin, std::move(event));
}

void LogDeclined(store::Transaction& txn, const ReaderEventOrigin& origin,
                 const ReaderEvent::PaymentDeclined& declined) {
  v1::PaymentDeclined event;
  *event.mutable_origin() = origin;
  event.set_checkout_id(declined.checkout_id());
  event.set_sale_id(declined.sale_id());
  event.set_decline_code(declined.decline_code());
  txn.AppendEvent(
      event, SubjectsOf(origin, {declined.sale_id(), declined.checkout_id()}));
}

CheckoutSignal SignalOf(const ReaderEvent::PaymentCanceled& canceled) {
  if (canceled.by_buyer()) return CheckoutSignal::kBuyerCanceled;
  return canceled.timed_out() ? CheckoutSignal::kReaderTimedOut
                              : CheckoutSignal::kReaderCanceled;
}

void LogApproved(store::Transaction& txn, const ReaderEventOrigin& origin,
                 const ReaderEvent::PaymentApproved& payment) {
  v1::PaymentApproved event;
  *event.mutable_origin() = origin;
  event.set_checkout_id(payment.checkout_id());
  event.set_sale_id(payment.sale_id());
  event.set_payment_id(payment.payment_id());
  *event.mutable_amount() = payment.amount();
  if (payment.has_tip()) *event.mutable_tip() = payment.tip();
  txn.AppendEvent(event,
                  SubjectsOf(origin, {payment.sale_id(), payment.checkout_id(),
                                      payment.payment_id()}));
}

}  // namespace

absl::Status EventEffects::Apply(store::Transaction& txn,
                                 const ReaderEventOrigin& origin,
                                 const ReportedEvent& reported) const {
  if (reported.is_set_aside) return SetAside(txn, origin, reported);
  if (reported.event.has_payment_approved()) {
    return ApplyApproved(txn, origin, reported);
  }
  RETURN_IF_ERROR(ApplyOther(txn, origin, reported.event));
  if (!reported.left_out.empty()) {
    Raise(txn, LeftOutAlarm(origin, reported.left_out));
  }
  return absl::OkStatus();
}

absl::Status EventEffects::ApplyOther(store::Transaction& txn,
                                      const ReaderEventOrigin& origin,
                                      const ReaderEvent& event) const {
  switch (event.kind_case()) {
    case ReaderEvent::kConnected:
      Log(txn, origin, v1::ReaderConnected());
      return absl::OkStatus();
    case ReaderEvent::kDisconnected:
      Log(txn, origin, v1::ReaderDisconnected());
      return absl::OkStatus();
    case ReaderEvent::kCardInserted:
      LogCardInserted(txn, origin, event.card_inserted());
      return absl::OkStatus();
    case ReaderEvent::kCardRead:
      LogCardRead(txn, origin, event.card_read());
      return absl::OkStatus();
    case ReaderEvent::kCardRemoved:
      Log(txn, origin, v1::CardRemoved());
      return absl::OkStatus();
    case ReaderEvent::kCheckoutStarted:
      return MoveCheckout(txn, origin, event.checkout_started().checkout_id(),
                          CheckoutSignal::kStarted);
    case ReaderEvent::kPaymentDeclined:
      LogDeclined(txn, origin, event.payment_declined());
      return MoveCheckout(txn, origin, event.payment_declined().checkout_id(),
                          CheckoutSignal::kDeclined);
    case ReaderEvent::kPaymentCanceled:
      return MoveCheckout(txn, origin, event.payment_canceled().checkout_id(),
                          SignalOf(event.payment_canceled()));
    case ReaderEvent::kPaymentFailed:
      return MoveCheckout(txn, origin, event.payment_failed().checkout_id(),
                          CheckoutSignal::kDeviceFailed);
    case ReaderEvent::kSetAside: {
      ReaderAlarm alarm =
          Alarm(origin, v1::READER_ALARM_REASON_EVENT_SET_ASIDE);
      alarm.set_detail(event.set_aside().kind());
      Raise(txn, alarm);
      return absl::OkStatus();
    }
    case ReaderEvent::kPaymentApproved:
    case ReaderEvent::KIND_NOT_SET:
      break;
  }
  Raise(txn, Alarm(origin, v1::READER_ALARM_REASON_EVENT_INVALID));
  return absl::OkStatus();
}

absl::Status EventEffects::MoveCheckout(store::Transaction& txn,
                                        const ReaderEventOrigin& origin,
                                        const std::string& checkout_id,
                                        CheckoutSignal signal,
                                        const std::string& payment_id) const {
  // Begun at the device.
  if (checkout_id.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::optional<StoredCheckout> stored,
                   tables_.checkouts.Find(txn, txn.merchant_id(), checkout_id));
  if (!stored.has_value() ||
      stored->checkout().reader_id() != origin.reader_id()) {
    ReaderAlarm alarm = Alarm(origin, v1::READER_ALARM_REASON_CHECKOUT_UNKNOWN);
    alarm.set_checkout_id(checkout_id);
    Raise(txn, alarm);
    return absl::OkStatus();
  }
  const CheckoutState old_state = stored->checkout().state();
  if (Advance(*stored, signal, txn.now())) {
    if (!payment_id.empty()) {
      stored->mutable_checkout()->set_payment_id(payment_id);
    }
    return SaveMovedCheckout(tables_, sales_, txn, old_state, *stored);
  }
  if (signal == CheckoutSignal::kApproved &&
      old_state != v1::CHECKOUT_STATE_COMPLETED) {
    ReaderAlarm alarm =
        Alarm(origin, v1::READER_ALARM_REASON_CHECKOUT_ALREADY_CLOSED);
    alarm.set_checkout_id(checkout_id);
    alarm.set_sale_id(stored->checkout().sale_id());
    alarm.set_payment_id(payment_id);
    Raise(txn, alarm);
    // Whoever asks for the checkout must not read that nothing was charged.
    v1::Checkout& checkout = *stored->mutable_checkout();
    checkout.set_late_payment_id(payment_id);
    *checkout.mutable_update_time() = ToTimestamp(txn.now());
    return tables_.checkouts.Put(txn, *stored);
  }
  return absl::OkStatus();
}

absl::Status EventEffects::ApplyApproved(store::Transaction& txn,
                                         const ReaderEventOrigin& origin,
                                         const ReportedEvent& reported) const {
  const ReaderEvent::PaymentApproved& said = reported.event.payment_approved();
  std::vector<std::string> left_out = reported.left_out;
  ASSIGN_OR_RETURN(const ApprovedPayment approved,
                   CompletePayment(tables_, sales_.tables(), txn, origin,
                                   reported, &left_out));
  const ReaderEvent::PaymentApproved& payment = approved.payment;
  LogApproved(txn, origin, payment);
  if (!left_out.empty()) {
    ReaderAlarm alarm = LeftOutAlarm(origin, left_out);
    alarm.set_sale_id(payment.sale_id());
    alarm.set_checkout_id(payment.checkout_id());
    alarm.set_payment_id(payment.payment_id());
    if (said.has_amount()) *alarm.mutable_reported_amount() = said.amount();
    if (said.has_tip()) *alarm.mutable_reported_tip() = said.tip();
    Raise(txn, alarm);
  }
  RETURN_IF_ERROR(MoveCheckout(txn, origin, payment.checkout_id(),
                               CheckoutSignal::kApproved,
                               payment.payment_id()));
  const absl::Status taken = TakePayment(txn, origin, approved);
  if (taken.ok() || !IsRefusal(taken)) return taken;
  RETURN_IF_ERROR(
      KeepUnmatched(txn, origin, reported, payment, ReasonOf(taken)));
  // Its checkout has ended, and the sale got nothing of it.
  return sales_.CollectingEnded(txn, payment.sale_id());
}

absl::Status EventEffects::SetAside(store::Transaction& txn,
                                    const ReaderEventOrigin& origin,
                                    const ReportedEvent& reported) const {
  if (!reported.event.has_payment_approved()) {
    ReaderAlarm alarm = Alarm(origin, v1::READER_ALARM_REASON_EVENT_INVALID);
    alarm.set_detail(kDamaged);
    Raise(txn, alarm);
    return absl::OkStatus();
  }
  ReaderEvent::PaymentApproved payment = reported.event.payment_approved();
  if (payment.payment_id().empty()) {
    payment.set_payment_id(PaymentIdOf(origin, reported));
  }
  LogApproved(txn, origin, payment);
  return KeepUnmatched(txn, origin, reported, payment, kDamaged);
}

absl::Status EventEffects::TakePayment(store::Transaction& txn,
                                       const ReaderEventOrigin& origin,
                                       const ApprovedPayment& approved) const {
  const ReaderEvent::PaymentApproved& payment = approved.payment;
  if (!approved.checkout && approved.sale) {
    // Nobody asked this reader for it: it speaks for its own location alone.
    ASSIGN_OR_RETURN(
        const storage::v1::StoredReader reader,
        tables_.readers.Get(txn, txn.merchant_id(), origin.reader_id()));
    if (reader.reader().location_id() != approved.sale->location_id()) {
      return Error(absl::StatusCode::kFailedPrecondition, "OTHER_LOCATION",
                   "the sale is at another location than the reader");
    }
  }
  return PayOnce(txn, origin, payment);
}

absl::Status EventEffects::PayOnce(
    store::Transaction& txn, const ReaderEventOrigin& origin,
    const ReaderEvent::PaymentApproved& payment) const {
  const std::string& id = payment.payment_id();
  const UnmatchedPayment reported = Unmatched(origin, payment);
  ASSIGN_OR_RETURN(const auto paid,
                   sales_.tables().payments.Find(txn, txn.merchant_id(), id));
  // It says less than is known: that it has a sale.
  if (paid && payment.sale_id().empty() &&
      sales::IsSameCharge(*paid, reported)) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(std::optional<UnmatchedPayment> unmatched,
                   tables_.unmatched_payments.Find(txn, txn.merchant_id(), id));
  const bool was_unmatched = !paid && unmatched.has_value();
  if (was_unmatched) {
    if (!sales::IsSameCharge(*unmatched, reported))
      return sales::PaymentMismatch(id);
    if (StateOf(*unmatched) != v1::UNMATCHED_PAYMENT_STATE_OPEN) {
      return AlreadyResolved(id);
    }
  }
  RETURN_IF_ERROR(
      sales::ApplyCardPayment(sales_, txn,
                              {.sale_id = payment.sale_id(),
                               .payment_id = id,
                               .amount = payment.amount(),
                               .tip = payment.tip(),
                               .card = payment.card(),
                               .cardholder_name = payment.cardholder_name(),
                               .reader_id = origin.reader_id(),
                               .checkout_id = payment.checkout_id()})
          .status());
  if (!was_unmatched) return absl::OkStatus();
  return SaveMatched(tables_, txn, payment.sale_id(), id, &*unmatched);
}

absl::Status EventEffects::KeepUnmatched(
    store::Transaction& txn, const ReaderEventOrigin& origin,
    const ReportedEvent& reported, const ReaderEvent::PaymentApproved& payment,
    const std::string& refusal) const {
  UnmatchedPayment unmatched = Unmatched(origin, payment);
  unmatched.set_refusal(refusal);
  unmatched.set_state(v1::UNMATCHED_PAYMENT_STATE_OPEN);
  *unmatched.mutable_create_time() = ToTimestamp(txn.now());
  ASSIGN_OR_RETURN(const std::optional<UnmatchedPayment> known,
                   tables_.unmatched_payments.Find(txn, txn.merchant_id(),
                                                   unmatched.payment_id()));
  bool is_kept = false;
  if (known.has_value()) {
    is_kept = sales::IsSameCharge(*known, unmatched);
    // The device reported it again, word for word.
    if (is_kept && known->sale_id() == unmatched.sale_id()) {
      return absl::OkStatus();
    }
    // One charge is one row, whichever sales it is said to be of.
    if (!is_kept) unmatched.set_payment_id(PaymentIdOf(origin, reported));
  }
  if (!is_kept) {
    RETURN_IF_ERROR(tables_.unmatched_payments.Put(txn, unmatched));
  }
  ReaderAlarm alarm = Alarm(origin, v1::READER_ALARM_REASON_PAYMENT_UNMATCHED);
  alarm.set_sale_id(payment.sale_id());
  alarm.set_checkout_id(payment.checkout_id());
  alarm.set_payment_id(unmatched.payment_id());
  alarm.set_detail(refusal);
  Raise(txn, alarm);
  return absl::OkStatus();
}

}  // namespace comptoir::readers
