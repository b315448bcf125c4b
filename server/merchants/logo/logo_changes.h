// How a merchant gets and loses a logo.
#ifndef COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_CHANGES_H_
#define COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_CHANGES_H_

#include <string>

#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/merchant.pb.h"
#include "server/merchants/merchant_tables.h"
#include "server/store/transaction.h"

namespace comptoir::merchants {

// Gives the transaction's merchant this logo, whose file is the blob, and
// deletes the file of the one before.
absl::StatusOr<v1::Merchant> SetLogo(store::Transaction& txn,
                                     const MerchantTables& tables,
                                     v1::Logo logo, const std::string& blob_id);

// NOT_FOUND when it has none.
absl::StatusOr<v1::Merchant> RemoveLogo(store::Transaction& txn,
                                        const MerchantTables& tables);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_LOGO_LOGO_CHANGES_H_
