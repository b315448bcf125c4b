// An engine that counts what goes through it.
#ifndef COMPTOIR_SERVER_OPS_METERED_ENGINE_H_
#define COMPTOIR_SERVER_OPS_METERED_ENGINE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/kv/engine.h"
#include "server/rpc/figures/metrics.h"

namespace comptoir::ops {

// Thread-safe. `engine` must outlive it.
class MeteredEngine final : public kv::Engine {
 public:
  explicit MeteredEngine(kv::Engine& engine) : engine_(engine) {}

  kv::EngineTraits traits() const override { return engine_.traits(); }
  std::shared_ptr<const kv::Snapshot> GetSnapshot() const override {
    return engine_.GetSnapshot();
  }
  absl::Status Commit(const kv::Batch& batch) override;
  absl::Status Checkpoint(const std::string& folder) const override {
    return engine_.Checkpoint(folder);
  }
  std::vector<kv::Figure> Figures() const override { return engine_.Figures(); }

  // Each commit is one synced write of a group of transactions.
  const rpc::DurationHistogram& commits() const { return commits_; }
  uint64_t changes() const { return changes_.load(std::memory_order_relaxed); }
  uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  uint64_t failures() const {
    return failures_.load(std::memory_order_relaxed);
  }

 private:
  kv::Engine& engine_;
  rpc::DurationHistogram commits_;
  std::atomic<uint64_t> changes_{0};
  std::atomic<uint64_t> bytes_{0};
  std::atomic<uint64_t> failures_{0};
};

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_METERED_ENGINE_H_
