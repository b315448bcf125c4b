// An engine that fails when told to, over a real one.
#ifndef COMPTOIR_SERVER_KV_TESTING_FAULTY_ENGINE_H_
#define COMPTOIR_SERVER_KV_TESTING_FAULTY_ENGINE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "server/kv/kv.h"

namespace comptoir::kv {

// Thread-safe. Does not own `engine`, which must outlive it.
class FaultyEngine final : public Engine {
 public:
  // What becomes of the rows of the commit that fails: both happen in life.
  enum class Lost { kYes, kNo };

  explicit FaultyEngine(Engine& engine) : engine_(engine) {}

  // The `nth` commit from now on (1 is the next one) fails, and all after it.
  void FailCommit(int nth, absl::Status failure, Lost lost = Lost::kYes) {
    failure_ = std::move(failure);
    lost_ = lost;
    left_ = nth;
  }

  int64_t commits() const { return commits_; }

  std::shared_ptr<const Snapshot> GetSnapshot() const override {
    return engine_.GetSnapshot();
  }
  absl::Status Commit(const Batch& batch) override {
    ++commits_;
    if (left_ == 0) return engine_.Commit(batch);  // Nothing is to fail.
    if (left_ == 1) {
      left_ = kFailed;
      if (lost_ == Lost::kNo) (void)engine_.Commit(batch);
      return failure_;
    }
    if (left_ == kFailed) return failure_;
    --left_;
    return engine_.Commit(batch);
  }
  absl::Status Checkpoint(const std::string& folder) const override {
    return engine_.Checkpoint(folder);
  }
  EngineStats Stats() const override { return engine_.Stats(); }

 private:
  static constexpr int kFailed = -1;

  Engine& engine_;
  std::atomic<int64_t> commits_ = 0;
  std::atomic<int> left_ = 0;
  absl::Status failure_;
  Lost lost_ = Lost::kYes;
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_TESTING_FAULTY_ENGINE_H_
