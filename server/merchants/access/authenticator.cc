#include "server/merchants/access/authenticator.h"

#include <optional>
#include <utility>

#include "absl/hash/hash.h"
#include "server/base/digest.h"
#include "server/merchants/access/principal_of.h"
#include "server/merchants/token.h"

namespace comptoir::merchants {

TokenAuthenticator::TokenAuthenticator(const store::Store& store,
                                       MerchantTables& tables)
    : store_(store), tables_(tables) {
  const auto observe = [this](const std::string& merchant_id,
                              const google::protobuf::Message* before,
                              const google::protobuf::Message*) {
    // A new record changes no token that was already known.
    if (before == nullptr) return;
    generations_[IndexOf(merchant_id)].fetch_add(1);
    TellListener();
  };
  tables.credentials.AddObserver(observe);
  tables.api_keys.AddObserver(observe);
  tables.team_members.AddObserver(observe);
  tables.permission_sets.AddObserver(observe);
  tables.devices.AddObserver(observe);
  // For their countries.
  tables.merchants.AddObserver(observe);
  tables.locations.AddObserver(observe);
}

absl::StatusOr<Principal> TokenAuthenticator::Authenticate(
    std::string_view token, absl::Time now) {
  const std::string digest = Sha256(token);
  std::shared_ptr<const Principal> principal = Recall(digest);
  if (principal == nullptr) {
    const std::optional<TokenClaim> claim = ParseToken(token);
    if (!claim) return rpc::TokenInvalid();
    // The generation is read before the snapshot: what a later commit changes
    // is then kept under a generation that is already over.
    const uint64_t generation = Generation(claim->merchant_id);
    absl::StatusOr<Principal> found =
        PrincipalOf(*store_.Read(), tables_, *claim, digest);
    if (!found.ok()) return found.status();
    principal = std::make_shared<const Principal>(*std::move(found));
    Remember(digest, {principal, generation});
  }
  if (now >= principal->expire_time) return rpc::TokenExpired();
  return *principal;
}

size_t TokenAuthenticator::IndexOf(std::string_view merchant_id) {
  return absl::Hash<std::string_view>()(merchant_id) % kGenerations;
}

TokenAuthenticator::Shard& TokenAuthenticator::ShardOf(
    std::string_view digest) {
  return shards_[static_cast<unsigned char>(digest.front()) % kShards];
}

std::shared_ptr<const Principal> TokenAuthenticator::Recall(
    const std::string& digest) {
  Shard& shard = ShardOf(digest);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto it = shard.entries.find(digest);
  if (it == shard.entries.end()) return nullptr;
  const Entry& entry = it->second;
  return entry.generation == Generation(entry.principal->merchant_id)
             ? entry.principal
             : nullptr;
}

void TokenAuthenticator::Remember(const std::string& digest, Entry entry) {
  Shard& shard = ShardOf(digest);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  // Starting over is rare and cheap: a forgotten principal is one more look.
  if (shard.entries.size() >= kEntriesPerShardMax) shard.entries.clear();
  shard.entries.insert_or_assign(digest, std::move(entry));
}

}  // namespace comptoir::merchants
