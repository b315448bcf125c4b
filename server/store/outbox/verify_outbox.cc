#include "server/store/outbox/verify_outbox.h"

#include <memory>
#include <optional>
#include <string>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxQueue;

// Rows of the queues of one merchant, counted one queue after the other within
// a view.
class QueueCounts {
 public:
  QueueCounts(const kv::View& snapshot, const EffectTable& table,
              VerifyReport& report)
      : snapshot_(snapshot), table_(table), report_(report) {}

  absl::Status See(const EffectRow& row) {
    const bool is_same = last_ && last_->merchant_id == row.merchant_id &&
                         last_->view == row.view && last_->kind == row.kind &&
                         last_->destination == row.destination;
    if (!is_same) {
      RETURN_IF_ERROR(Finish());
      last_ = row;
      rows_ = 0;
    }
    ++rows_;
    return absl::OkStatus();
  }

  // Compares what was counted last.
  absl::Status Finish() {
    if (!last_) return absl::OkStatus();
    ASSIGN_OR_RETURN(const OutboxQueue queue,
                     table_.FindQueue(snapshot_, last_->merchant_id,
                                      last_->kind, last_->destination));
    const int64_t counted = CountOf(queue);
    if (counted != rows_) {
      report_.Add(Space::kOutboxQueues, last_->merchant_id,
                  fmt::format("the queue of kind {} for {} has {} rows in view "
                              "{} and counts {}",
                              last_->kind, last_->destination, rows_,
                              static_cast<int>(last_->view), counted));
    }
    return absl::OkStatus();
  }

 private:
  int64_t CountOf(const OutboxQueue& queue) const {
    switch (last_->view) {
      case EffectView::kDue:
      case EffectView::kPending:
        return queue.pending_count();
      case EffectView::kDead:
        return queue.dead_count();
      case EffectView::kDone:
        return queue.done_count();
    }
    return 0;
  }

  const kv::View& snapshot_;
  const EffectTable& table_;
  VerifyReport& report_;
  std::optional<EffectRow> last_;
  int64_t rows_ = 0;
};

}  // namespace

absl::Status VerifyOutbox(const kv::View& snapshot, const EffectTable& table,
                          VerifyReport& report) {
  QueueCounts counts(snapshot, table, report);
  const auto rows = snapshot.Scan(AllOf(Space::kOutboxQueues));
  for (; rows->Valid(); rows->Next()) {
    const std::optional<EffectRow> row = EffectRow::Parse(rows->key());
    // A row that is none is an extra row of the index to VerifyStore.
    if (row) RETURN_IF_ERROR(counts.See(*row));
  }
  RETURN_IF_ERROR(rows->status());
  return counts.Finish();
}

}  // namespace comptoir::store
