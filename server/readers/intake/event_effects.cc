#include "server/readers/intake/event_effects.h"

#include <optional>
#include <vector>

#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/readers/checkout_moves.h"
#include "server/readers/rules/card_rules.h"
#include "server/sales/card_payment.h"

namespace comptoir::readers {
namespace {

using storage::v1::StoredCheckout;
using storage::v1::UnmatchedPayment;
using v1::CheckoutState;
using v1::ReaderAlarm;
using v1::ReaderAlarmReason;
using v1::ReaderEvent;
using v1::ReaderEventOrigin;

// Ids that an event names but that may be anything: only real ids become
// subjects.
std::vector<std::string> SubjectsOf(const ReaderEventOrigin& origin,
                                    std::initializer_list<std::string> ids) {
  std::vector<std::string> subjects = {origin.reader_id()};
  for (const std::string& id : ids) {
    if (ParseAnyId(id).has_value()) subjects.push_back(id);
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

// The same event makes the same id, however often it is applied.
std::string PaymentIdOf(const ReaderEventOrigin& origin) {
  const std::string input =
      fmt::format("{}/{}/{}", origin.reader_id(), origin.epoch(), origin.seq());
  return FormatId("pay", Sha256(input));
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

bool IsSameMoney(const UnmatchedPayment& a, const UnmatchedPayment& b) {
  return a.sale_id() == b.sale_id() &&
         a.amount().minor_units() == b.amount().minor_units() &&
         a.amount().currency() == b.amount().currency() &&
         a.tip().minor_units() == b.tip().minor_units();
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
  sales::v1::Card card = read.card();
  std::string name;
  Sanitize(card, name);
  v1::CardRead event;
  event.set_brand(card.brand());
  event.set_last_four(card.last_four());
  Log(txn, origin, std::move(event));
}

void LogDeclined(store::Transaction& txn, const ReaderEventOrigin& origin,
                 const ReaderEvent::PaymentDeclined& declined) {
  v1::PaymentDeclined event;
  *event.mutable_origin() = origin;
  event.set_checkout_id(declined.checkout_id());
  event.set_sale_id(declined.sale_id());
  event.set_decline_code(SanitizeCode(declined.decline_code()));
  txn.AppendEvent(
      event, SubjectsOf(origin, {declined.sale_id(), declined.checkout_id()}));
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

absl::Status EventEffects::Apply(const Call& call, store::Transaction& txn,
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
      return MoveCheckout(call, txn, origin,
                          event.checkout_started().checkout_id(),
                          CheckoutSignal::kStarted);
    case ReaderEvent::kPaymentApproved:
      return ApplyApproved(call, txn, origin, event.payment_approved());
    case ReaderEvent::kPaymentDeclined:
      LogDeclined(txn, origin, event.payment_declined());
      return MoveCheckout(call, txn, origin,
                          event.payment_declined().checkout_id(),
                          CheckoutSignal::kDeclined);
    case ReaderEvent::kPaymentCanceled:
      return MoveCheckout(call, txn, origin,
                          event.payment_canceled().checkout_id(),
                          event.payment_canceled().by_buyer()
                              ? CheckoutSignal::kBuyerCanceled
                              : CheckoutSignal::kReaderCanceled);
    case ReaderEvent::kPaymentFailed:
      return MoveCheckout(call, txn, origin,
                          event.payment_failed().checkout_id(),
                          CheckoutSignal::kDeviceFailed);
    case ReaderEvent::KIND_NOT_SET:
      break;
  }
  Raise(txn, Alarm(origin, v1::READER_ALARM_REASON_EVENT_INVALID));
  return absl::OkStatus();
}

absl::Status EventEffects::MoveCheckout(const Call& call,
                                        store::Transaction& txn,
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
    if (ParseId("chk", checkout_id)) alarm.set_checkout_id(checkout_id);
    Raise(txn, alarm);
    return absl::OkStatus();
  }
  const CheckoutState old_state = stored->checkout().state();
  if (Advance(*stored, signal, txn.now())) {
    if (!payment_id.empty()) {
      stored->mutable_checkout()->set_payment_id(payment_id);
    }
    return SaveMovedCheckout(tables_, txn, old_state, *stored);
  }
  if (signal == CheckoutSignal::kApproved &&
      old_state != v1::CHECKOUT_STATE_COMPLETED) {
    ReaderAlarm alarm =
        Alarm(origin, v1::READER_ALARM_REASON_CHECKOUT_ALREADY_CLOSED);
    alarm.set_checkout_id(checkout_id);
    alarm.set_sale_id(stored->checkout().sale_id());
    Raise(txn, alarm);
  }
  return absl::OkStatus();
}

absl::Status EventEffects::ApplyApproved(
    const Call& call, store::Transaction& txn, const ReaderEventOrigin& origin,
    const ReaderEvent::PaymentApproved& event) const {
  ReaderEvent::PaymentApproved payment = event;
  Sanitize(*payment.mutable_card(), *payment.mutable_cardholder_name());
  // Any text may come here; ids alone go on.
  if (!ParseId("pay", payment.payment_id())) {
    payment.set_payment_id(PaymentIdOf(origin));
  }
  if (!ParseId("sal", payment.sale_id())) payment.clear_sale_id();
  if (!ParseId("chk", payment.checkout_id())) payment.clear_checkout_id();
  LogApproved(txn, origin, payment);
  RETURN_IF_ERROR(MoveCheckout(call, txn, origin, payment.checkout_id(),
                               CheckoutSignal::kApproved,
                               payment.payment_id()));
  return TakePayment(call, txn, origin, payment);
}

absl::Status EventEffects::TakePayment(
    const Call& call, store::Transaction& txn, const ReaderEventOrigin& origin,
    const ReaderEvent::PaymentApproved& payment) const {
  const absl::Status taken =
      sales::ApplyCardPayment(sales_, txn,
                              {.sale_id = payment.sale_id(),
                               .payment_id = payment.payment_id(),
                               .amount = payment.amount(),
                               .tip = payment.tip(),
                               .card = payment.card(),
                               .cardholder_name = payment.cardholder_name(),
                               .reader_id = origin.reader_id(),
                               .checkout_id = payment.checkout_id()})
          .status();
  if (taken.ok()) return taken;
  if (!IsRefusal(taken)) return taken;
  UnmatchedPayment unmatched = Unmatched(origin, payment);
  unmatched.set_refusal(ReasonOf(taken));
  *unmatched.mutable_time() = ToTimestamp(txn.now());
  ASSIGN_OR_RETURN(const std::optional<UnmatchedPayment> known,
                   tables_.unmatched_payments.Find(txn, txn.merchant_id(),
                                                   unmatched.payment_id()));
  if (known.has_value()) {
    // The device reported it again.
    if (IsSameMoney(*known, unmatched)) return absl::OkStatus();
    unmatched.set_payment_id(PaymentIdOf(origin));
  }
  RETURN_IF_ERROR(tables_.unmatched_payments.Put(txn, unmatched));
  ReaderAlarm alarm = Alarm(origin, v1::READER_ALARM_REASON_PAYMENT_UNMATCHED);
  alarm.set_sale_id(payment.sale_id());
  alarm.set_checkout_id(payment.checkout_id());
  alarm.set_payment_id(payment.payment_id());
  alarm.set_detail(ReasonOf(taken));
  Raise(txn, alarm);
  return absl::OkStatus();
}

}  // namespace comptoir::readers
