// Credentials for programs of a merchant.
#ifndef COMPTOIR_SERVER_MERCHANTS_KEYS_API_KEY_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_KEYS_API_KEY_SERVICE_H_

#include <string_view>
#include <utility>

#include "comptoir/merchants/v1/api_key_service.server.h"
#include "server/merchants/keys/sending_webhooks.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// `tables` must outlive it.
class ApiKeyService final : public v1::ApiKeyServiceBase {
 public:
  ApiKeyService(const MerchantTables& tables,
                SendingWebhooksOf sending_webhooks_of)
      : tables_(tables), sending_webhooks_of_(std::move(sending_webhooks_of)) {}

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
  const SendingWebhooksOf sending_webhooks_of_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_KEYS_API_KEY_SERVICE_H_
