// The reference engine: keeps every version of every key in one sorted map.
//
// For tests and for reading how an engine behaves. Nothing is ever forgotten,
// so it is not for long runs.
#ifndef COMPTOIR_SERVER_KV_MEMORY_MEMORY_ENGINE_H_
#define COMPTOIR_SERVER_KV_MEMORY_MEMORY_ENGINE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/kv/engine.h"

namespace comptoir::kv {

// Thread-safe. Snapshots may outlive the engine.
class MemoryEngine final : public Engine {
 public:
  // What all snapshots and iterators of one engine share.
  struct State;

  // Empty.
  MemoryEngine();
  ~MemoryEngine() override;

  EngineTraits traits() const override { return {.name = "memory"}; }
  std::shared_ptr<const Snapshot> GetSnapshot() const override;
  absl::Status Commit(const Batch& batch) override;
  absl::Status Checkpoint(const std::string& folder) const override;
  std::vector<Figure> Figures() const override;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_MEMORY_MEMORY_ENGINE_H_
