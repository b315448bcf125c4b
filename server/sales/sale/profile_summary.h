// What was bought under all identities of a profile.
#ifndef COMPTOIR_SERVER_SALES_SALE_PROFILE_SUMMARY_H_
#define COMPTOIR_SERVER_SALES_SALE_PROFILE_SUMMARY_H_

#include <string>

#include "absl/status/statusor.h"
#include "comptoir/storage/v1/sales.pb.h"
#include "server/kv/kv.h"
#include "server/sales/sale_book.h"

namespace comptoir::sales {

// The summaries of the identities of the profile that survives as
// `survivor_id`, added up. Reads what it counts days by, unless one identity
// alone has sales.
absl::StatusOr<storage::v1::StoredPurchaseSummary> SummaryOfProfile(
    const SaleBook& book, const kv::View& view, const std::string& merchant_id,
    const std::string& survivor_id);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SALE_PROFILE_SUMMARY_H_
