#include "server/store/outbox/effect_changes.h"

#include <vector>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/key_codec.h"
#include "server/store/outbox/rules/effect_rules.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;
using storage::v1::OutboxQueue;

// The queue that an effect is in, while a transaction changes it.
class OpenQueue {
 public:
  static absl::StatusOr<OpenQueue> Open(Transaction& txn,
                                        const EffectTable& table,
                                        std::string_view kind,
                                        std::string_view destination) {
    ASSIGN_OR_RETURN(OutboxQueue queue, table.FindQueue(txn, txn.merchant_id(),
                                                        kind, destination));
    return OpenQueue(txn, table, kind, destination, std::move(queue));
  }

  const OutboxQueue& counts() const { return queue_; }

  absl::Status Change(const OutboxEffect* before, const OutboxEffect* after) {
    return table_.Change(txn_, before, after, queue_);
  }

  absl::StatusOr<std::optional<OutboxEffect>> First(EffectView view) const {
    return table_.First(txn_, view, txn_.merchant_id(), kind_, destination_);
  }

  // Makes room for one more PENDING effect. Gives the one that went for it.
  absl::StatusOr<std::optional<OutboxEffect>> MakeRoom(
      const QueueLimits& limits) {
    std::optional<OutboxEffect> displaced;
    if (queue_.is_dropped()) return Dropped();
    if (queue_.pending_count() < limits.pending_max) return displaced;
    if (limits.overflow == QueueLimits::Overflow::kRefuse) {
      return Full(limits.pending_max);
    }
    ASSIGN_OR_RETURN(displaced, First(EffectView::kPending));
    if (!displaced) return Corrupt("a queue of the outbox");
    const OutboxEffect before = *displaced;
    MakeDead(OutboxEffect::DEATH_CAUSE_QUEUE_FULL, txn_.now(), &*displaced);
    RETURN_IF_ERROR(Change(&before, &*displaced));
    return displaced;
  }

  // Forgets what is kept beyond the limits, and writes the counts.
  absl::Status Close(const QueueLimits& limits) {
    while (queue_.dead_count() > limits.dead_max) {
      RETURN_IF_ERROR(Forget(EffectView::kDead));
      queue_.set_forgotten_count(queue_.forgotten_count() + 1);
    }
    while (queue_.done_count() > limits.done_max) {
      RETURN_IF_ERROR(Forget(EffectView::kDone));
    }
    Write();
    return absl::OkStatus();
  }

  void Write() { table_.PutQueue(txn_, kind_, destination_, queue_); }
  void MarkDropped() { queue_.set_is_dropped(true); }
  void Clear() { queue_.Clear(); }

 private:
  OpenQueue(Transaction& txn, const EffectTable& table, std::string_view kind,
            std::string_view destination, OutboxQueue queue)
      : txn_(txn),
        table_(table),
        kind_(kind),
        destination_(destination),
        queue_(std::move(queue)) {}

  absl::Status Forget(EffectView view) {
    ASSIGN_OR_RETURN(const std::optional<OutboxEffect> oldest, First(view));
    if (!oldest) return Corrupt("a queue of the outbox");
    return Change(&*oldest, nullptr);
  }

  absl::Status Dropped() const {
    return Error(absl::StatusCode::kFailedPrecondition, "QUEUE_DROPPED",
                 fmt::format("{} {} has been taken away and takes no effects",
                             kind_, destination_));
  }

  absl::Status Full(int64_t pending_max) const {
    return Error(absl::StatusCode::kResourceExhausted, "OUTBOX_FULL",
                 fmt::format("{} effects of kind {} wait for {}, no more are "
                             "taken: see why they fail, or drop them",
                             pending_max, kind_, destination_));
  }

  Transaction& txn_;
  const EffectTable& table_;
  const std::string kind_;
  const std::string destination_;
  OutboxQueue queue_;
};

absl::StatusOr<OpenQueue> QueueOf(Transaction& txn, const EffectTable& table,
                                  const OutboxEffect& effect) {
  return OpenQueue::Open(txn, table, effect.kind(), effect.destination());
}

absl::StatusOr<OutboxEffect> Get(Transaction& txn, const EffectTable& table,
                                 std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<OutboxEffect> effect,
                   table.Find(txn, txn.merchant_id(), id));
  if (!effect) return NotFound("effect", id);
  return *std::move(effect);
}

}  // namespace

absl::StatusOr<AddedEffect> AddEffect(Transaction& txn,
                                      const EffectTable& table,
                                      const EffectKind& kind,
                                      const NewEffect& effect) {
  RETURN_IF_ERROR(CheckNewEffect(effect));
  AddedEffect added;
  const std::string id = EffectIdOf(effect.kind, effect.dedupe_key);
  ASSIGN_OR_RETURN(std::optional<OutboxEffect> known,
                   table.Find(txn, txn.merchant_id(), id));
  if (known) {
    added.effect = *std::move(known);
    return added;
  }
  added.is_new = true;
  added.effect.set_id(id);
  added.effect.set_kind(effect.kind);
  added.effect.set_destination(effect.destination);
  added.effect.set_dedupe_key(effect.dedupe_key);
  added.effect.set_payload(effect.payload);
  *added.effect.mutable_create_time() = ToTimestamp(txn.now());
  MakePending(txn.now(), effect.due, txn.revision(), &added.effect);
  ASSIGN_OR_RETURN(OpenQueue queue, QueueOf(txn, table, added.effect));
  ASSIGN_OR_RETURN(added.displaced, queue.MakeRoom(kind.limits));
  RETURN_IF_ERROR(queue.Change(nullptr, &added.effect));
  RETURN_IF_ERROR(queue.Close(kind.limits));
  return added;
}

absl::StatusOr<Settlement> SettleEffect(Transaction& txn,
                                        const EffectTable& table,
                                        const EffectKind& kind,
                                        const EndedRun& run) {
  ASSIGN_OR_RETURN(const std::optional<OutboxEffect> before,
                   table.Find(txn, txn.merchant_id(), run.effect_id));
  const bool is_the_one = before && before->revision() == run.revision &&
                          before->state() == OutboxEffect::STATE_PENDING;
  if (!is_the_one) return Settlement();
  ASSIGN_OR_RETURN(OpenQueue queue, QueueOf(txn, table, *before));
  OutboxEffect after = *before;
  const Fate fate =
      ApplyResult(run.result, txn.now(), kind.retry, run.random, &after);
  const bool is_kept =
      fate == Fate::kKept &&
      (after.state() != OutboxEffect::STATE_DONE || kind.limits.done_max > 0);
  RETURN_IF_ERROR(queue.Change(&*before, is_kept ? &after : nullptr));
  RETURN_IF_ERROR(queue.Close(kind.limits));
  if (fate == Fate::kForgotten) return Settlement();
  Settlement settlement{.state = after.state()};
  if (after.state() == OutboxEffect::STATE_PENDING) {
    settlement.next_due = ToTime(after.due_time());
  } else if (kind.on_settled) {
    RETURN_IF_ERROR(kind.on_settled(txn, after));
  }
  return settlement;
}

absl::StatusOr<AddedEffect> RetryEffect(Transaction& txn,
                                        const EffectTable& table,
                                        const EffectKind& kind,
                                        std::string_view id) {
  ASSIGN_OR_RETURN(const OutboxEffect before, Get(txn, table, id));
  if (kind.check_retry) RETURN_IF_ERROR(kind.check_retry(txn, before));
  AddedEffect retried{.effect = before};
  ASSIGN_OR_RETURN(OpenQueue queue, QueueOf(txn, table, before));
  if (before.state() == OutboxEffect::STATE_PENDING) {
    if (ToTime(before.due_time()) <= txn.now()) return retried;
    *retried.effect.mutable_due_time() = ToTimestamp(txn.now());
    *retried.effect.mutable_schedule_time() = ToTimestamp(txn.now());
  } else {
    ASSIGN_OR_RETURN(retried.displaced, queue.MakeRoom(kind.limits));
    MakePending(txn.now(), txn.now(), txn.revision(), &retried.effect);
    retried.is_new = true;
  }
  RETURN_IF_ERROR(queue.Change(&before, &retried.effect));
  RETURN_IF_ERROR(queue.Close(kind.limits));
  return retried;
}

absl::Status DropEffect(Transaction& txn, const EffectTable& table,
                        std::string_view id) {
  ASSIGN_OR_RETURN(const OutboxEffect effect, Get(txn, table, id));
  ASSIGN_OR_RETURN(OpenQueue queue, QueueOf(txn, table, effect));
  RETURN_IF_ERROR(queue.Change(&effect, nullptr));
  queue.Write();
  return absl::OkStatus();
}

absl::Status CloseQueue(Transaction& txn, const EffectTable& table,
                        std::string_view kind, std::string_view destination) {
  ASSIGN_OR_RETURN(OpenQueue queue,
                   OpenQueue::Open(txn, table, kind, destination));
  queue.MarkDropped();
  queue.Write();
  return absl::OkStatus();
}

absl::StatusOr<bool> DropSomeOfQueue(Transaction& txn, const EffectTable& table,
                                     std::string_view kind,
                                     std::string_view destination) {
  ASSIGN_OR_RETURN(OpenQueue queue,
                   OpenQueue::Open(txn, table, kind, destination));
  int left = kEffectsPerStep;
  for (const EffectView view :
       {EffectView::kPending, EffectView::kDead, EffectView::kDone}) {
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<OutboxEffect> effect,
                       queue.First(view));
      if (!effect) break;
      if (left-- == 0) {
        queue.Write();
        return false;
      }
      RETURN_IF_ERROR(queue.Change(&*effect, nullptr));
    }
  }
  queue.Clear();
  queue.Write();
  return true;
}

absl::StatusOr<int> RebaseQueue(Transaction& txn, const EffectTable& table,
                                std::string_view kind,
                                std::string_view destination,
                                absl::Time later_than) {
  ASSIGN_OR_RETURN(OpenQueue queue,
                   OpenQueue::Open(txn, table, kind, destination));
  struct Rebased {
    OutboxEffect before;
    OutboxEffect after;
  };
  std::vector<Rebased> all;
  const auto rows =
      txn.Scan(ViewOf(EffectView::kDue, txn.merchant_id(), kind, destination),
               kv::Direction::kReverse);
  for (; rows->Valid() && all.size() < kEffectsPerStep; rows->Next()) {
    const std::optional<EffectRow> row = EffectRow::Parse(rows->key());
    if (!row) return Corrupt("a row of the outbox");
    if (row->time <= later_than) break;
    ASSIGN_OR_RETURN(const OutboxEffect effect, Get(txn, table, row->id));
    Rebased rebased{.before = effect, .after = effect};
    if (RebaseDueTime(txn.now(), &rebased.after)) {
      all.push_back(std::move(rebased));
    }
  }
  RETURN_IF_ERROR(rows->status());
  for (const Rebased& rebased : all) {
    RETURN_IF_ERROR(queue.Change(&rebased.before, &rebased.after));
  }
  return static_cast<int>(all.size());
}

}  // namespace comptoir::store
