#include "server/sales/rules/purchase_summary.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "google/protobuf/timestamp.pb.h"
#include "server/base/timestamps.h"
#include "server/sales/rules/sale_rules.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using google::protobuf::Timestamp;
using storage::v1::StoredItemCount;
using storage::v1::StoredPurchaseSummary;
using storage::v1::StoredSpend;
using v1::FrequentItem;
using v1::PurchaseSummary;
using v1::Sale;
using v1::SaleLine;

int64_t Micros(const Timestamp& time) {
  return absl::ToUnixMicros(ToTime(time));
}

// An item is known by its id in the catalog or else by its name.
bool IsItem(const StoredItemCount& count, const SaleLine& line) {
  if (count.catalog_item_id() != line.catalog_item_id()) return false;
  return !line.catalog_item_id().empty() || count.name() == line.name();
}

bool IsSameItem(const StoredItemCount& a, const StoredItemCount& b) {
  if (a.catalog_item_id() != b.catalog_item_id()) return false;
  return !a.catalog_item_id().empty() || a.name() == b.name();
}

// The items of one sale, each once.
std::vector<StoredItemCount> ItemsOf(const Sale& sale) {
  std::vector<StoredItemCount> items;
  for (const SaleLine& line : sale.lines()) {
    auto item = std::find_if(
        items.begin(), items.end(),
        [&](const StoredItemCount& count) { return IsItem(count, line); });
    if (item == items.end()) {
      item = items.emplace(items.end());
      item->set_catalog_item_id(line.catalog_item_id());
      item->set_visit_count(1);
      *item->mutable_last_purchase_time() = sale.complete_time();
    }
    item->set_name(line.name());
    item->set_quantity_thousandths(item->quantity_thousandths() +
                                   QuantityThousandths(line));
  }
  return items;
}

// The place of an item, or -1.
int FindItem(const StoredItemCount& item,
             const StoredPurchaseSummary& summary) {
  for (int i = 0; i < summary.items_size(); ++i) {
    if (IsSameItem(summary.items(i), item)) return i;
  }
  return -1;
}

// Where a new item goes: a new place or that of the item forgotten for it.
StoredItemCount* PlaceForItem(StoredPurchaseSummary* summary) {
  if (summary->items_size() < kItemsKeptMax) return summary->add_items();
  auto& items = *summary->mutable_items();
  const auto forgotten = std::min_element(
      items.begin(), items.end(),
      [](const StoredItemCount& a, const StoredItemCount& b) {
        return std::pair(a.visit_count(), Micros(a.last_purchase_time())) <
               std::pair(b.visit_count(), Micros(b.last_purchase_time()));
      });
  return &*forgotten;
}

void AddItem(const StoredItemCount& item, StoredPurchaseSummary* summary) {
  const int place = FindItem(item, *summary);
  if (place < 0) {
    *PlaceForItem(summary) = item;
    return;
  }
  StoredItemCount* kept = summary->mutable_items(place);
  kept->set_visit_count(kept->visit_count() + item.visit_count());
  kept->set_quantity_thousandths(kept->quantity_thousandths() +
                                 item.quantity_thousandths());
  kept->set_name(item.name());
  if (Micros(kept->last_purchase_time()) < Micros(item.last_purchase_time())) {
    *kept->mutable_last_purchase_time() = item.last_purchase_time();
  }
}

void SubtractItem(const StoredItemCount& item, StoredPurchaseSummary* summary) {
  const int place = FindItem(item, *summary);
  if (place < 0) return;
  StoredItemCount* kept = summary->mutable_items(place);
  kept->set_visit_count(kept->visit_count() - item.visit_count());
  kept->set_quantity_thousandths(kept->quantity_thousandths() -
                                 item.quantity_thousandths());
  // An item that was forgotten in between has fewer than it should.
  if (kept->visit_count() <= 0 || kept->quantity_thousandths() <= 0) {
    summary->mutable_items()->DeleteSubrange(place, 1);
  }
}

// The place of a currency, made when absent; keeps the order by currency.
int SpendIn(const std::string& currency, StoredPurchaseSummary* summary) {
  int place = 0;
  while (place < summary->spend_size() &&
         summary->spend(place).currency() < currency) {
    ++place;
  }
  if (place < summary->spend_size() &&
      summary->spend(place).currency() == currency) {
    return place;
  }
  summary->add_spend()->set_currency(currency);
  for (int i = summary->spend_size() - 1; i > place; --i) {
    summary->mutable_spend()->SwapElements(i, i - 1);
  }
  return place;
}

// `time` and `sale_id` are those of a visit.
void SetFirstVisit(const Timestamp& time, StoredPurchaseSummary* summary) {
  if (!summary->has_first_visit_time() ||
      Micros(time) < Micros(summary->first_visit_time())) {
    *summary->mutable_first_visit_time() = time;
  }
}
void SetLastVisit(const Timestamp& time, const std::string& sale_id,
                  StoredPurchaseSummary* summary) {
  if (std::pair(Micros(time), sale_id) >=
      std::pair(Micros(summary->last_visit_time()), summary->last_sale_id())) {
    *summary->mutable_last_visit_time() = time;
    summary->set_last_sale_id(sale_id);
  }
}

// Adds to what was spent in a currency.
absl::Status AddSpend(const std::string& currency, int64_t minor_units,
                      int64_t visit_count, StoredPurchaseSummary* summary) {
  StoredSpend& spend = *summary->mutable_spend(SpendIn(currency, summary));
  int64_t sum = 0;
  if (__builtin_add_overflow(spend.minor_units(), minor_units, &sum)) {
    return absl::InternalError("the sum of a customer's sales overflows");
  }
  spend.set_minor_units(sum);
  spend.set_visit_count(spend.visit_count() + visit_count);
  summary->set_visit_count(summary->visit_count() + visit_count);
  return absl::OkStatus();
}

// From one visit to the next.
void SetMeanInterval(PurchaseSummary* summary) {
  if (summary->visit_count() < 2) return;
  const int64_t micros =
      Micros(summary->last_visit_time()) - Micros(summary->first_visit_time());
  const int64_t mean = micros / (summary->visit_count() - 1);
  summary->mutable_mean_visit_interval()->set_seconds(
      absl::ToInt64Seconds(absl::Microseconds(mean)));
}

bool IsMoreFrequent(const StoredItemCount& a, const StoredItemCount& b) {
  const auto rank = [](const StoredItemCount& item) {
    return std::tuple(-item.visit_count(), -item.quantity_thousandths(),
                      std::string_view(item.catalog_item_id()),
                      std::string_view(item.name()));
  };
  return rank(a) < rank(b);
}

void FillFrequentItems(const StoredPurchaseSummary& stored,
                       PurchaseSummary* summary) {
  std::vector<const StoredItemCount*> items;
  for (const StoredItemCount& item : stored.items()) items.push_back(&item);
  const size_t count = std::min<size_t>(items.size(), kFrequentItemsMax);
  std::partial_sort(items.begin(), items.begin() + count, items.end(),
                    [](const StoredItemCount* a, const StoredItemCount* b) {
                      return IsMoreFrequent(*a, *b);
                    });
  for (size_t i = 0; i < count; ++i) {
    FrequentItem& item = *summary->add_frequent_items();
    item.set_catalog_item_id(items[i]->catalog_item_id());
    item.set_name(items[i]->name());
    item.set_visit_count(items[i]->visit_count());
    item.set_quantity(items[i]->quantity_thousandths() / 1000);
    item.set_quantity_thousandths(
        static_cast<int32_t>(items[i]->quantity_thousandths() % 1000));
  }
}

}  // namespace

int64_t AverageOf(int64_t sum, int64_t count) {
  return sum / count + (sum % count >= count - sum % count ? 1 : 0);
}

absl::Status AddSale(const Sale& sale, StoredPurchaseSummary* summary) {
  absl::Status added =
      AddSpend(sale.currency(), sale.totals().total().minor_units(),
               /*visit_count=*/1, summary);
  if (!added.ok()) return added;
  SetFirstVisit(sale.complete_time(), summary);
  SetLastVisit(sale.complete_time(), sale.id(), summary);
  for (const StoredItemCount& item : ItemsOf(sale)) AddItem(item, summary);
  return absl::OkStatus();
}

void SubtractSale(const Sale& sale, StoredPurchaseSummary* summary) {
  const int place = SpendIn(sale.currency(), summary);
  StoredSpend& spend = *summary->mutable_spend(place);
  spend.set_minor_units(spend.minor_units() -
                        sale.totals().total().minor_units());
  spend.set_visit_count(spend.visit_count() - 1);
  if (spend.visit_count() == 0) {
    summary->mutable_spend()->DeleteSubrange(place, 1);
  }
  summary->set_visit_count(summary->visit_count() - 1);
  for (const StoredItemCount& item : ItemsOf(sale)) SubtractItem(item, summary);
}

absl::Status AddSummary(const StoredPurchaseSummary& other,
                        StoredPurchaseSummary* summary) {
  for (const StoredSpend& spend : other.spend()) {
    absl::Status added = AddSpend(spend.currency(), spend.minor_units(),
                                  spend.visit_count(), summary);
    if (!added.ok()) return added;
  }
  if (other.has_first_visit_time()) {
    SetFirstVisit(other.first_visit_time(), summary);
    SetLastVisit(other.last_visit_time(), other.last_sale_id(), summary);
  }
  for (const StoredItemCount& item : other.items()) AddItem(item, summary);
  summary->set_visit_day_count(summary->visit_day_count() +
                               other.visit_day_count());
  return absl::OkStatus();
}

bool TellsVisitTimes(const Sale& sale, const StoredPurchaseSummary& summary) {
  return sale.id() == summary.last_sale_id() ||
         Micros(sale.complete_time()) <= Micros(summary.first_visit_time());
}

PurchaseSummary ToPublic(const StoredPurchaseSummary& stored) {
  PurchaseSummary summary;
  summary.set_customer_id(stored.customer_id());
  summary.set_visit_count(stored.visit_count());
  if (stored.has_first_visit_time()) {
    *summary.mutable_first_visit_time() = stored.first_visit_time();
  }
  if (stored.has_last_visit_time()) {
    *summary.mutable_last_visit_time() = stored.last_visit_time();
  }
  summary.set_last_sale_id(stored.last_sale_id());
  summary.set_visit_day_count(stored.visit_day_count());
  SetMeanInterval(&summary);
  for (const StoredSpend& spend : stored.spend()) {
    v1::CurrencySpend& entry = *summary.add_spend();
    *entry.mutable_total() = MakeMoney(spend.minor_units(), spend.currency());
    entry.set_visit_count(spend.visit_count());
    *entry.mutable_average() = MakeMoney(
        AverageOf(spend.minor_units(), spend.visit_count()), spend.currency());
  }
  FillFrequentItems(stored, &summary);
  return summary;
}

}  // namespace comptoir::sales
