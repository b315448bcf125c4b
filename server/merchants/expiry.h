// Clears away credentials and pairing codes that have expired.
//
// Expiry itself needs no job: whoever reads such a row looks at its time. The
// rows stay for a day, so that their holders are told what happened.
#ifndef COMPTOIR_SERVER_MERCHANTS_EXPIRY_H_
#define COMPTOIR_SERVER_MERCHANTS_EXPIRY_H_

#include <string_view>

#include "absl/time/time.h"
#include "server/merchants/merchant_tables.h"
#include "server/store/store.h"
#include "server/store/transaction.h"

namespace comptoir::merchants {

inline constexpr absl::Duration kExpiredKept = absl::Hours(24);

// `id` is of a StoredCredential or a StoredPairingCode.
void ScheduleExpiry(store::Transaction& txn, std::string_view id,
                    absl::Time expire_time);

// Before the store starts. `tables` must outlive it.
void RegisterExpiry(store::Store& store, const MerchantTables& tables);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_EXPIRY_H_
