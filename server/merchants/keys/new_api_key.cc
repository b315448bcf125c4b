#include "server/merchants/keys/new_api_key.h"

#include <utility>

#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/credentials.h"

namespace comptoir::merchants {

absl::StatusOr<NewApiKey> MakeApiKey(const Call& call, store::Transaction& txn,
                                     const MerchantTables& tables,
                                     const v1::ApiKey& wanted) {
  constexpr size_t kEndingLength = 4;
  NewApiKey made{.api_key = wanted};
  v1::ApiKey& key = made.api_key;
  key.set_id(txn.NewId("key"));
  key.set_state(v1::API_KEY_STATE_ACTIVE);
  key.set_maker_id(call.principal().id);
  *key.mutable_create_time() = ToTimestamp(txn.now());

  NewCredential credential{.kind = storage::v1::CREDENTIAL_KIND_API_KEY,
                           .subject_id = key.id()};
  if (key.has_expire_time()) credential.expire_time = ToTime(key.expire_time());
  ASSIGN_OR_RETURN(IssuedCredential issued,
                   IssueCredential(call, txn, tables, credential));
  key.set_token_ending(
      issued.token.substr(issued.token.size() - kEndingLength));

  storage::v1::StoredApiKey stored;
  *stored.mutable_api_key() = key;
  stored.set_credential_id(issued.id);
  RETURN_IF_ERROR(tables.api_keys.Put(txn, stored));
  made.token = std::move(issued.token);
  return made;
}

}  // namespace comptoir::merchants
