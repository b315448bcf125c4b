// How the outbox finds its queues.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/outbox/outbox_core.h"

namespace comptoir::store {
namespace {

struct FoundQueue {
  QueueName name;
  absl::Time due;  // Of its first effect.
};

// The queues with PENDING effects: one look per queue, since the view by due
// time comes first in each merchant.
std::vector<FoundQueue> FindQueues(const Snapshot& snapshot) {
  std::vector<FoundQueue> queues;
  kv::Range range = AllOf(Space::kOutboxQueues);
  while (true) {
    const auto rows = snapshot.Scan(range);
    if (!rows->Valid()) return queues;
    std::optional<EffectRow> row = EffectRow::Parse(rows->key());
    if (!row) {
      // Damaged: `comptoird verify` names it.
      range.start = std::string(rows->key()) + '\0';
    } else if (row->view != EffectView::kDue) {
      range.start = Key(Space::kOutboxQueues, row->merchant_id).Prefix().limit;
    } else {
      range.start = ViewOf(EffectView::kDue, row->merchant_id, row->kind,
                           row->destination)
                        .limit;
      queues.push_back({.name = {.merchant_id = std::move(row->merchant_id),
                                 .kind = std::move(row->kind),
                                 .destination = std::move(row->destination)},
                        .due = row->time});
    }
  }
}

// When the last effect of a queue is due.
absl::Time LastDue(const Snapshot& snapshot, const QueueName& queue) {
  const auto rows = snapshot.Scan(ViewOf(EffectView::kDue, queue.merchant_id,
                                         queue.kind, queue.destination),
                                  kv::Direction::kReverse);
  const auto row = rows->Valid() ? EffectRow::Parse(rows->key()) : std::nullopt;
  return row ? row->time : absl::InfinitePast();
}

}  // namespace

void Outbox::Core::Load() {
  const std::shared_ptr<const Snapshot> snapshot = store_.Read();
  for (const FoundQueue& queue : FindQueues(*snapshot)) {
    const EffectKind* const kind = KindOf(queue.name.kind);
    if (kind == nullptr) continue;
    const absl::Time later_than = clock_.Now() + kind->retry.delay_max;
    if (LastDue(*snapshot, queue.name) > later_than) {
      RebaseWaits(queue.name, *kind);
    }
    Due(queue.name, queue.due);
  }
}

// A wait of a retry is at most delay_max: one that is longer was either asked
// for when the effect was added, or decided by a clock that has been set back
// since, and would last for as long as the clock had been ahead.
void Outbox::Core::RebaseWaits(const QueueName& queue, const EffectKind& kind) {
  const absl::Time now = clock_.Now();
  int changed = kEffectsPerStep;
  while (changed == kEffectsPerStep) {
    const WriteResult result = store_.UpdateAndWait(
        {.merchant_id = queue.merchant_id,
         .actor = "system",
         .method = "outbox/rebase",
         .time = now},
        [&](Transaction& txn, std::string*) -> absl::Status {
          ASSIGN_OR_RETURN(
              changed, RebaseQueue(txn, table_, queue.kind, queue.destination,
                                   now + kind.retry.delay_max));
          return absl::OkStatus();
        });
    if (!result.status.ok()) {
      LogWarning("waits of the outbox not mended",
                 {{"error", ToStd(result.status.message())}});
      return;
    }
  }
  // The snapshot that named the queue knows nothing of this.
  Due(queue, now);
}

}  // namespace comptoir::store
