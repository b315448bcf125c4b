#include "server/sales/sale/profile_summary.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "server/base/status.h"
#include "server/sales/rules/purchase_summary.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredPurchaseSummary;
using store::Key;
using store::KeyReader;
using store::Space;

// A day on which two identities came is one.
absl::StatusOr<int64_t> CountDays(
    const kv::View& view, const std::string& merchant_id,
    const std::vector<StoredPurchaseSummary>& summaries) {
  absl::flat_hash_set<std::string> days;
  for (const StoredPurchaseSummary& summary : summaries) {
    const auto rows = view.Scan(Key(Space::kSalesByVisitDay, merchant_id)
                                    .Id(summary.customer_id())
                                    .Prefix());
    for (; rows->Valid(); rows->Next()) {
      KeyReader key(rows->key());
      std::string id;
      std::string location_id;
      std::string date;
      if (!key.Id("cus", &id) || !key.Id("loc", &location_id) ||
          !key.Text(&date)) {
        return Corrupt("a visit's day");
      }
      days.insert(location_id + date);
    }
    RETURN_IF_ERROR(rows->status());
  }
  return static_cast<int64_t>(days.size());
}

}  // namespace

absl::StatusOr<StoredPurchaseSummary> SummaryOfProfile(
    const SaleBook& book, const kv::View& view, const std::string& merchant_id,
    const std::string& survivor_id) {
  ASSIGN_OR_RETURN(
      const std::vector<std::string> identities,
      book.customers().CustomerIdentities(view, merchant_id, survivor_id));
  ASSIGN_OR_RETURN(auto found, book.tables().summaries.FindMany(
                                   view, merchant_id, identities));
  std::vector<StoredPurchaseSummary> summaries;
  for (std::optional<StoredPurchaseSummary>& summary : found) {
    if (summary) summaries.push_back(*std::move(summary));
  }
  StoredPurchaseSummary sum;
  for (const StoredPurchaseSummary& summary : summaries) {
    RETURN_IF_ERROR(AddSummary(summary, &sum));
  }
  if (summaries.size() > 1) {
    ASSIGN_OR_RETURN(const int64_t days,
                     CountDays(view, merchant_id, summaries));
    sum.set_visit_day_count(days);
  }
  sum.set_customer_id(survivor_id);
  return sum;
}

}  // namespace comptoir::sales
