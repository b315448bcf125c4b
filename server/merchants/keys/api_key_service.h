// Credentials for programs of a merchant.
#ifndef COMPTOIR_SERVER_MERCHANTS_KEYS_API_KEY_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_KEYS_API_KEY_SERVICE_H_

#include "comptoir/merchants/v1/api_key_service.server.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// `tables` must outlive it.
class ApiKeyService final : public v1::ApiKeyServiceBase {
 public:
  explicit ApiKeyService(const MerchantTables& tables) : tables_(tables) {}

  absl::StatusOr<v1::CreateApiKeyResponse> CreateApiKey(
      const Call& call, store::Transaction& txn,
      const v1::CreateApiKeyRequest& request) override;
  absl::StatusOr<v1::ListApiKeysResponse> ListApiKeys(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListApiKeysRequest& request) override;
  absl::StatusOr<v1::RevokeApiKeyResponse> RevokeApiKey(
      const Call& call, store::Transaction& txn,
      const v1::RevokeApiKeyRequest& request) override;

 private:
  // FAILED_PRECONDITION, reason LAST_API_KEY, when no key but this one is a way
  // in that lasts.
  absl::Status RequireOtherKey(const store::Transaction& txn,
                               std::string_view key_id) const;

  const MerchantTables& tables_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_KEYS_API_KEY_SERVICE_H_
