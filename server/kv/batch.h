// What one commit changes, and on what condition.
#ifndef COMPTOIR_SERVER_KV_BATCH_H_
#define COMPTOIR_SERVER_KV_BATCH_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/kv/kv.h"

namespace comptoir::kv {

// A row that must still be as its writer left it when a batch commits. Keeps
// out a writer that does not know yet that another one has taken its place.
struct Fence {
  std::string key;
  std::optional<std::string> value;  // nullopt: there must be no such row.
};

// Changes that become visible and durable together. Later changes of a key
// win over earlier ones.
class Batch {
 public:
  struct Change {
    std::string key;
    std::optional<std::string> value;  // nullopt deletes.
  };

  Batch() = default;
  explicit Batch(std::vector<Change> changes) : changes_(std::move(changes)) {
    for (const Change& change : changes_) {
      bytes_ += change.key.size() + (change.value ? change.value->size() : 0);
    }
  }

  void Put(std::string key, std::string value) {
    bytes_ += key.size() + value.size();
    changes_.push_back({std::move(key), std::move(value)});
  }
  void Delete(std::string key) {
    bytes_ += key.size();
    changes_.push_back({std::move(key), std::nullopt});
  }
  // The batch commits only if this holds then; it may change the row itself.
  void SetFence(Fence fence) { fence_ = std::move(fence); }

  const std::vector<Change>& changes() const { return changes_; }
  const std::optional<Fence>& fence() const { return fence_; }
  bool empty() const { return changes_.empty(); }
  // Of the keys and values of all changes.
  size_t bytes() const { return bytes_; }

 private:
  std::vector<Change> changes_;
  std::optional<Fence> fence_;
  size_t bytes_ = 0;
};

// OK when all keys, values and the batch itself are within the limits of kv.h;
// else what Engine::Commit says to it (errors.h TooLarge).
absl::Status CheckSizes(const Batch& batch);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_BATCH_H_
