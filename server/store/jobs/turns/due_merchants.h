// Knows when each merchant is next due, and whose turn it is.
#ifndef COMPTOIR_SERVER_STORE_JOBS_TURNS_DUE_MERCHANTS_H_
#define COMPTOIR_SERVER_STORE_JOBS_TURNS_DUE_MERCHANTS_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/base/waits/waits.h"
#include "server/store/space.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// For queues whose work stands in rows: of each merchant it knows when the next
// row is due, no more. Merchants take turns: whoever comes back and is due
// again stands behind all that are due already, so a merchant with much to do
// holds nobody else up. A merchant is out once at a time, so its work is never
// done by two. When the clock is set back everybody is due, since the times
// that are known may be of the clock of before.
//
// Thread-safe. `clock` must outlive it.
class DueMerchants {
 public:
  // At most `out_max` merchants are out at once. `on_set_back`, unless null, is
  // called when the clock has been set back, by a thread that waits for a
  // merchant and before everybody is due.
  DueMerchants(const Clock& clock, int out_max,
               std::function<void()> on_set_back = nullptr);

  // Notes the first row of each merchant in `space`, whose keys begin with
  // `due micros:i64`. One look per merchant: for the start.
  absl::Status Load(const Snapshot& snapshot, Space space);

  // This merchant has something to do from `due` on. Quick: for lanes.
  void Note(const std::string& merchant_id, absl::Time due);

  // The merchant whose turn it is, out until Return(). Waits until one is due;
  // nullopt once stopped.
  std::optional<std::string> WaitAndTake();

  // As WaitAndTake, but waits only for merchants that are out, who may be due
  // again: nullopt once all are back and none is due.
  std::optional<std::string> TakeUntilIdle();

  // Brings a merchant back that has something to do from `due` on;
  // InfiniteFuture when it has nothing. What was noted meanwhile counts too.
  void Return(const std::string& merchant_id, absl::Time due);

  // Nobody is given out any more; waits until all are back.
  void Stop();

 private:
  struct Entry {
    enum class Place { kLater, kReady, kOut };
    Place place = Place::kLater;
    // When it is next due; of one that is out, what was noted meanwhile.
    absl::Time due = absl::InfiniteFuture();
  };

  // With the lock held, which is let go meanwhile.
  void LookAtClock(std::unique_lock<std::mutex>& lock);
  // With mutex_ held.
  void PutInPlace(const std::string& merchant_id, Entry& entry);
  std::optional<std::string> TakeReady();
  void WaitForDue(std::unique_lock<std::mutex>& lock);

  const Clock& clock_;
  const int out_max_;
  const std::function<void()> on_set_back_;

  std::mutex mutex_;  // Guards all that follows.
  std::condition_variable due_;
  std::condition_variable returned_;
  std::map<std::string, Entry> merchants_;
  std::deque<std::string> ready_;
  std::set<std::pair<absl::Time, std::string>> later_;
  SetBackWatch set_back_;
  int out_ = 0;
  bool is_stopping_ = false;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_JOBS_TURNS_DUE_MERCHANTS_H_
