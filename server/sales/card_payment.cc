#include "server/sales/card_payment.h"

#include <algorithm>
#include <optional>

#include "google/protobuf/util/message_differencer.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/sales/rules/sale_rules.h"
#include "server/values/card_number.h"
#include "server/values/money/money.h"
#include "server/values/text.h"

namespace comptoir::sales {
namespace {

using v1::Card;
using v1::Payment;
using v1::Sale;

constexpr size_t kNameLengthMax = 128;
constexpr size_t kBrandLengthMax = 32;
constexpr size_t kFingerprintLengthMax = 128;

// `text` when it may be kept, else nothing.
std::string Kept(const std::string& text, size_t length_max) {
  if (CodePointCount(text) > length_max || HasControlCharacters(text) ||
      ContainsCardNumber(text)) {
    return {};
  }
  return text;
}

Card KeptCard(const Card& card) {
  Card kept;
  kept.set_brand(Kept(card.brand(), kBrandLengthMax));
  const std::string& digits = card.last_four();
  if (digits.size() == 4 &&
      digits.find_first_not_of("0123456789") == std::string::npos) {
    kept.set_last_four(digits);
  }
  if (card.expiry_month() >= 1 && card.expiry_month() <= 12 &&
      card.expiry_year() >= 1 && card.expiry_year() <= 9999) {
    kept.set_expiry_month(card.expiry_month());
    kept.set_expiry_year(card.expiry_year());
  }
  // Digits alone could be the number itself.
  if (CodePointCount(card.fingerprint()) <= kFingerprintLengthMax &&
      !ContainsCardNumber(card.fingerprint())) {
    kept.set_fingerprint(card.fingerprint());
  }
  return kept;
}

absl::Status Check(const CardPayment& payment, const Sale& sale) {
  if (!ParseId("pay", payment.payment_id).has_value()) {
    return InvalidField("payment_id", "must be a payment's id");
  }
  FieldViolations violations;
  CheckAmount(payment.amount, sale.currency(), "amount", &violations);
  if (payment.amount.minor_units() == 0) {
    violations.Add("amount.minor_units", "must be more than zero");
  }
  if (payment.tip.minor_units() != 0) {
    CheckAmount(payment.tip, sale.currency(), "tip", &violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (sale.payments_size() < kCardPaymentsMax) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_PAYMENTS",
               "the sale has too many payments", {{"sale_id", sale.id()}});
}

Payment ToStored(const CardPayment& payment) {
  Payment stored;
  stored.set_id(payment.payment_id);
  stored.set_sale_id(payment.sale_id);
  stored.set_method(v1::PAYMENT_METHOD_CARD);
  stored.set_state(v1::PAYMENT_STATE_COMPLETED);
  *stored.mutable_amount() = payment.amount;
  if (payment.tip.minor_units() != 0) *stored.mutable_tip() = payment.tip;
  *stored.mutable_card() = KeptCard(payment.card);
  stored.set_cardholder_name(Kept(payment.cardholder_name, kNameLengthMax));
  stored.set_reader_id(payment.reader_id);
  stored.set_checkout_id(payment.checkout_id);
  return stored;
}

// Whether `seen` is `fresh`, apart from who recorded it and when.
bool IsSamePayment(Payment seen, const Payment& fresh) {
  seen.clear_create_time();
  seen.clear_actor_id();
  return google::protobuf::util::MessageDifferencer::Equals(seen, fresh);
}

absl::Status Mismatch(const std::string& payment_id) {
  return Error(absl::StatusCode::kAlreadyExists, "PAYMENT_MISMATCH",
               "another payment has this id", {{"payment_id", payment_id}});
}

}  // namespace

absl::StatusOr<AppliedPayment> ApplyCardPayment(const SaleBook& book,
                                                store::Transaction& txn,
                                                const CardPayment& payment) {
  const SalesTables& tables = book.tables();
  AppliedPayment applied = {.payment = ToStored(payment)};
  ASSIGN_OR_RETURN(applied.sale,
                   tables.sales.Get(txn, txn.merchant_id(), payment.sale_id));
  ASSIGN_OR_RETURN(
      std::optional<Payment> seen,
      tables.payments.Find(txn, txn.merchant_id(), payment.payment_id));
  if (seen.has_value()) {
    if (!IsSamePayment(*seen, applied.payment)) {
      return Mismatch(payment.payment_id);
    }
    applied.payment = *std::move(seen);
    applied.is_repeated = true;
    return applied;
  }

  RETURN_IF_ERROR(Check(payment, applied.sale));
  *applied.payment.mutable_create_time() = ToTimestamp(txn.now());
  applied.payment.set_actor_id(txn.actor());
  RETURN_IF_ERROR(book.TakePayment(txn, applied.payment, &applied.sale));
  return applied;
}

}  // namespace comptoir::sales
