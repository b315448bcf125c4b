// The pairing codes of all merchants, in memory: a code says nothing of whose
// it is, and whoever guesses must not cost a walk through all of them.
#ifndef COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_CODES_H_
#define COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_CODES_H_

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// Whom an open, used or expired code belongs to.
struct PairingCodeOwner {
  std::string merchant_id;
  std::string subject_id;
};

// As of the last commit, before its call is answered. Thread-safe.
class PairingCodes {
 public:
  // Observes `tables`, which must outlive it: before the store starts.
  explicit PairingCodes(MerchantTables& tables);
  PairingCodes(const PairingCodes&) = delete;

  // Those that are stored already. Before the store starts.
  absl::Status Load(const kv::View& view);

  // `id` is PairingCodeId() of a code as it was typed.
  std::optional<PairingCodeOwner> Find(std::string_view id) const;

 private:
  void Put(const std::string& merchant_id,
           const storage::v1::StoredPairingCode& record);

  mutable std::mutex mutex_;  // Guards owners_.
  absl::flat_hash_map<std::string, PairingCodeOwner> owners_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PAIRING_PAIRING_CODES_H_
