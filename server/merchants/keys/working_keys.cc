#include "server/merchants/keys/working_keys.h"

#include <cstddef>
#include <set>

#include "absl/time/time.h"
#include "comptoir/merchants/v1/api_key.pb.h"
#include "comptoir/storage/v1/merchant_records.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/key_codec.h"

namespace comptoir::merchants {
namespace {

absl::StatusOr<std::vector<v1::ApiKey>> KeysOf(const store::Transaction& txn,
                                               const MerchantTables& tables) {
  std::vector<v1::ApiKey> keys;
  const store::Key all(tables.api_keys.declaration().space, txn.merchant_id());
  const auto rows = txn.Scan(all.Prefix());
  for (; rows->Valid(); rows->Next()) {
    storage::v1::StoredApiKey stored;
    if (!stored.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("an API key");
    }
    keys.push_back(std::move(*stored.mutable_api_key()));
  }
  RETURN_IF_ERROR(rows->status());
  return keys;
}

bool Works(const v1::ApiKey& key, absl::Time now) {
  return key.state() == v1::API_KEY_STATE_ACTIVE &&
         (!key.has_expire_time() || ToTime(key.expire_time()) > now);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> WorkingKeysOf(
    const store::Transaction& txn, const MerchantTables& tables,
    std::string_view maker_id) {
  ASSIGN_OR_RETURN(const std::vector<v1::ApiKey> keys, KeysOf(txn, tables));
  // Their order says who made whom, unless the clock was set back.
  std::set<std::string_view> makers = {maker_id};
  size_t before = 0;
  while (makers.size() != before) {
    before = makers.size();
    for (const v1::ApiKey& key : keys) {
      if (makers.contains(key.maker_id())) makers.insert(key.id());
    }
  }
  std::vector<std::string> working;
  for (const v1::ApiKey& key : keys) {
    if (makers.contains(key.maker_id()) && Works(key, txn.now())) {
      working.push_back(key.id());
    }
  }
  return working;
}

}  // namespace comptoir::merchants
