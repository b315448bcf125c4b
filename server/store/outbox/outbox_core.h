// The part of the outbox that runs effects.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_OUTBOX_CORE_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_OUTBOX_CORE_H_

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/waits/waits.h"
#include "server/store/outbox/outbox.h"

namespace comptoir::store {

// Thread-safe. Shared with the runs that have not ended, which may outlive the
// outbox: once closed it touches neither the store nor the clock.
class Outbox::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(Store& store, const Clock& clock, OutboxOptions options);

  void Register(EffectKind kind);
  // Null when it is not registered.
  const EffectKind* KindOf(std::string_view name) const;
  std::vector<std::string> KindNames() const;

  const EffectTable& table() const { return table_; }

  // An effect of this queue is committed, and due at `due`.
  void Due(const QueueName& queue, absl::Time due);

  // Takes turns until BeginStop(): a thread's life.
  void Run();
  // Takes turns until nothing is due and nothing runs.
  void RunDue();

  void BeginStop();
  // After the threads have ended.
  void Close(absl::Duration grace);

  OutboxStats Stats() const;

 private:
  // One run.
  struct RunningEffect {
    QueueName queue;
    std::string id;
    uint64_t revision = 0;
  };
  // A run that has ended, until that is written down.
  struct Ended {
    RunningEffect run;
    absl::Status result;
    double random = 0;
    int failures = 0;  // Of writing it down.
    absl::Time retry_at;
  };
  class Answer;

  // Finds the queues that have effects: at the start, and when the clock has
  // been set back.
  void Load();
  void RebaseWaits(const QueueName& queue, const EffectKind& kind);

  // Does one thing that is to be done now; false when there is none.
  bool Step(std::unique_lock<std::mutex>& lock);
  bool MustLoad(absl::Time now);
  // How long there is nothing to do, as far as is known.
  absl::Duration IdleTime() const;

  // Without the lock.
  void TakeTurn(const EffectSchedule::Turn& turn);
  void BeginRun(const EffectKind& kind, const QueueName& queue,
                const storage::v1::OutboxEffect& effect);
  void EndRun(const RunningEffect& run, absl::Status result);
  void WriteDown(Ended ended);
  void WroteDown(Ended ended, const absl::Status& written,
                 const Settlement& settlement);

  Store& store_;
  const Clock& clock_;
  const EffectTable table_;
  const std::function<double()> random_;
  // Fixed once started.
  std::map<std::string, EffectKind, std::less<>> kinds_;

  mutable std::mutex mutex_;  // Guards all below.
  std::condition_variable wake_;
  std::condition_variable ended_;  // A run, or the writing down of one.
  EffectSchedule schedule_;
  std::vector<Ended> unwritten_;  // To be written down again.
  int writing_ = 0;               // Calls of Store::Update() under way.
  SetBackWatch set_back_;
  bool is_loaded_ = false;
  bool is_stopping_ = false;
  bool is_closed_ = false;
  OutboxStats stats_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_OUTBOX_CORE_H_
