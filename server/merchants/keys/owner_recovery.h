// A way back in for a merchant who has lost every key: what `comptoird
// new-owner-key` does to the data of a server that is stopped.
//
// No call leads here. Whoever may write to the data folder may do this.
#ifndef COMPTOIR_SERVER_MERCHANTS_KEYS_OWNER_RECOVERY_H_
#define COMPTOIR_SERVER_MERCHANTS_KEYS_OWNER_RECOVERY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/merchants/v1/api_key.pb.h"
#include "comptoir/merchants/v1/merchant.pb.h"
#include "server/merchants/keys/new_api_key.h"
#include "server/merchants/merchant_tables.h"
#include "server/store/store.h"

namespace comptoir::merchants {

// Merchants that an error names at most.
inline constexpr size_t kMerchantsNamedMax = 20;

struct RecoveredOwner {
  v1::Merchant merchant;
  NewApiKey key;
  // The keys besides it that may do everything and still work. Which of them
  // are lost only the owner knows.
  std::vector<v1::ApiKey> others;
};

// Makes a key that may do everything and does not expire, as the operator; the
// events OwnerKeyIssued and ApiKeyCreated say so. Also beyond the limit of
// keys: who cannot get in cannot make room. Waits for the store.
//
// NOT_FOUND, naming merchants there are, when `merchant_id` is none.
absl::StatusOr<RecoveredOwner> RecoverOwner(store::Store& store,
                                            const MerchantTables& tables,
                                            const std::string& merchant_id,
                                            absl::Time now);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_KEYS_OWNER_RECOVERY_H_
