// What was bought under all identities of a profile.
#ifndef COMPTOIR_SERVER_SALES_SALE_PROFILE_SUMMARY_H_
#define COMPTOIR_SERVER_SALES_SALE_PROFILE_SUMMARY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/sales/v1/purchase_summary.pb.h"
#include "server/kv/kv.h"
#include "server/sales/sales_tables.h"

namespace comptoir::sales {

// Places of a summary, those visited last.
inline constexpr size_t kLocationsShownMax = 20;

// The summaries of the identities of a profile, its survivor first, added up.
// Reads a row or two for each place, and all that it counts days by unless one
// identity alone has sales.
absl::StatusOr<v1::PurchaseSummary> SummaryOfProfile(
    const SalesTables& tables, const kv::View& view,
    const std::string& merchant_id, const std::vector<std::string>& identities);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALE_PROFILE_SUMMARY_H_
