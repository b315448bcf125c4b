#include "server/store/outbox/verify_outbox.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxQueue;

constexpr EffectView kViews[] = {EffectView::kDue, EffectView::kPending,
                                 EffectView::kDead, EffectView::kDone};

int64_t CountOf(const OutboxQueue& queue, EffectView view) {
  switch (view) {
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

class QueueCheck {
 public:
  QueueCheck(const EffectTable& table, Checks& checks)
      : table_(table), checks_(checks) {}

  // Counts a view of a queue when it meets the view's first row.
  absl::Status SeeRow(std::string_view key) {
    std::optional<EffectRow> row = EffectRow::Parse(key);
    // A row that is none is an extra row of the index.
    if (!row || IsOfSameView(*row)) return absl::OkStatus();
    last_ = *std::move(row);
    const auto rows = RowsOf(*last_);
    if (rows->Valid() && rows->key() != key) return absl::OkStatus();
    int64_t count = 0;
    for (; rows->Valid(); rows->Next()) ++count;
    RETURN_IF_ERROR(rows->status());
    checks_.Spend(count);
    const absl::StatusOr<OutboxQueue> queue = FindQueue(*last_);
    // SeeCounts() names what cannot be read.
    if (absl::IsDataLoss(queue.status())) return absl::OkStatus();
    RETURN_IF_ERROR(queue.status());
    Compare(*last_, count, CountOf(*queue, last_->view));
    return absl::OkStatus();
  }

  // Looks for the views that have no row.
  absl::Status SeeCounts(std::string_view key) {
    EffectRow none;
    if (!ParseQueueKey(key, &none.kind, &none.destination)) {
      return absl::OkStatus();
    }
    none.merchant_id = KeyReader(key).merchant_id();
    const absl::StatusOr<OutboxQueue> queue = FindQueue(none);
    if (absl::IsDataLoss(queue.status())) {
      checks_.report().Add(
          Space::kMeta, none.merchant_id,
          fmt::format("the counts of the queue of kind {} for {} cannot be "
                      "read",
                      none.kind, none.destination));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(queue.status());
    for (const EffectView view : kViews) {
      none.view = view;
      const int64_t counted = CountOf(*queue, view);
      if (counted == 0) continue;
      checks_.Spend(1);
      const auto rows = RowsOf(none);
      RETURN_IF_ERROR(rows->status());
      if (!rows->Valid()) Compare(none, 0, counted);
    }
    return absl::OkStatus();
  }

 private:
  bool IsOfSameView(const EffectRow& row) const {
    return last_ && last_->merchant_id == row.merchant_id &&
           last_->view == row.view && last_->kind == row.kind &&
           last_->destination == row.destination;
  }

  std::unique_ptr<kv::Iterator> RowsOf(const EffectRow& row) const {
    return checks_.view().Scan(
        ViewOf(row.view, row.merchant_id, row.kind, row.destination));
  }

  absl::StatusOr<OutboxQueue> FindQueue(const EffectRow& row) const {
    return table_.FindQueue(checks_.view(), row.merchant_id, row.kind,
                            row.destination);
  }

  void Compare(const EffectRow& row, int64_t count, int64_t counted) {
    if (counted == count) return;
    checks_.report().Add(
        Space::kOutboxQueues, row.merchant_id,
        fmt::format("the queue of kind {} for {} has {} rows in view {} and "
                    "counts {}",
                    row.kind, row.destination, count,
                    static_cast<int>(row.view), counted));
  }

  const EffectTable& table_;
  Checks& checks_;
  std::optional<EffectRow> last_;
};

}  // namespace

void AddOutboxChecks(const EffectTable& table, Checks& checks) {
  const auto check = std::make_shared<QueueCheck>(table, checks);
  checks.AddRows(Space::kOutboxQueues,
                 [check](auto key, auto) { return check->SeeRow(key); });
  checks.AddRows(Space::kMeta,
                 [check](auto key, auto) { return check->SeeCounts(key); });
}

}  // namespace comptoir::store
