#include "server/merchants/keys/api_key_service.h"

#include <string>
#include <utility>
#include <vector>

#include "comptoir/merchants/v1/api_key_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/access/role_rules.h"
#include "server/merchants/credentials.h"
#include "server/merchants/keys/new_api_key.h"
#include "server/merchants/keys/working_keys.h"
#include "server/records/changes.h"
#include "server/records/has_other.h"
#include "server/records/page.h"
#include "server/records/room.h"

namespace comptoir::merchants {
namespace {

using storage::v1::StoredApiKey;

constexpr int kApiKeysMax = 1000;

Permissions PermissionsOfKey(const v1::ApiKey& key) {
  return key.has_full_access() ? Permissions::All()
                               : PermissionsOf(key.permissions());
}

// A way in that lasts, whatever is lost.
bool IsLastResort(const v1::ApiKey& key) {
  return key.has_full_access() && key.state() == v1::API_KEY_STATE_ACTIVE &&
         !key.has_expire_time();
}

absl::Status CheckAndClean(absl::Time now, v1::ApiKey* key) {
  RETURN_IF_ERROR(records::CheckRequired(*key, "api_key"));
  FieldViolations violations;
  if (key->has_full_access() && !key->permissions().empty()) {
    violations.Add("api_key.permissions",
                   "must be empty when has_full_access is set");
  }
  if (!key->has_full_access() && key->permissions().empty()) {
    violations.Add("api_key.permissions",
                   "must not be empty unless has_full_access is set");
  }
  if (key->has_expire_time() && ToTime(key->expire_time()) <= now) {
    violations.Add("api_key.expire_time", "must be in the future");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return CleanPermissions("api_key.permissions", key->mutable_permissions());
}

}  // namespace

absl::StatusOr<v1::CreateApiKeyResponse> ApiKeyService::CreateApiKey(
    const Call& call, store::Transaction& txn,
    const v1::CreateApiKeyRequest& request) {
  v1::ApiKey wanted = request.api_key();
  RETURN_IF_ERROR(CheckAndClean(txn.now(), &wanted));
  RETURN_IF_ERROR(RequireGrantable(call, PermissionsOfKey(wanted)));
  RETURN_IF_ERROR(RequireLasting(call, wanted.has_expire_time()
                                           ? ToTime(wanted.expire_time())
                                           : absl::InfiniteFuture()));
  RETURN_IF_ERROR(records::RequireRoom(txn, tables_.api_keys, kApiKeysMax,
                                       "TOO_MANY_API_KEYS"));
  ASSIGN_OR_RETURN(NewApiKey made, MakeApiKey(call, txn, tables_, wanted));

  v1::ApiKeyCreated event;
  event.set_api_key_id(made.api_key.id());
  txn.AppendEvent(event, {event.api_key_id()});
  v1::CreateApiKeyResponse response;
  *response.mutable_api_key() = std::move(made.api_key);
  response.set_api_key_token(std::move(made.token));
  return response;
}

absl::StatusOr<v1::ListApiKeysResponse> ApiKeyService::ListApiKeys(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListApiKeysRequest& request) {
  ASSIGN_OR_RETURN(
      auto page, records::ListPage(call, snapshot, tables_.api_keys, request));
  v1::ListApiKeysResponse response;
  for (StoredApiKey& stored : page.records) {
    *response.add_api_keys() = std::move(*stored.mutable_api_key());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::Status ApiKeyService::RequireOtherKey(const store::Transaction& txn,
                                            std::string_view key_id) const {
  ASSIGN_OR_RETURN(const bool has_other,
                   records::HasOther(txn, tables_.api_keys, key_id,
                                     [](const StoredApiKey& stored) {
                                       return IsLastResort(stored.api_key());
                                     }));
  if (has_other) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "LAST_API_KEY",
               "no other API key may do everything and does not expire: create "
               "one first");
}

absl::StatusOr<v1::RevokeApiKeyResponse> ApiKeyService::RevokeApiKey(
    const Call& call, store::Transaction& txn,
    const v1::RevokeApiKeyRequest& request) {
  ASSIGN_OR_RETURN(
      StoredApiKey stored,
      tables_.api_keys.Get(txn, call.merchant_id(), request.api_key_id()));
  v1::ApiKey& key = *stored.mutable_api_key();
  // Also what it holds: else anyone could shut out those above them.
  RETURN_IF_ERROR(RequireGrantable(call, PermissionsOfKey(key)));
  if (key.state() != v1::API_KEY_STATE_REVOKED) {
    // Who signs in at a till can make another.
    if (call.principal().kind == Principal::Kind::kApiKey &&
        IsLastResort(key)) {
      RETURN_IF_ERROR(RequireOtherKey(txn, key.id()));
    }
    RETURN_IF_ERROR(RevokeCredential(txn, tables_, stored.credential_id()));
    stored.clear_credential_id();
    key.set_state(v1::API_KEY_STATE_REVOKED);
    *key.mutable_revoke_time() = ToTimestamp(txn.now());
    RETURN_IF_ERROR(tables_.api_keys.Put(txn, stored));

    v1::ApiKeyRevoked event;
    event.set_api_key_id(key.id());
    txn.AppendEvent(event, {key.id()});
  }
  v1::RevokeApiKeyResponse response;
  ASSIGN_OR_RETURN(const std::vector<std::string> sending,
                   sending_webhooks_of_(txn, call.merchant_id(), key.id()));
  response.mutable_sending_webhook_ids()->Add(sending.begin(), sending.end());
  ASSIGN_OR_RETURN(const std::vector<std::string> working,
                   WorkingKeysOf(txn, tables_, key.id()));
  response.mutable_working_api_key_ids()->Add(working.begin(), working.end());
  *response.mutable_api_key() = std::move(key);
  return response;
}

}  // namespace comptoir::merchants
