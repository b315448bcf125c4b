// One lane: a thread that runs the transactions of its merchants.
#ifndef COMPTOIR_SERVER_STORE_LANE_LANE_H_
#define COMPTOIR_SERVER_STORE_LANE_LANE_H_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/kv/engine.h"
#include "server/kv/failure_latch.h"
#include "server/store/lane/completer.h"
#include "server/store/lane/group.h"
#include "server/store/lane/lane_transaction.h"
#include "server/store/lane/published.h"
#include "server/store/store.h"

namespace comptoir::store {

// What the lanes of one store share.
struct LaneShared {
  LaneShared(kv::Engine& engine, kv::Fence fence, StoreOptions options)
      : engine(engine), fence(std::move(fence)), options(options) {}

  kv::Engine& engine;
  // Every commit stands on it.
  const kv::Fence fence;
  const StoreOptions options;
  PublishedSnapshot published;
  // Why no more is written: what each write since the first failure gets.
  kv::FailureLatch failure;
  LogListeners listeners;
  LaneTransaction::JobAdded job_added;
  // Transactions of the installation may touch rows of every merchant: with
  // several lanes, groups of theirs hold this alone, all others together.
  std::shared_mutex installation_mutex;
  // For StoreStats.
  std::atomic<uint64_t> transactions = 0;
  std::atomic<uint64_t> groups = 0;
};

// Thread-safe.
class Lane {
 public:
  explicit Lane(LaneShared& shared);
  // Finishes what waits.
  ~Lane();

  // `done` is always called, on the lane's completion thread.
  void Update(WriteContext context, Body body, Done done);

  // Refuses new writes, finishes those that wait.
  void Stop();

  int waiting() const { return waiting_; }

 private:
  struct Write {
    WriteContext context;
    Body body;
    Done done;
  };
  // A write of the current group that ran.
  struct Ran {
    Write* write;
    WriteResult result;
    LogEntryPtr entry;  // Null when nothing was written.
    std::vector<std::function<void()>> actions;
  };

  void Run();
  // Waits for writes; false when the lane is to end.
  bool Gather();
  // Runs a group from those gathered: bodies, commit, completions.
  void RunGroup();
  void RunBodies();
  // False when it does not fit into this group any more: it was taken back.
  bool RunBody(Write& write);
  absl::Status RunTransaction(Write& write, MerchantState& merchant,
                              WriteResult& result);
  // The first answer to the request; nullopt when it is new.
  absl::StatusOr<std::optional<WriteResult>> FirstAnswer(
      const WriteContext& context, const MerchantState& merchant);
  absl::StatusOr<MerchantState*> LoadMerchant(const std::string& merchant_id);
  void CommitGroup();
  void Announce();
  void Answer();

  LaneShared& shared_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Write> queue_;  // Guarded by mutex_, as are the flags.
  bool is_idle_ = false;
  bool is_stopping_ = false;
  std::atomic<int> waiting_ = 0;  // In queue_ and gathered_.

  // Of the lane's thread alone from here on.
  std::vector<Write> gathered_;
  size_t next_ = 0;  // The first of gathered_ that has not run.
  Group group_;
  LaneTransaction transaction_;
  LogHasher hasher_;
  StringMap<MerchantState> merchants_;
  std::vector<Ran> ran_;
  std::vector<Completion> completions_;

  Completer completer_;
  std::thread thread_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LANE_LANE_H_
