// Tokens to principals, from memory.
#ifndef COMPTOIR_SERVER_MERCHANTS_ACCESS_AUTHENTICATOR_H_
#define COMPTOIR_SERVER_MERCHANTS_ACCESS_AUTHENTICATOR_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/merchants/merchant_tables.h"
#include "server/rpc/authenticator.h"
#include "server/rpc/call.h"
#include "server/store/store.h"

namespace comptoir::merchants {

// Keeps the principals of recent tokens, keyed by the tokens' digests.
//
// Exact: a principal is kept with its merchant's generation, which every commit
// that may change what a token stands for moves on (a revoked key or device, a
// sign-out, a member's new role, a changed permission set), before that commit
// is answered. So the first call after a revocation already fails, and the
// first one after a shop has moved is at home in its new country.
//
// Thread-safe. `store` and `tables` must outlive it.
class TokenAuthenticator final : public rpc::Authenticator {
 public:
  // Observes `tables`: before the store starts.
  TokenAuthenticator(const store::Store& store, MerchantTables& tables);

  absl::StatusOr<Principal> Authenticate(std::string_view token,
                                         absl::Time now) override;

  uint64_t Generation(std::string_view merchant_id) const override {
    return generations_[IndexOf(merchant_id)].load();
  }

 private:
  struct Entry {
    std::shared_ptr<const Principal> principal;
    uint64_t generation;
  };
  struct Shard {
    std::mutex mutex;
    absl::flat_hash_map<std::string, Entry> entries;  // Guarded by mutex.
  };
  static constexpr size_t kShards = 16;
  static constexpr size_t kEntriesPerShardMax = 4096;
  // Merchants that share a counter only cost each other a second look.
  static constexpr size_t kGenerations = 1024;

  // Of a merchant's counter.
  static size_t IndexOf(std::string_view merchant_id);
  Shard& ShardOf(std::string_view digest);
  std::shared_ptr<const Principal> Recall(const std::string& digest);
  void Remember(const std::string& digest, Entry entry);

  const store::Store& store_;
  const MerchantTables& tables_;
  std::array<Shard, kShards> shards_;
  std::array<std::atomic<uint64_t>, kGenerations> generations_{};
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_ACCESS_AUTHENTICATOR_H_
