#include "server/kv/rocksdb/fence_gate.h"

#include <algorithm>

namespace comptoir::kv {

FenceGate::Pass FenceGate::Enter(const Batch& batch) {
  Pass pass{.together = std::shared_lock(mutex_)};
  if (MayShare(batch)) return pass;
  pass.together.unlock();
  pass.alone = std::unique_lock(mutex_);
  if (batch.fence() && !IsKnown(batch.fence()->key)) {
    fences_.push_back(batch.fence()->key);
  }
  return pass;
}

bool FenceGate::IsKnown(const std::string& key) const {
  return std::find(fences_.begin(), fences_.end(), key) != fences_.end();
}

bool FenceGate::MayShare(const Batch& batch) const {
  if (batch.fence() && !IsKnown(batch.fence()->key)) return false;
  return std::none_of(
      batch.changes().begin(), batch.changes().end(),
      [this](const Batch::Change& change) { return IsKnown(change.key); });
}

}  // namespace comptoir::kv
