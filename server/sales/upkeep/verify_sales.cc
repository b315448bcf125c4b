#include "server/sales/upkeep/verify_sales.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "server/sales/cards/card_links.h"
#include "server/sales/rules/purchase_summary.h"
#include "server/sales/rules/refund_rules.h"
#include "server/sales/rules/sale_rules.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredItemCount;
using storage::v1::StoredPurchaseSummary;
using store::KeyReader;
using store::Space;
using store::VerifyReport;
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

int64_t GivenBack(const Payment& payment) {
  int64_t sum = 0;
  for (const v1::Refund& refund : payment.refunds()) {
    sum += refund.amount().minor_units();
  }
  return sum;
}

class SalesCheck {
 public:
  SalesCheck(const kv::View& snapshot, const SalesTables& tables,
             VerifyReport& report)
      : snapshot_(snapshot), tables_(tables), report_(report) {}

  absl::Status Run() {
    const auto rows = snapshot_.Scan(store::AllOf(Space::kSales));
    for (; rows->Valid(); rows->Next()) {
      Sale sale;
      // Damaged records are named by the check of the table.
      if (!sale.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
        continue;
      }
      merchant_id_ = KeyReader(rows->key()).merchant_id();
      RETURN_IF_ERROR(Check(sale));
    }
    return rows->status();
  }

 private:
  absl::Status Check(const Sale& sale) {
    if (!AddsUp(sale)) Report(sale, "its totals are not what it comes to");
    if (sale.state() == v1::SALE_STATE_COMPLETED && !IsPaid(sale)) {
      Report(sale, "completed but not paid");
    }
    for (const v1::SalePayment& entry : sale.payments()) {
      ASSIGN_OR_RETURN(
          const std::optional<Payment> payment,
          tables_.payments.Find(snapshot_, merchant_id_, entry.payment_id()));
      if (!payment.has_value() || payment->sale_id() != sale.id() ||
          !MessageDifferencer::Equals(payment->amount(), entry.amount())) {
        Report(sale, fmt::format("its payment {} is missing or another",
                                 entry.payment_id()));
        continue;
      }
      if (GivenBack(*payment) != entry.refunded().minor_units()) {
        Report(sale, fmt::format("its payment {} was given back otherwise",
                                 entry.payment_id()));
      }
    }
    return absl::OkStatus();
  }

  void Report(const Sale& sale, std::string_view text) {
    report_.Add(Space::kSales, merchant_id_,
                fmt::format("{}: {}", sale.id(), text));
  }

  const kv::View& snapshot_;
  const SalesTables& tables_;
  VerifyReport& report_;
  std::string merchant_id_;
};

// Whether two summaries tell the same; names may have been seen in another
// order, and counts of items are exact up to kItemsKeptMax only.
bool IsSame(StoredPurchaseSummary a, StoredPurchaseSummary b) {
  const bool has_all_items =
      std::max(a.items_size(), b.items_size()) < kItemsKeptMax;
  for (StoredPurchaseSummary* summary : {&a, &b}) {
    if (!has_all_items) summary->clear_items();
    for (StoredItemCount& item : *summary->mutable_items()) {
      item.clear_last_purchase_time();
      if (!item.catalog_item_id().empty()) item.clear_name();
    }
  }
  MessageDifferencer differencer;
  differencer.set_repeated_field_comparison(MessageDifferencer::AS_SET);
  return differencer.Compare(a, b);
}

// Walks completed sales customer by customer, in the order of their index.
class SummaryCheck {
 public:
  SummaryCheck(const kv::View& snapshot, const SalesTables& tables,
               VerifyReport& report)
      : snapshot_(snapshot), tables_(tables), report_(report) {}

  absl::Status Run() {
    const auto rows = snapshot_.Scan(store::AllOf(Space::kSalesByCustomer));
    for (; rows->Valid(); rows->Next()) {
      RETURN_IF_ERROR(Add(rows->key()));
    }
    RETURN_IF_ERROR(rows->status());
    RETURN_IF_ERROR(EndCustomer());
    return CountSummaries();
  }

 private:
  absl::Status Add(std::string_view row) {
    KeyReader key(row);
    std::string customer_id;
    std::string sale_id;
    int64_t micros = 0;
    if (!key.Id("cus", &customer_id) || !key.I64(&micros) ||
        !key.Id("sal", &sale_id)) {
      return absl::OkStatus();  // Named by the check of the table.
    }
    if (customer_id != expected_.customer_id() ||
        key.merchant_id() != merchant_id_) {
      RETURN_IF_ERROR(EndCustomer());
      merchant_id_ = key.merchant_id();
      expected_.set_customer_id(customer_id);
    }
    ASSIGN_OR_RETURN(const std::optional<Sale> sale,
                     tables_.sales.Find(snapshot_, merchant_id_, sale_id));
    if (!sale.has_value()) return absl::OkStatus();
    if (!sale->complete_date().empty()) {
      days_.emplace(sale->location_id(), sale->complete_date());
    }
    expected_.set_visit_day_count(static_cast<int64_t>(days_.size()));
    return AddSale(*sale, &expected_);
  }

  absl::Status EndCustomer() {
    if (expected_.customer_id().empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(std::optional<StoredPurchaseSummary> stored,
                     tables_.summaries.Find(snapshot_, merchant_id_,
                                            expected_.customer_id()));
    ASSIGN_OR_RETURN(const std::optional<std::string> customer,
                     snapshot_.Get(store::Key(Space::kCustomers, merchant_id_)
                                       .Id(expected_.customer_id())
                                       .str()));
    // A deleted customer's sales stay; what they come to is forgotten.
    if (!stored.has_value() && customer.has_value()) {
      Report("is missing");
    } else if (stored.has_value() && !customer.has_value()) {
      ++found_;
      Report("is of a customer who was deleted");
    } else if (stored.has_value()) {
      ++found_;
      if (!IsSame(*std::move(stored), expected_)) {
        Report("is not what the completed sales come to");
      }
    }
    expected_.Clear();
    days_.clear();
    return absl::OkStatus();
  }

  // Each summary must have been met above.
  absl::Status CountSummaries() {
    uint64_t count = 0;
    const auto rows = snapshot_.Scan(store::AllOf(Space::kPurchaseSummaries));
    for (; rows->Valid(); rows->Next()) ++count;
    if (count != found_) {
      report_.Add(Space::kPurchaseSummaries, "",
                  fmt::format("{} summaries without sales", count - found_));
    }
    return rows->status();
  }

  void Report(std::string_view text) {
    report_.Add(Space::kPurchaseSummaries, merchant_id_,
                fmt::format("{}: {}", expected_.customer_id(), text));
  }

  const kv::View& snapshot_;
  const SalesTables& tables_;
  VerifyReport& report_;
  std::string merchant_id_;
  StoredPurchaseSummary expected_;
  // Location and date of each sale of the customer.
  std::set<std::pair<std::string, std::string>> days_;
  uint64_t found_ = 0;
};

}  // namespace

absl::Status VerifySales(const kv::View& snapshot, const SalesTables& tables,
                         VerifyReport& report) {
  RETURN_IF_ERROR(SalesCheck(snapshot, tables, report).Run());
  RETURN_IF_ERROR(SummaryCheck(snapshot, tables, report).Run());
  return VerifyCardLinks(snapshot, report);
}

}  // namespace comptoir::sales
