// An ordered key-value engine: what the store stands on.
//
// kv/open.h opens one by name; kv/testing/conformance is the contract below as
// tests, which every engine passes. An engine may be on another machine and
// have other writers: nothing above kv/ may assume that it has not.
#ifndef COMPTOIR_SERVER_KV_ENGINE_H_
#define COMPTOIR_SERVER_KV_ENGINE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "server/kv/batch.h"
#include "server/kv/kv.h"

namespace comptoir::kv {

// What differs between engines, known before it is needed.
struct EngineTraits {
  // As kv/open.h knows it.
  std::string_view name;
  // Whether Checkpoint() works.
  bool has_checkpoints = false;
};

// One number for operators. Each engine has its own; the same ones at any time.
struct Figure {
  // A gauge goes up and down; a counter only up, from 0 when it was opened.
  enum class Kind { kGauge, kCounter };

  Kind kind;
  // Lower case with its unit, such as "disk_bytes"; a counter ends in "_total".
  std::string name;
  // A sentence.
  std::string help;
  double value;
};

// Thread-safe.
//
// Errors of reads: DATA_LOSS for a damaged store, UNAVAILABLE or INTERNAL
// otherwise.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual EngineTraits traits() const = 0;

  // The newest state: every commit that returned OK before the call is in it.
  virtual std::shared_ptr<const Snapshot> GetSnapshot() const = 0;

  // Atomic, and durable when it returns OK.
  //
  // Refusals change nothing, and the engine goes on: FAILED_PRECONDITION,
  // reason FENCED, when the batch's fence does not hold, checked in one step
  // with the changes; INVALID_ARGUMENT, reason TOO_LARGE, past a limit of kv.h;
  // FAILED_PRECONDITION, reason READ_ONLY.
  //
  // All else is a failure, and the last attempt: every later Commit() fails
  // with the same error until the engine has been opened again. Reason
  // COMMIT_UNKNOWN says that the batch may have been committed all the same;
  // with any other nothing was, and nothing of it will come to light.
  virtual absl::Status Commit(const Batch& batch) = 0;

  // Writes a consistent copy into `folder`, which must not exist; it opens as
  // an engine of the same kind. UNIMPLEMENTED, reason NO_CHECKPOINTS, where
  // traits() says so.
  virtual absl::Status Checkpoint(const std::string& folder) const = 0;

  virtual std::vector<Figure> Figures() const = 0;
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ENGINE_H_
