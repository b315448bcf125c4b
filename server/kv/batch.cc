#include "server/kv/batch.h"

#include "server/kv/errors.h"

namespace comptoir::kv {

absl::Status CheckSizes(const Batch& batch) {
  if (batch.bytes() > kBatchBytesMax) {
    return TooLarge("a batch", batch.bytes(), kBatchBytesMax);
  }
  if (batch.fence() && batch.fence()->key.size() > kKeyBytesMax) {
    return TooLarge("a key", batch.fence()->key.size(), kKeyBytesMax);
  }
  for (const Batch::Change& change : batch.changes()) {
    if (change.key.size() > kKeyBytesMax) {
      return TooLarge("a key", change.key.size(), kKeyBytesMax);
    }
    if (change.value && change.value->size() > kValueBytesMax) {
      return TooLarge("a value", change.value->size(), kValueBytesMax);
    }
  }
  return absl::OkStatus();
}

}  // namespace comptoir::kv
