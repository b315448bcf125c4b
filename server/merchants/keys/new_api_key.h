// Making an API key: for ApiKeyService, and for a new merchant's owner.
#ifndef COMPTOIR_SERVER_MERCHANTS_KEYS_NEW_API_KEY_H_
#define COMPTOIR_SERVER_MERCHANTS_KEYS_NEW_API_KEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/api_key.pb.h"
#include "server/merchants/merchant_tables.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::merchants {

struct NewApiKey {
  v1::ApiKey api_key;
  std::string token;
};

// Stores the key that `wanted` describes, which has been checked, with a token.
absl::StatusOr<NewApiKey> MakeApiKey(const Call& call, store::Transaction& txn,
                                     const MerchantTables& tables,
                                     const v1::ApiKey& wanted);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_KEYS_NEW_API_KEY_H_
