#include "hardware/reader/event_facts.h"

namespace comptoir::hardware {

using comptoir::readers::v1::ReaderEvent;

std::string KindOf(const ReaderEvent& event) {
  const auto* oneof = ReaderEvent::descriptor()->FindOneofByName("kind");
  const auto* field =
      ReaderEvent::GetReflection()->GetOneofFieldDescriptor(event, oneof);
  return field == nullptr ? "" : field->name();
}

std::string CheckoutOf(const ReaderEvent& event) {
  switch (event.kind_case()) {
    case ReaderEvent::kCheckoutStarted:
      return event.checkout_started().checkout_id();
    case ReaderEvent::kPaymentApproved:
      return event.payment_approved().checkout_id();
    case ReaderEvent::kPaymentDeclined:
      return event.payment_declined().checkout_id();
    case ReaderEvent::kPaymentCanceled:
      return event.payment_canceled().checkout_id();
    case ReaderEvent::kPaymentFailed:
      return event.payment_failed().checkout_id();
    default:
      return "";
  }
}

bool IsOutcome(const ReaderEvent& event) {
  return event.has_payment_approved() || event.has_payment_declined() ||
         event.has_payment_canceled() || event.has_payment_failed();
}

}  // namespace comptoir::hardware
