// What must hold between merchants, their logos and the blobs these are: part
// of `comptoird verify`.
#ifndef COMPTOIR_SERVER_MERCHANTS_LOGO_VERIFY_LOGOS_H_
#define COMPTOIR_SERVER_MERCHANTS_LOGO_VERIFY_LOGOS_H_

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/merchants/merchant_tables.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::merchants {

// Checks that a merchant shows a logo exactly when it has one, that its file is
// what it shows, and that there is no file of a logo that nobody has.
absl::Status VerifyLogos(const kv::View& snapshot, const MerchantTables& tables,
                         store::VerifyReport& report);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_LOGO_VERIFY_LOGOS_H_
