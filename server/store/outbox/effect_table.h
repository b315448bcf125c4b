// The rows of the outbox.
//
//   kOutboxEffects  effect:id -> OutboxEffect
//   kOutboxQueues   view:1 kind:text destination:text time:i64 effect:id
//
// The second is an index of the first with several views in one space; see
// EffectView. How many effects a queue has is counted in kMeta.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_TABLE_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/outbox.pb.h"
#include "server/kv/kv.h"
#include "server/store/table.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// The order in which a view of a queue has its effects. Stored.
enum class EffectView : uint8_t {
  kDue = 1,      // PENDING, by the time they are due.
  kPending = 2,  // PENDING, by the time they began.
  kDead = 3,     // DEAD, by the time they died.
  kDone = 4,     // DONE, by the time they were done.
};

// One row of a view.
struct EffectRow {
  std::string merchant_id;
  EffectView view{};
  std::string kind;
  std::string destination;
  absl::Time time;
  std::string id;

  // nullopt for what is no key of a view.
  static std::optional<EffectRow> Parse(std::string_view key);
};

// Of which queue a row of Space::kMeta holds the counts; false when it is
// another row.
bool ParseQueueKey(std::string_view key, std::string* kind,
                   std::string* destination);

// All rows of a view of all queues of a merchant, or of those of one kind.
kv::Range ViewOf(EffectView view, std::string_view merchant_id);
kv::Range ViewOf(EffectView view, std::string_view merchant_id,
                 std::string_view kind);
// All rows of a view of one queue.
kv::Range ViewOf(EffectView view, std::string_view merchant_id,
                 std::string_view kind, std::string_view destination);

// Immutable, so thread-safe.
class EffectTable {
 public:
  using Effect = storage::v1::OutboxEffect;
  using Queue = storage::v1::OutboxQueue;

  EffectTable();

  // For upkeep/verify.h.
  const TableBase& table() const { return table_; }

  absl::StatusOr<std::optional<Effect>> Find(const kv::View& view,
                                             std::string_view merchant_id,
                                             std::string_view id) const;

  // The first effect of a view of a queue; nullopt when it is empty.
  absl::StatusOr<std::optional<Effect>> First(
      const kv::View& view, EffectView of, std::string_view merchant_id,
      std::string_view kind, std::string_view destination) const;

  // What is counted of a queue; all zero for an unknown one.
  absl::StatusOr<Queue> FindQueue(const kv::View& view,
                                  std::string_view merchant_id,
                                  std::string_view kind,
                                  std::string_view destination) const;

  // Writes the change of one effect, and the counts that follow from it into
  // `queue`, which the caller puts when it has made all its changes. `before`
  // is null for a new one, `after` for one that goes.
  absl::Status Change(Transaction& txn, const Effect* before,
                      const Effect* after, Queue& queue) const;

  // A queue without effects leaves no row, unless it has something to tell.
  void PutQueue(Transaction& txn, std::string_view kind,
                std::string_view destination, const Queue& queue) const;

 private:
  const Table<Effect> table_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_TABLE_H_
