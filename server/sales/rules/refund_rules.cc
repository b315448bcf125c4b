#include "server/sales/rules/refund_rules.h"

#include <algorithm>
#include <string>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/sales/rules/sale_rules.h"
#include "server/values/money/money.h"
#include "server/values/money/money_text.h"

namespace comptoir::sales {
namespace {

using types::v1::Money;
using v1::Payment;
using v1::Refund;
using v1::RefundPaymentRequest;
using v1::Sale;

absl::Status Refused(std::string_view reason, const Payment& payment,
                     std::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               fmt::format("payment {}: {}", payment.id(), message),
               {{"payment_id", payment.id()}});
}

// What has not been given back, in minor units.
struct Left {
  int64_t amount;
  int64_t tip;
};

Left LeftOf(const Payment& payment) {
  Left left = {.amount = payment.amount().minor_units(),
               .tip = payment.tip().minor_units()};
  for (const Refund& refund : payment.refunds()) {
    left.amount -= refund.amount().minor_units();
    left.tip -= refund.tip().minor_units();
  }
  return left;
}

// How much of what `payment` covered can be given back now.
int64_t MostOf(const Sale& sale, const Payment& payment, int64_t left) {
  if (sale.state() != v1::SALE_STATE_COMPLETED || sale.charged_after_cancel() ||
      payment.matched()) {
    return left;
  }
  return std::min(left, sale.totals().overpaid().minor_units());
}

absl::Status CheckRequest(const Sale& sale,
                          const RefundPaymentRequest& request) {
  FieldViolations violations;
  CheckMethod(request.method(), &violations);
  if (request.has_amount()) {
    CheckAmount(request.amount(), sale.currency(), "amount", &violations);
  }
  if (request.has_tip()) {
    CheckAmount(request.tip(), sale.currency(), "tip", &violations);
  }
  return violations.ToStatus();
}

}  // namespace

bool IsGivenBackInFull(const Payment& payment) {
  const Left left = LeftOf(payment);
  return left.amount == 0 && left.tip == 0;
}

absl::StatusOr<Refund> RefundFor(const Sale& sale, const Payment& payment,
                                 const RefundPaymentRequest& request) {
  RETURN_IF_ERROR(CheckRequest(sale, request));
  if (payment.refunds_size() >= kRefundsMax) {
    return Refused("TOO_MANY_REFUNDS", payment,
                   fmt::format("has {} refunds", kRefundsMax));
  }
  const auto text = [&sale](int64_t minor_units) {
    return MoneyText(MakeMoney(minor_units, sale.currency()));
  };
  const Left left = LeftOf(payment);
  const int64_t most = MostOf(sale, payment, left.amount);
  const bool is_all = !request.has_amount() && !request.has_tip();
  if (is_all && most == 0 && left.tip == 0) {
    return Refused("NOTHING_TO_REFUND", payment, "nothing is to give back");
  }
  const int64_t amount = is_all ? left.amount : request.amount().minor_units();
  const int64_t tip = is_all ? left.tip : request.tip().minor_units();
  if (amount > left.amount || tip > left.tip) {
    return Refused("REFUND_EXCEEDS_PAYMENT", payment,
                   fmt::format("{} and a tip of {} are left of it",
                               text(left.amount), text(left.tip)));
  }
  if (amount > most) {
    return Refused(
        "REFUND_EXCEEDS_OVERPAID", payment,
        fmt::format(
            "its sale is completed: at most {}, which was overpaid, and "
            "the tip of {} can be given back; say how much of each",
            text(most), text(left.tip)));
  }
  if (amount == 0 && tip == 0) {
    return Refused("NOTHING_TO_REFUND", payment, "nothing is to give back");
  }
  Refund refund;
  refund.set_method(request.method());
  *refund.mutable_amount() = MakeMoney(amount, sale.currency());
  if (tip > 0) *refund.mutable_tip() = MakeMoney(tip, sale.currency());
  refund.set_reason(request.reason());
  return refund;
}

absl::Status AddRefund(const std::string& payment_id, const Refund& refund,
                       Sale* sale) {
  auto& entries = *sale->mutable_payments();
  const auto entry =
      std::find_if(entries.begin(), entries.end(),
                   [&](const auto& e) { return e.payment_id() == payment_id; });
  if (entry == entries.end()) {
    return absl::InternalError("a refund of a payment of another sale");
  }
  const std::string& currency = sale->currency();
  v1::SaleTotals& totals = *sale->mutable_totals();
  const auto add = [&currency](int64_t more, Money* money) {
    *money = MakeMoney(money->minor_units() + more, currency);
  };
  if (const int64_t amount = refund.amount().minor_units(); amount > 0) {
    add(amount, entry->mutable_refunded());
    add(amount, totals.mutable_refunded());
    SetPaid(totals.paid().minor_units() - amount, sale);
  }
  if (const int64_t tip = refund.tip().minor_units(); tip > 0) {
    add(tip, entry->mutable_refunded_tip());
    add(-tip, totals.mutable_tip());
  }
  return absl::OkStatus();
}

}  // namespace comptoir::sales
