// Whose turn it is: which queues of the outbox have something due, and how many
// of their effects run.
//
// Queues that have something due take turns, first come first served, so that
// none waits for another to be empty. A queue or merchant that has as many runs
// as it may waits until one of them ends, and nobody behind it does. Queues of
// one merchant whose runs hang leave room for the first run of each other one,
// and merchants whose runs hang for the first run of each other merchant.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_RULES_EFFECT_SCHEDULE_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_RULES_EFFECT_SCHEDULE_H_

#include <compare>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"

namespace comptoir::store {

struct QueueName {
  std::string merchant_id;
  std::string kind;
  std::string destination;

  auto operator<=>(const QueueName&) const = default;
};

// Runs at one time.
struct RunLimits {
  int total_max = 256;
  // Of those, runs beyond the first one of each merchant: the others are kept
  // for merchants that have none. A merchant has no more of them than are free,
  // so that a few never share all of them among themselves.
  int total_further_max = 128;
  int per_merchant_max = 32;
  // Of those, runs beyond the first one of each queue: the others are kept for
  // queues that have none.
  int per_merchant_further_max = 8;
  int per_queue_max = 4;
};

// Not thread-safe.
class EffectSchedule {
 public:
  // A queue's turn: it may begin `count` runs.
  struct Turn {
    QueueName queue;
    int count = 0;
    // Ids of its effects that ran when the turn began: not to be begun again.
    absl::flat_hash_set<std::string> running;
  };

  explicit EffectSchedule(RunLimits limits) : limits_(limits) {}

  // Something of this queue is due at `due`.
  void Due(const QueueName& name, absl::Time due);

  // Begins the turn of the queue that waited longest; nullopt when none is due
  // or may run. No other turn of this queue begins before EndTurn().
  std::optional<Turn> BeginTurn(absl::Time now);

  // One of the runs that the turn allowed. True always but for an id that runs.
  bool BeginRun(const QueueName& name, const std::string& id);
  void EndRun(const QueueName& name, const std::string& id);

  // The turn ends; `next_due` is when the queue has more to run.
  void EndTurn(const Turn& turn, absl::Time next_due);

  // When BeginTurn() is worth a call: in the past when it is now, in the
  // infinite future when first a run has to end or something to become due.
  absl::Time NextTurn() const;

  int running() const { return running_; }

 private:
  enum class Place {
    kNowhere,  // Nothing is due that is known of.
    kWaiting,  // In by_due_.
    kReady,    // In ready_.
    kTurn,     // Has its turn.
    kBlocked,  // In Merchant::blocked, or in further_ready_.
  };
  struct Queue {
    absl::Time due = absl::InfiniteFuture();
    Place place = Place::kNowhere;
    int reserved = 0;  // Runs that its turn may still begin.
    absl::flat_hash_set<std::string> running;

    int taken() const { return reserved + static_cast<int>(running.size()); }
  };
  struct Merchant {
    int taken = 0;
    int queues = 0;                  // That have some of them.
    std::vector<QueueName> blocked;  // The first to go on first.

    int further() const { return taken > 0 ? taken - 1 : 0; }
  };
  using Queues = std::map<QueueName, Queue>;

  // Puts a queue without a turn where it belongs, or forgets it.
  void Settle(Queues::iterator queue);
  void GiveBack(const Queues::value_type& queue, int count);
  // The queue that is next to have a turn, whose merchant may have no room for
  // it. Those whose merchants have no run come first.
  std::optional<QueueName> TakeNext();
  // Where a queue waits that may begin no run now.
  void Block(const QueueName& name, const Queue& queue, Merchant& merchant);
  // How many more runs a queue may begin now, for all that its own merchant
  // has, and for what others have, too.
  int OwnRoomOf(const Queue& queue, const Merchant& merchant) const;
  int RoomOf(const Queue& queue, const Merchant& merchant) const;
  int FurtherRoom() const { return limits_.total_further_max - further_; }

  const RunLimits limits_;
  Queues queues_;
  std::map<std::string, Merchant> merchants_;
  std::set<std::pair<absl::Time, QueueName>> by_due_;
  std::deque<QueueName> ready_;
  // Wait for a run beyond the first one of their merchants.
  std::deque<QueueName> further_ready_;
  int running_ = 0;
  int taken_ = 0;    // Runs and reservations.
  int further_ = 0;  // Of those, beyond the first one of each merchant.
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_RULES_EFFECT_SCHEDULE_H_
