// What must hold between merchants, their logos and the blobs these are.
#ifndef COMPTOIR_SERVER_MERCHANTS_LOGO_VERIFY_LOGOS_H_
#define COMPTOIR_SERVER_MERCHANTS_LOGO_VERIFY_LOGOS_H_

#include "server/merchants/merchant_tables.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::merchants {

// A merchant shows a logo exactly when it has one, its file is what it shows,
// and there is no file of a logo that nobody has. `tables` must outlive
// `checks`.
void AddLogoChecks(const MerchantTables& tables, store::Checks& checks);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_LOGO_VERIFY_LOGOS_H_
