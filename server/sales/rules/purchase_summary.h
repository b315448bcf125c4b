// What a customer has bought, kept as sums: decisions without storage.
#ifndef COMPTOIR_SERVER_SALES_RULES_PURCHASE_SUMMARY_H_
#define COMPTOIR_SERVER_SALES_RULES_PURCHASE_SUMMARY_H_

#include "absl/status/status.h"
#include "comptoir/sales/v1/purchase_summary.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "comptoir/storage/v1/sales.pb.h"

namespace comptoir::sales {

// Different items whose counts are kept for one customer. When one more is
// bought, the item bought in the fewest visits is forgotten, the one bought
// longest ago among equals.
inline constexpr int kItemsKeptMax = 200;
inline constexpr int kFrequentItemsMax = 10;

// Adds a completed sale, but for its day: whether that is a new one only the
// other sales tell. INTERNAL when a sum would overflow.
absl::Status AddSale(const v1::Sale& sale,
                     storage::v1::StoredPurchaseSummary* summary);

// Takes out a sale that had been added. Days, times and the last sale are left
// as they are: the caller finds them anew among the sales that remain when
// TellsVisitTimes() said that this one told them.
void SubtractSale(const v1::Sale& sale,
                  storage::v1::StoredPurchaseSummary* summary);

// Whether the first or last visit of `summary` may be `sale`.
bool TellsVisitTimes(const v1::Sale& sale,
                     const storage::v1::StoredPurchaseSummary& summary);

// Adds the sums of another identity of the same profile. Days are added, too,
// though both may have come on one. INTERNAL when a sum would overflow.
absl::Status AddSummary(const storage::v1::StoredPurchaseSummary& other,
                        storage::v1::StoredPurchaseSummary* summary);

// Rounded half up; neither is negative, and `count` is not 0.
int64_t AverageOf(int64_t sum, int64_t count);

// As the API shows it, but for the places, which the sales tell.
v1::PurchaseSummary ToPublic(const storage::v1::StoredPurchaseSummary& stored);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_RULES_PURCHASE_SUMMARY_H_
