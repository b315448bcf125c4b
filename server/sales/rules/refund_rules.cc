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

// Of a payment, in minor units.
struct Part {
  int64_t amount;
  int64_t tip;
  bool operator==(const Part&) const = default;
};

// What has not been given back.
Part LeftOf(const Payment& payment) {
  Part left = {.amount = payment.amount().minor_units(),
               .tip = payment.tip().minor_units()};
  for (const Refund& refund : payment.refunds()) {
    left.amount -= refund.amount().minor_units();
    left.tip -= refund.tip().minor_units();
  }
  return left;
}

// What can be given back now.
Part MostOf(const Sale& sale, const Payment& payment) {
  const Part left = LeftOf(payment);
  if (sale.state() != v1::SALE_STATE_COMPLETED || sale.charged_after_cancel() ||
      payment.matched()) {
    return left;
  }
  return {
      .amount = std::min(left.amount, sale.totals().overpaid().minor_units()),
      .tip = left.tip};
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

// What `request` asks for, which is not nothing; or why it is refused.
absl::StatusOr<Part> PartFor(const Sale& sale, const Payment& payment,
                             const RefundPaymentRequest& request) {
  const auto text = [&sale](int64_t minor_units) {
    return MoneyText(MakeMoney(minor_units, sale.currency()));
  };
  const Part nothing = {.amount = 0, .tip = 0};
  const Part left = LeftOf(payment);
  const Part most = MostOf(sale, payment);
  const bool is_all = !request.has_amount() && !request.has_tip();
  const Part part = is_all ? left
                           : Part{.amount = request.amount().minor_units(),
                                  .tip = request.tip().minor_units()};
  if (most == nothing && (is_all || part == nothing)) {
    return Refused("NOTHING_TO_REFUND", payment, "nothing is to give back");
  }
  if (part == nothing) {
    return Refused("NOTHING_TO_REFUND", payment,
                   fmt::format("nothing is asked for: at most {} and the tip "
                               "of {} can be given back; say how much of each",
                               text(most.amount), text(most.tip)));
  }
  if (part.amount > left.amount || part.tip > left.tip) {
    return Refused("REFUND_EXCEEDS_PAYMENT", payment,
                   fmt::format("{} and a tip of {} are left of it",
                               text(left.amount), text(left.tip)));
  }
  if (part.amount > most.amount) {
    return Refused(
        "REFUND_EXCEEDS_OVERPAID", payment,
        fmt::format(
            "its sale is completed: at most {}, which was overpaid, and "
            "the tip of {} can be given back; say how much of each",
            text(most.amount), text(most.tip)));
  }
  return part;
}

}  // namespace

bool IsGivenBackInFull(const Payment& payment) {
  return LeftOf(payment) == Part{.amount = 0, .tip = 0};
}

absl::StatusOr<Refund> RefundFor(const Sale& sale, const Payment& payment,
                                 const RefundPaymentRequest& request) {
  RETURN_IF_ERROR(CheckRequest(sale, request));
  ASSIGN_OR_RETURN(const Part part, PartFor(sale, payment, request));
  if (payment.refunds_size() > kRefundsMax ||
      (payment.refunds_size() == kRefundsMax &&
       part != MostOf(sale, payment))) {
    return Refused("TOO_MANY_REFUNDS", payment,
                   fmt::format("has {} refunds: only one more, of all that can "
                               "be given back, is taken",
                               kRefundsMax));
  }
  Refund refund;
  refund.set_method(request.method());
  *refund.mutable_amount() = MakeMoney(part.amount, sale.currency());
  if (part.tip > 0) {
    *refund.mutable_tip() = MakeMoney(part.tip, sale.currency());
  }
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
