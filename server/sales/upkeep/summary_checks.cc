#include "server/sales/upkeep/summary_checks.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "server/sales/rules/purchase_summary.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredItemCount;
using storage::v1::StoredPurchaseSummary;
using store::Checks;
using store::Key;
using store::KeyReader;
using store::Space;
using v1::Sale;

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

kv::Range SalesOf(std::string_view merchant_id, std::string_view customer_id) {
  return Key(Space::kSalesByCustomer, merchant_id).Id(customer_id).Prefix();
}

// What the completed sales of a customer come to.
struct Sum {
  bool has_sales = false;
  bool has_overflown = false;
  StoredPurchaseSummary summary;
};
absl::StatusOr<Sum> AddUp(const SalesTables& tables,
                          const std::string& merchant_id,
                          const std::string& customer_id, Checks& checks) {
  Sum sum;
  sum.summary.set_customer_id(customer_id);
  std::set<std::pair<std::string, std::string>> days;  // Location and date.
  const auto rows = checks.view().Scan(SalesOf(merchant_id, customer_id));
  for (; rows->Valid(); rows->Next()) {
    checks.Spend(1);
    KeyReader key(rows->key());
    std::string id;
    std::string sale_id;
    int64_t micros = 0;
    if (!key.Id("cus", &id) || !key.I64(&micros) || !key.Id("sal", &sale_id)) {
      continue;  // Named by the check of the table.
    }
    sum.has_sales = true;
    ASSIGN_OR_RETURN(
        const std::optional<Sale> sale,
        store::FindSound(checks.view(), tables.sales, merchant_id, sale_id));
    if (!sale.has_value()) continue;
    if (!sale->complete_date().empty()) {
      days.emplace(sale->location_id(), sale->complete_date());
    }
    if (!AddSale(*sale, &sum.summary).ok()) sum.has_overflown = true;
  }
  RETURN_IF_ERROR(rows->status());
  sum.summary.set_visit_day_count(static_cast<int64_t>(days.size()));
  return sum;
}

// Also one who is deleted and may come back, with what there was.
absl::StatusOr<bool> HasCustomer(const kv::View& view,
                                 std::string_view merchant_id,
                                 std::string_view customer_id) {
  for (const Space space : {Space::kCustomers, Space::kDeletedCustomers}) {
    ASSIGN_OR_RETURN(const auto row,
                     view.Get(Key(space, merchant_id).Id(customer_id).str()));
    if (row) return true;
  }
  return false;
}

void Report(Checks& checks, const std::string& merchant_id,
            std::string_view customer_id, std::string_view text) {
  checks.report().Add(Space::kPurchaseSummaries, merchant_id,
                      fmt::format("{}: {}", customer_id, text));
}

absl::Status CheckSummary(const SalesTables& tables, std::string_view key,
                          std::string_view value, Checks& checks) {
  StoredPurchaseSummary stored;
  if (!stored.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return absl::OkStatus();  // Named by the check of the table.
  }
  const std::string merchant_id = KeyReader(key).merchant_id();
  const std::string customer_id = stored.customer_id();
  ASSIGN_OR_RETURN(Sum sum, AddUp(tables, merchant_id, customer_id, checks));
  ASSIGN_OR_RETURN(const bool has_customer,
                   HasCustomer(checks.view(), merchant_id, customer_id));
  if (!sum.has_sales) {
    Report(checks, merchant_id, customer_id, "is a summary without sales");
  } else if (!has_customer) {
    Report(checks, merchant_id, customer_id,
           "is of a customer who was deleted for ever");
  } else if (sum.has_overflown ||
             !IsSame(std::move(stored), std::move(sum.summary))) {
    Report(checks, merchant_id, customer_id,
           "is not what the completed sales come to");
  }
  return absl::OkStatus();
}

// Of sales in the order of their customers: who has some has a summary.
class MissingSummaryCheck {
 public:
  explicit MissingSummaryCheck(Checks& checks) : checks_(checks) {}

  absl::Status See(std::string_view row, std::string_view) {
    KeyReader key(row);
    std::string customer_id;
    if (!key.Id("cus", &customer_id)) return absl::OkStatus();
    const std::string merchant_id = key.merchant_id();
    if (customer_id == customer_id_ && merchant_id == merchant_id_) {
      return absl::OkStatus();
    }
    customer_id_ = customer_id;
    merchant_id_ = merchant_id;
    // Once for each customer, wherever the walk began.
    const auto first = checks_.view().Scan(SalesOf(merchant_id, customer_id));
    if (first->Valid() && first->key() != row) return absl::OkStatus();
    RETURN_IF_ERROR(first->status());
    return Check();
  }

 private:
  absl::Status Check() {
    ASSIGN_OR_RETURN(
        const auto stored,
        checks_.view().Get(Key(Space::kPurchaseSummaries, merchant_id_)
                               .Id(customer_id_)
                               .str()));
    if (stored.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool has_customer,
                     HasCustomer(checks_.view(), merchant_id_, customer_id_));
    // The sales of who was purged stay; what they come to is forgotten.
    if (has_customer) Report(checks_, merchant_id_, customer_id_, "is missing");
    return absl::OkStatus();
  }

  Checks& checks_;
  std::string merchant_id_;
  std::string customer_id_;
};

}  // namespace

void AddSummaryChecks(const SalesTables& tables, Checks& checks) {
  checks.AddRows(Space::kPurchaseSummaries,
                 [&tables, &checks](auto key, auto value) {
                   return CheckSummary(tables, key, value, checks);
                 });
  checks.AddRows(Space::kSalesByCustomer,
                 std::make_shared<MissingSummaryCheck>(checks));
}

}  // namespace comptoir::sales
