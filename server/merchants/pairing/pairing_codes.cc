#include "server/merchants/pairing/pairing_codes.h"

#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::merchants {

using storage::v1::StoredPairingCode;

PairingCodes::PairingCodes(MerchantTables& tables) {
  tables.pairing_codes.AddObserver(
      [this](const std::string& merchant_id,
             const google::protobuf::Message* before,
             const google::protobuf::Message* after) {
        if (after != nullptr) {
          Put(merchant_id, static_cast<const StoredPairingCode&>(*after));
        } else if (before != nullptr) {
          const std::lock_guard<std::mutex> lock(mutex_);
          owners_.erase(static_cast<const StoredPairingCode&>(*before).id());
        }
      });
}

absl::Status PairingCodes::Load(const kv::View& view) {
  const auto rows = view.Scan(store::AllOf(store::Space::kPairingCodes));
  for (; rows->Valid(); rows->Next()) {
    const store::KeyReader key(rows->key());
    StoredPairingCode record;
    if (!key.ok() ||
        !record.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("a pairing code");
    }
    Put(key.merchant_id(), record);
  }
  return rows->status();
}

std::optional<PairingCodeOwner> PairingCodes::Find(std::string_view id) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = owners_.find(std::string(id));
  if (found == owners_.end()) return std::nullopt;
  return found->second;
}

void PairingCodes::Put(const std::string& merchant_id,
                       const StoredPairingCode& record) {
  const std::lock_guard<std::mutex> lock(mutex_);
  owners_[record.id()] = {.merchant_id = merchant_id,
                          .subject_id = record.subject_id()};
}

}  // namespace comptoir::merchants
