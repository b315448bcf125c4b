#include "server/sales/upkeep/verify_sales.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "server/sales/cards/card_links.h"
#include "server/sales/rules/refund_rules.h"
#include "server/sales/rules/sale_rules.h"
#include "server/sales/upkeep/summary_checks.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using google::protobuf::util::MessageDifferencer;
using store::Checks;
using store::Space;
using v1::Payment;
using v1::Sale;

// Whether the totals are those that the lines and payments come to.
bool AddsUp(const Sale& sale) {
  Sale again = sale;
  again.clear_totals();
  again.clear_payments();
  if (!Recalculate(&again).ok()) return false;
  for (const v1::SalePayment& entry : sale.payments()) {
    Payment payment;
    payment.set_id(entry.payment_id());
    payment.set_method(entry.method());
    *payment.mutable_amount() = entry.amount();
    *payment.mutable_tip() = entry.tip();
    if (!AddPayment(payment, &again).ok()) return false;
    v1::Refund refund;
    *refund.mutable_amount() = entry.refunded();
    *refund.mutable_tip() = entry.refunded_tip();
    if (!AddRefund(entry.payment_id(), refund, &again).ok()) return false;
  }
  // Sales of before it was told do not tell it.
  if (!sale.totals().has_overpaid()) again.mutable_totals()->clear_overpaid();
  return MessageDifferencer::Equals(sale, again);
}

// Whether the sale tells of as much as was given back.
bool IsGivenBack(const Payment& payment, const v1::SalePayment& entry) {
  int64_t amount = 0;
  int64_t tip = 0;
  for (const v1::Refund& refund : payment.refunds()) {
    amount += refund.amount().minor_units();
    tip += refund.tip().minor_units();
  }
  return amount == entry.refunded().minor_units() &&
         tip == entry.refunded_tip().minor_units();
}

class SaleCheck {
 public:
  SaleCheck(const SalesTables& tables, Checks& checks)
      : tables_(tables), checks_(checks) {}

  absl::Status See(std::string_view key, std::string_view value) {
    Sale sale;
    // Damaged records are named by the check of the table.
    if (!sale.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      return absl::OkStatus();
    }
    merchant_id_ = store::KeyReader(key).merchant_id();
    if (!AddsUp(sale)) Report(sale, "its totals are not what it comes to");
    if (sale.state() == v1::SALE_STATE_COMPLETED && !IsPaid(sale)) {
      Report(sale, "completed but not paid");
    }
    checks_.Spend(sale.payments_size());
    for (const v1::SalePayment& entry : sale.payments()) {
      ASSIGN_OR_RETURN(const std::optional<Payment> payment,
                       store::FindSound(checks_.view(), tables_.payments,
                                        merchant_id_, entry.payment_id()));
      if (!payment.has_value() || payment->sale_id() != sale.id() ||
          !MessageDifferencer::Equals(payment->amount(), entry.amount())) {
        Report(sale, fmt::format("its payment {} is missing or another",
                                 entry.payment_id()));
        continue;
      }
      if (!IsGivenBack(*payment, entry)) {
        Report(sale, fmt::format("its payment {} was given back otherwise",
                                 entry.payment_id()));
      }
    }
    return absl::OkStatus();
  }

 private:
  void Report(const Sale& sale, std::string_view text) {
    checks_.report().Add(Space::kSales, merchant_id_,
                         fmt::format("{}: {}", sale.id(), text));
  }

  const SalesTables& tables_;
  Checks& checks_;
  std::string merchant_id_;
};

}  // namespace

void AddSalesChecks(const SalesTables& tables, Checks& checks) {
  checks.AddRows(Space::kSales, std::make_shared<SaleCheck>(tables, checks));
  AddSummaryChecks(tables, checks);
  AddCardLinkChecks(checks);
}

}  // namespace comptoir::sales
