#include "server/store/outbox/verify_outbox.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxQueue;

// Counts a view of a queue when it meets the view's first row.
class QueueCheck {
 public:
  QueueCheck(const EffectTable& table, Checks& checks)
      : table_(table), checks_(checks) {}

  absl::Status See(std::string_view key, std::string_view) {
    std::optional<EffectRow> row = EffectRow::Parse(key);
    // A row that is none is an extra row of the index.
    if (!row || IsOfSameView(*row)) return absl::OkStatus();
    last_ = *std::move(row);
    const kv::Range all = ViewOf(last_->view, last_->merchant_id, last_->kind,
                                 last_->destination);
    const auto rows = checks_.view().Scan(all);
    if (rows->Valid() && rows->key() != key) return absl::OkStatus();
    int64_t count = 0;
    for (; rows->Valid(); rows->Next()) ++count;
    RETURN_IF_ERROR(rows->status());
    checks_.Spend(count);
    return Compare(count);
  }

 private:
  bool IsOfSameView(const EffectRow& row) const {
    return last_ && last_->merchant_id == row.merchant_id &&
           last_->view == row.view && last_->kind == row.kind &&
           last_->destination == row.destination;
  }

  absl::Status Compare(int64_t count) {
    const absl::StatusOr<OutboxQueue> queue = table_.FindQueue(
        checks_.view(), last_->merchant_id, last_->kind, last_->destination);
    if (absl::IsDataLoss(queue.status())) {
      checks_.report().Add(
          Space::kMeta, last_->merchant_id,
          fmt::format("the counts of the queue of kind {} for {} cannot be "
                      "read",
                      last_->kind, last_->destination));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(queue.status());
    const int64_t counted = CountOf(*queue);
    if (counted != count) {
      checks_.report().Add(
          Space::kOutboxQueues, last_->merchant_id,
          fmt::format("the queue of kind {} for {} has {} rows in view "
                      "{} and counts {}",
                      last_->kind, last_->destination, count,
                      static_cast<int>(last_->view), counted));
    }
    return absl::OkStatus();
  }

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

  const EffectTable& table_;
  Checks& checks_;
  std::optional<EffectRow> last_;
};

}  // namespace

void AddOutboxChecks(const EffectTable& table, Checks& checks) {
  checks.AddRows(Space::kOutboxQueues,
                 std::make_shared<QueueCheck>(table, checks));
}

}  // namespace comptoir::store
