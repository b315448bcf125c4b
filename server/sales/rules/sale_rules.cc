#include "server/sales/rules/sale_rules.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/values/money/currency.h"
#include "server/values/money/money.h"
#include "server/values/money/money_text.h"
#include "server/values/text.h"

namespace comptoir::sales {
namespace {

using google::protobuf::RepeatedPtrField;
using types::v1::Money;
using v1::Payment;
using v1::RecordPaymentRequest;
using v1::Sale;
using v1::SaleLine;
using v1::SaleTotals;

absl::Status Refused(std::string_view reason, const Sale& sale,
                     std::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               fmt::format("sale {}: {}", sale.id(), message),
               {{"sale_id", sale.id()}});
}

// What stands in the way is the sale itself, or what others did to it
// meanwhile: a till that is told how it stands need not read it first.
absl::Status RefusedAsItStands(std::string_view reason, const Sale& sale,
                               std::string_view message) {
  const std::string due = std::to_string(sale.totals().due().minor_units());
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               fmt::format("sale {}: {}", sale.id(), message),
               {{"sale_id", sale.id()},
                {"sale_state", v1::SaleState_Name(sale.state())},
                {"due_minor_units", due},
                {"currency", sale.currency()}});
}

// Unit price times quantity, rounded half up. Fits: the price is at most
// kAmountMax and the quantity below 2^31.
__int128 GrossOf(const SaleLine& line) {
  const __int128 thousandths =
      static_cast<__int128>(line.unit_price().minor_units()) *
      QuantityThousandths(line);
  return (thousandths + 500) / 1000;
}

void CheckQuantity(const SaleLine& line, const std::string& path,
                   FieldViolations* violations) {
  if (line.quantity() < 0 || line.quantity_thousandths() < 0 ||
      line.quantity_thousandths() > 999) {
    violations->Add(path + ".quantity", "must not be negative");
  }
}

std::string LinePath(size_t i) { return fmt::format("lines[{}]", i); }

// `currency` is empty where the sale's is not known.
void CheckAmounts(const SaleLine& line, std::string_view currency,
                  const std::string& path, FieldViolations* violations) {
  const auto check = [&](const Money& money, const std::string& field) {
    // What is no currency is refused for that.
    const bool is_compared =
        !currency.empty() &&
        (money.currency().empty() || IsCurrency(money.currency()));
    CheckAmount(money, is_compared ? currency : money.currency(), field,
                violations);
  };
  if (line.quantity() == 0 && line.quantity_thousandths() == 0) {
    violations->Add(path + ".quantity", "must be more than zero");
  }
  if (line.has_unit_price()) check(line.unit_price(), path + ".unit_price");
  if (GrossOf(line) > kAmountMax) {
    violations->Add(path, fmt::format("comes to more than {}", kAmountMax));
  }
  if (!line.has_discount()) return;
  check(line.discount(), path + ".discount");
  // What is wrong with the price or the quantity is said there.
  const bool is_known =
      line.unit_price().minor_units() >= 0 && QuantityThousandths(line) > 0;
  if (is_known && line.discount().minor_units() > GrossOf(line)) {
    violations->Add(path + ".discount", "must be at most the line's amount");
  }
}

void CheckLines(const std::vector<SaleLine>& lines, std::string_view currency,
                FieldViolations* violations) {
  for (size_t i = 0; i < lines.size(); ++i) {
    const SaleLine& line = lines[i];
    const std::string path = LinePath(i);
    if (line.name().empty()) violations->Add(path + ".name", "is required");
    CheckQuantity(line, path, violations);
    if (!line.has_unit_price()) {
      violations->Add(path + ".unit_price", "is required");
    }
    CheckAmounts(line, currency, path, violations);
  }
}

absl::Status AmountOverflow() {
  return Error(absl::StatusCode::kInvalidArgument, "AMOUNT_OVERFLOW",
               fmt::format("the total is more than {}", kAmountMax));
}

}  // namespace

void CheckAmount(const Money& money, std::string_view currency,
                 std::string_view path, FieldViolations* violations) {
  if (money.currency() != currency) {
    violations->Add(fmt::format("{}.currency", path),
                    fmt::format("must be the sale's, {}", currency));
  }
  if (money.minor_units() < 0) {
    violations->Add(fmt::format("{}.minor_units", path),
                    "must not be negative");
  } else if (money.minor_units() > kAmountMax) {
    violations->Add(fmt::format("{}.minor_units", path),
                    fmt::format("must be at most {}", kAmountMax));
  }
}

void CheckAmountsOf(const RepeatedPtrField<SaleLine>& lines,
                    std::string_view currency, FieldViolations& violations) {
  const std::string_view known = IsCurrency(currency) ? currency : "";
  for (int i = 0; i < lines.size(); ++i) {
    CheckAmounts(lines.Get(i), known, LinePath(i), &violations);
  }
}

void CheckMethod(v1::PaymentMethod method, FieldViolations* violations) {
  if (method == v1::PAYMENT_METHOD_CASH ||
      method == v1::PAYMENT_METHOD_EXTERNAL) {
    return;
  }
  violations->Add("method", "must be CASH or EXTERNAL");
}

absl::Status AddLines(const RepeatedPtrField<SaleLine>& lines,
                      const NewId& new_id, Sale* sale,
                      FieldViolations violations) {
  std::vector<SaleLine> added(lines.begin(), lines.end());
  for (SaleLine& line : added) {
    // An item off the catalog is known by its name: equal names, equal bytes.
    line.set_name(Trim(line.name()));
    line.set_note(Trim(line.note()));
  }
  CheckLines(added, sale->currency(), &violations);
  RETURN_IF_ERROR(violations.ToStatus());
  for (SaleLine& line : added) {
    line.set_id(new_id("lin"));
    *sale->add_lines() = std::move(line);
  }
  return Recalculate(sale);
}

int64_t QuantityThousandths(const SaleLine& line) {
  return int64_t{line.quantity()} * 1000 + line.quantity_thousandths();
}

absl::Status Recalculate(Sale* sale) {
  if (sale->lines_size() > kLinesMax) {
    return Refused("TOO_MANY_LINES", *sale,
                   fmt::format("more than {} lines", kLinesMax));
  }
  if (sale->ByteSizeLong() > kSaleBytesMax) {
    return Refused("SALE_TOO_LARGE", *sale,
                   fmt::format("more than {} bytes", kSaleBytesMax));
  }
  const std::string& currency = sale->currency();
  __int128 subtotal = 0;
  __int128 discount = 0;
  for (SaleLine& line : *sale->mutable_lines()) {
    const auto gross = static_cast<int64_t>(GrossOf(line));
    *line.mutable_amount() =
        MakeMoney(gross - line.discount().minor_units(), currency);
    subtotal += gross;
    discount += line.discount().minor_units();
  }
  if (subtotal > kAmountMax) return AmountOverflow();

  const auto total = static_cast<int64_t>(subtotal - discount);
  SaleTotals& totals = *sale->mutable_totals();
  const int64_t tip = totals.tip().minor_units();
  *totals.mutable_subtotal() =
      MakeMoney(static_cast<int64_t>(subtotal), currency);
  *totals.mutable_discount() =
      MakeMoney(static_cast<int64_t>(discount), currency);
  *totals.mutable_total() = MakeMoney(total, currency);
  *totals.mutable_tip() = MakeMoney(tip, currency);
  SetPaid(totals.paid().minor_units(), sale);
  return absl::OkStatus();
}

void SetPaid(int64_t paid, Sale* sale) {
  const std::string& currency = sale->currency();
  SaleTotals& totals = *sale->mutable_totals();
  const int64_t total = totals.total().minor_units();
  *totals.mutable_paid() = MakeMoney(paid, currency);
  *totals.mutable_due() = MakeMoney(paid < total ? total - paid : 0, currency);
  if (paid > total) {
    *totals.mutable_overpaid() = MakeMoney(paid - total, currency);
  } else {
    totals.clear_overpaid();
  }
}

bool IsPaid(const Sale& sale) {
  const bool has_payment = std::any_of(
      sale.payments().begin(), sale.payments().end(), [](const auto& entry) {
        return entry.amount().minor_units() == 0 ||
               entry.amount().minor_units() > entry.refunded().minor_units();
      });
  return has_payment && sale.totals().due().minor_units() == 0;
}

bool HoldsMoney(const Sale& sale) {
  return sale.totals().paid().minor_units() > 0 ||
         sale.totals().tip().minor_units() > 0;
}

absl::Status RequireOpen(const Sale& sale) {
  RETURN_IF_ERROR(RequireNotCanceled(sale));
  if (sale.state() == v1::SALE_STATE_OPEN) return absl::OkStatus();
  return RefusedAsItStands("SALE_NOT_OPEN", sale,
                           sale.state() == v1::SALE_STATE_CANCEL_REQUESTED
                               ? "is about to be canceled"
                               : "is completed");
}

absl::Status RequireNotCanceled(const Sale& sale) {
  if (sale.state() != v1::SALE_STATE_CANCELED) return absl::OkStatus();
  return RefusedAsItStands("SALE_CANCELED", sale, "is canceled");
}

absl::Status RequireDue(const Sale& sale, const Money& amount) {
  const Money& due = sale.totals().due();
  if (amount.minor_units() <= due.minor_units()) return absl::OkStatus();
  return RefusedAsItStands("AMOUNT_EXCEEDS_DUE", sale,
                           fmt::format("{} is due, less than {}",
                                       MoneyText(due), MoneyText(amount)));
}

namespace {

absl::Status CheckPayment(const Sale& sale,
                          const RecordPaymentRequest& request) {
  FieldViolations violations;
  CheckMethod(request.method(), &violations);
  CheckAmount(request.amount(), sale.currency(), "amount", &violations);
  if (request.has_tip()) {
    CheckAmount(request.tip(), sale.currency(), "tip", &violations);
  }
  if (request.has_tendered()) {
    CheckAmount(request.tendered(), sale.currency(), "tendered", &violations);
    if (request.method() != v1::PAYMENT_METHOD_CASH) {
      violations.Add("tendered", "is for CASH only");
    }
  }
  if (!request.source().empty() &&
      request.method() != v1::PAYMENT_METHOD_EXTERNAL) {
    violations.Add("source", "is for EXTERNAL only");
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<Payment> PaymentFor(const Sale& sale,
                                   const RecordPaymentRequest& request) {
  RETURN_IF_ERROR(CheckPayment(sale, request));
  if (sale.lines().empty()) {
    return Refused("SALE_EMPTY", sale, "has no lines to pay for");
  }
  if (sale.payments_size() >= kPaymentsMax) {
    return Refused("TOO_MANY_PAYMENTS", sale,
                   fmt::format("has {} payments", kPaymentsMax));
  }
  const int64_t amount = request.amount().minor_units();
  RETURN_IF_ERROR(RequireDue(sale, request.amount()));
  if (amount == 0 && sale.totals().due().minor_units() > 0) {
    return InvalidField("amount.minor_units", "must be more than zero");
  }

  Payment payment;
  payment.set_sale_id(sale.id());
  payment.set_method(request.method());
  payment.set_state(v1::PAYMENT_STATE_COMPLETED);
  *payment.mutable_amount() = request.amount();
  if (request.has_tip()) *payment.mutable_tip() = request.tip();
  if (request.has_tendered()) {
    const int64_t change =
        request.tendered().minor_units() - amount - request.tip().minor_units();
    if (change < 0) {
      return InvalidField("tendered", "must be at least amount and tip");
    }
    *payment.mutable_tendered() = request.tendered();
    *payment.mutable_change() = MakeMoney(change, sale.currency());
  }
  payment.set_source(request.source());
  return payment;
}

absl::Status AddPayment(const Payment& payment, Sale* sale) {
  v1::SalePayment& entry = *sale->add_payments();
  entry.set_payment_id(payment.id());
  entry.set_method(payment.method());
  *entry.mutable_amount() = payment.amount();
  *entry.mutable_tip() =
      MakeMoney(payment.tip().minor_units(), sale->currency());
  SaleTotals& totals = *sale->mutable_totals();
  ASSIGN_OR_RETURN(const Money paid, Add(totals.paid(), payment.amount()));
  ASSIGN_OR_RETURN(*totals.mutable_tip(), Add(totals.tip(), entry.tip()));
  SetPaid(paid.minor_units(), sale);
  return absl::OkStatus();
}

}  // namespace comptoir::sales
