// An engine that fails when told to, over a real one.
#ifndef COMPTOIR_SERVER_KV_TESTING_FAULTY_ENGINE_H_
#define COMPTOIR_SERVER_KV_TESTING_FAULTY_ENGINE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/kv/engine.h"
#include "server/kv/errors.h"
#include "server/kv/failure_latch.h"

namespace comptoir::kv {

// Thread-safe. Opening again is making another one over the same engine.
class FaultyEngine final : public Engine {
 public:
  // What becomes of a batch whose outcome is not known: both happen in life.
  enum class Batches { kLost, kKept };

  explicit FaultyEngine(std::shared_ptr<Engine> engine)
      : engine_(std::move(engine)) {}

  // The `nth` commit from now on (1 is the next one) fails with nothing
  // written, and so do all after it.
  void FailCommit(int nth, absl::Status failure) {
    Plan({.left = nth, .failure = std::move(failure), .becomes = {}});
  }
  // The `nth` commit from now on fails with COMMIT_UNKNOWN, and all after it
  // do; its batch becomes what `becomes` says.
  void LoseTrackOfCommit(int nth, Batches becomes) {
    Plan({.left = nth,
          .failure = CommitUnknown("the line is dead"),
          .becomes = becomes});
  }

  // Asked for, whatever became of them.
  int64_t commits() const { return commits_; }

  EngineTraits traits() const override { return engine_->traits(); }
  std::shared_ptr<const Snapshot> GetSnapshot() const override {
    return engine_->GetSnapshot();
  }
  absl::Status Commit(const Batch& batch) override {
    ++commits_;
    if (!latch_.ok()) return latch_.status();
    std::optional<Fault> fault = TakeFaultOfThis();
    if (!fault) return engine_->Commit(batch);
    if (fault->becomes == Batches::kKept) {
      absl::Status status = engine_->Commit(batch);
      // What is refused never gets as far as to fail.
      if (!status.ok()) return status;
    }
    return latch_.Fail(std::move(fault->failure));
  }
  absl::Status Checkpoint(const std::string& folder) const override {
    return engine_->Checkpoint(folder);
  }
  std::vector<Figure> Figures() const override { return engine_->Figures(); }

 private:
  struct Fault {
    int left;
    absl::Status failure;
    std::optional<Batches> becomes;
  };

  void Plan(Fault fault) {
    std::lock_guard lock(mutex_);
    planned_ = std::move(fault);
  }
  // What is planned for this commit.
  std::optional<Fault> TakeFaultOfThis() {
    std::lock_guard lock(mutex_);
    if (!planned_ || --planned_->left > 0) return std::nullopt;
    return std::exchange(planned_, std::nullopt);
  }

  const std::shared_ptr<Engine> engine_;
  std::atomic<int64_t> commits_ = 0;
  FailureLatch latch_;
  std::mutex mutex_;
  std::optional<Fault> planned_;  // Guarded by mutex_.
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_TESTING_FAULTY_ENGINE_H_
