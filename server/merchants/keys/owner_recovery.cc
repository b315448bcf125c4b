#include "server/merchants/keys/owner_recovery.h"

#include <memory>
#include <utility>

#include "comptoir/merchants/v1/api_key_events.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/access/principal_of.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::merchants {
namespace {

using storage::v1::StoredApiKey;

constexpr char kMethod[] = "comptoird new-owner-key";

// "mer_... (Au Comptoir)" of the first merchants there are, and then "...".
absl::StatusOr<std::vector<std::string>> NamesOfMerchants(
    const store::Snapshot& snapshot) {
  std::vector<std::string> names;
  const auto rows = snapshot.Scan(store::AllOf(store::Space::kMerchants));
  for (; rows->Valid(); rows->Next()) {
    if (names.size() == kMerchantsNamedMax) {
      names.push_back("...");
      break;
    }
    v1::Merchant merchant;
    if (!merchant.ParseFromArray(rows->value().data(),
                                 static_cast<int>(rows->value().size()))) {
      return Corrupt("a merchant");
    }
    names.push_back(
        fmt::format("{} ({})", merchant.id(), merchant.display_name()));
  }
  RETURN_IF_ERROR(rows->status());
  return names;
}

absl::Status NoSuchMerchant(const store::Snapshot& snapshot,
                            const std::string& merchant_id) {
  ASSIGN_OR_RETURN(const auto names, NamesOfMerchants(snapshot));
  return Error(
      absl::StatusCode::kNotFound, "NOT_FOUND",
      names.empty()
          ? fmt::format("there is no merchant {}, nor any other", merchant_id)
          : fmt::format("there is no merchant {}: there is {}", merchant_id,
                        fmt::join(names, ", ")));
}

bool DoesAll(const v1::ApiKey& key, absl::Time now) {
  return key.has_full_access() && key.state() == v1::API_KEY_STATE_ACTIVE &&
         (!key.has_expire_time() || ToTime(key.expire_time()) > now);
}

absl::StatusOr<std::vector<v1::ApiKey>> KeysThatDoAll(
    const store::Snapshot& snapshot, const std::string& merchant_id,
    absl::Time now) {
  std::vector<v1::ApiKey> keys;
  const auto rows =
      snapshot.Scan(store::Key(store::Space::kApiKeys, merchant_id).Prefix());
  for (; rows->Valid(); rows->Next()) {
    StoredApiKey stored;
    if (!stored.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("an API key");
    }
    if (DoesAll(stored.api_key(), now)) keys.push_back(stored.api_key());
  }
  RETURN_IF_ERROR(rows->status());
  return keys;
}

absl::StatusOr<NewApiKey> MakeOwnerKey(const Call& call,
                                       store::Transaction& txn,
                                       const MerchantTables& tables) {
  v1::ApiKey wanted;
  wanted.set_display_name("Owner, recovered");
  wanted.set_has_full_access(true);
  ASSIGN_OR_RETURN(NewApiKey made, MakeApiKey(call, txn, tables, wanted));
  v1::OwnerKeyIssued issued;
  issued.set_api_key_id(made.api_key.id());
  txn.AppendEvent(issued, {made.api_key.id()});
  v1::ApiKeyCreated created;
  created.set_api_key_id(made.api_key.id());
  txn.AppendEvent(created, {made.api_key.id()});
  return made;
}

}  // namespace

absl::StatusOr<RecoveredOwner> RecoverOwner(store::Store& store,
                                            const MerchantTables& tables,
                                            const std::string& merchant_id,
                                            absl::Time now) {
  const auto before = store.Read();
  ASSIGN_OR_RETURN(auto merchant,
                   tables.merchants.Find(*before, merchant_id, merchant_id));
  if (!merchant) return NoSuchMerchant(*before, merchant_id);
  RecoveredOwner recovered{.merchant = *std::move(merchant)};
  ASSIGN_OR_RETURN(recovered.others, KeysThatDoAll(*before, merchant_id, now));

  Principal caller;
  caller.kind = Principal::Kind::kOperator;
  caller.merchant_id = merchant_id;
  caller.id = std::string(kOperatorActor);
  const Call call(caller, now, RandomBytes(kIdSeedBytes));
  store::WriteContext context = store::SystemContext(merchant_id, kMethod, now);
  context.actor = caller.id;
  RETURN_IF_ERROR(
      store
          .UpdateAndWait(std::move(context),
                         [&](store::Transaction& txn, std::string*) {
                           call.Rerun();
                           auto made = MakeOwnerKey(call, txn, tables);
                           if (!made.ok()) return made.status();
                           recovered.key = *std::move(made);
                           return absl::OkStatus();
                         })
          .status);
  return recovered;
}

}  // namespace comptoir::merchants
