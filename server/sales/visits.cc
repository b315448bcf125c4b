#include "server/sales/visits.h"

#include "server/base/status.h"
#include "server/sales/rules/purchase_summary.h"
#include "server/sales/visit_days.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredPurchaseSummary;
using store::Key;
using store::Space;
using store::Transaction;
using v1::Sale;

absl::StatusOr<StoredPurchaseSummary> Load(const SalesTables& tables,
                                           const Transaction& txn,
                                           const std::string& customer_id) {
  ASSIGN_OR_RETURN(std::optional<StoredPurchaseSummary> found,
                   tables.summaries.Find(txn, txn.merchant_id(), customer_id));
  StoredPurchaseSummary summary =
      std::move(found).value_or(StoredPurchaseSummary());
  summary.set_customer_id(customer_id);
  return summary;
}

// The first or last completed sale of a customer who has one.
absl::StatusOr<Sale> OutermostSale(const SalesTables& tables,
                                   const Transaction& txn,
                                   const std::string& customer_id,
                                   kv::Direction direction) {
  const kv::Range range =
      Key(Space::kSalesByCustomer, txn.merchant_id()).Id(customer_id).Prefix();
  ASSIGN_OR_RETURN(const store::IdPage page,
                   store::ScanIds(txn, range, "sal", 1, {}, direction));
  if (page.ids.empty()) return Corrupt("a purchase summary without sales");
  return tables.sales.Get(txn, txn.merchant_id(), page.ids[0]);
}

absl::Status FindVisitTimes(const SalesTables& tables, const Transaction& txn,
                            StoredPurchaseSummary* summary) {
  ASSIGN_OR_RETURN(const Sale first,
                   OutermostSale(tables, txn, summary->customer_id(),
                                 kv::Direction::kForward));
  ASSIGN_OR_RETURN(const Sale last,
                   OutermostSale(tables, txn, summary->customer_id(),
                                 kv::Direction::kReverse));
  *summary->mutable_first_visit_time() = first.complete_time();
  *summary->mutable_last_visit_time() = last.complete_time();
  summary->set_last_sale_id(last.id());
  return absl::OkStatus();
}

}  // namespace

absl::Status AddVisit(const SalesTables& tables, Transaction& txn,
                      const Sale& sale) {
  ASSIGN_OR_RETURN(StoredPurchaseSummary summary,
                   Load(tables, txn, sale.customer_id()));
  RETURN_IF_ERROR(AddSale(sale, &summary));
  ASSIGN_OR_RETURN(const bool makes_day,
                   MakesTheDay(txn, sale, sale.customer_id()));
  if (makes_day) {
    summary.set_visit_day_count(summary.visit_day_count() + 1);
  }
  return tables.summaries.Put(txn, summary);
}

absl::Status RemoveVisit(const SalesTables& tables, Transaction& txn,
                         const Sale& sale, const std::string& customer_id) {
  ASSIGN_OR_RETURN(StoredPurchaseSummary summary,
                   Load(tables, txn, customer_id));
  // None is left of a customer who was deleted.
  if (summary.visit_count() == 0) return absl::OkStatus();
  const bool tells_times = TellsVisitTimes(sale, summary);
  SubtractSale(sale, &summary);
  if (summary.visit_count() == 0) {
    return tables.summaries.Delete(txn, customer_id).status();
  }
  ASSIGN_OR_RETURN(const bool makes_day, MakesTheDay(txn, sale, customer_id));
  if (makes_day) {
    summary.set_visit_day_count(summary.visit_day_count() - 1);
  }
  if (tells_times) RETURN_IF_ERROR(FindVisitTimes(tables, txn, &summary));
  return tables.summaries.Put(txn, summary);
}

}  // namespace comptoir::sales
