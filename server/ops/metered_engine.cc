#include "server/ops/metered_engine.h"

#include <chrono>

#include "absl/time/time.h"

namespace comptoir::ops {

absl::Status MeteredEngine::Commit(const kv::Batch& batch) {
  // Measured on a clock that no one sets.
  const auto start = std::chrono::steady_clock::now();
  absl::Status status = engine_.Commit(batch);
  commits_.Add(absl::FromChrono(std::chrono::steady_clock::now() - start));
  changes_.fetch_add(batch.changes().size(), std::memory_order_relaxed);
  bytes_.fetch_add(batch.bytes(), std::memory_order_relaxed);
  if (!status.ok()) failures_.fetch_add(1, std::memory_order_relaxed);
  return status;
}

}  // namespace comptoir::ops
