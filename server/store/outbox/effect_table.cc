#include "server/store/outbox/effect_table.h"

#include <memory>
#include <utility>

#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/store.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;
using storage::v1::OutboxQueue;

// Stored.
constexpr std::string_view kQueueRows = "outbox";

Key ViewKey(EffectView view, std::string_view merchant_id) {
  const char byte = static_cast<char>(view);
  return Key(Space::kOutboxQueues, merchant_id).Raw(std::string_view(&byte, 1));
}

Key ViewKey(EffectView view, std::string_view merchant_id,
            std::string_view kind, std::string_view destination) {
  return ViewKey(view, merchant_id).Text(kind).Text(destination);
}

// Tails do not depend on the merchant.
std::string Tail(EffectView view, const OutboxEffect& effect,
                 const google::protobuf::Timestamp& time) {
  return std::string(
      ViewKey(view, kInstallation, effect.kind(), effect.destination())
          .I64(absl::ToUnixMicros(ToTime(time)))
          .tail());
}

std::vector<std::string> RowsOf(const OutboxEffect& effect) {
  switch (effect.state()) {
    case OutboxEffect::STATE_PENDING:
      return {Tail(EffectView::kDue, effect, effect.due_time()),
              Tail(EffectView::kPending, effect, effect.begin_time())};
    case OutboxEffect::STATE_DEAD:
      return {Tail(EffectView::kDead, effect, effect.settle_time())};
    case OutboxEffect::STATE_DONE:
      return {Tail(EffectView::kDone, effect, effect.settle_time())};
    default:
      return {};
  }
}

std::string QueueKey(std::string_view merchant_id, std::string_view kind,
                     std::string_view destination) {
  return Key(Space::kMeta, merchant_id)
      .Text(kQueueRows)
      .Text(kind)
      .Text(destination)
      .Take();
}

void Count(const OutboxEffect* effect, int change, OutboxQueue& queue) {
  if (effect == nullptr) return;
  switch (effect->state()) {
    case OutboxEffect::STATE_PENDING:
      return queue.set_pending_count(queue.pending_count() + change);
    case OutboxEffect::STATE_DEAD:
      return queue.set_dead_count(queue.dead_count() + change);
    case OutboxEffect::STATE_DONE:
      return queue.set_done_count(queue.done_count() + change);
    default:
      return;
  }
}

}  // namespace

std::optional<EffectRow> EffectRow::Parse(std::string_view key) {
  KeyReader reader(key);
  EffectRow row;
  std::string view;
  int64_t micros;
  if (!reader.ok() || reader.space() != Space::kOutboxQueues ||
      !reader.Raw(1, &view) || !reader.Text(&row.kind) ||
      !reader.Text(&row.destination) || !reader.I64(&micros) ||
      !reader.Id("eff", &row.id) || !reader.AtEnd()) {
    return std::nullopt;
  }
  row.merchant_id = reader.merchant_id();
  row.view = static_cast<EffectView>(view[0]);
  row.time = absl::FromUnixMicros(micros);
  return row;
}

bool ParseQueueKey(std::string_view key, std::string* kind,
                   std::string* destination) {
  KeyReader reader(key);
  std::string rows;
  return reader.ok() && reader.space() == Space::kMeta && reader.Text(&rows) &&
         rows == kQueueRows && reader.Text(kind) && reader.Text(destination) &&
         reader.AtEnd();
}

kv::Range ViewOf(EffectView view, std::string_view merchant_id) {
  return ViewKey(view, merchant_id).Prefix();
}

kv::Range ViewOf(EffectView view, std::string_view merchant_id,
                 std::string_view kind) {
  return ViewKey(view, merchant_id).Text(kind).Prefix();
}

kv::Range ViewOf(EffectView view, std::string_view merchant_id,
                 std::string_view kind, std::string_view destination) {
  return ViewKey(view, merchant_id, kind, destination).Prefix();
}

EffectTable::EffectTable()
    : table_({
          .space = Space::kOutboxEffects,
          .noun = "effect",
          .id_prefix = "eff",
          .id = [](const OutboxEffect& effect) { return effect.id(); },
          .indexes = {{Space::kOutboxQueues, RowsOf}},
      }) {}

absl::StatusOr<std::optional<OutboxEffect>> EffectTable::Find(
    const kv::View& view, std::string_view merchant_id,
    std::string_view id) const {
  return table_.Find(view, merchant_id, id);
}

absl::StatusOr<std::optional<OutboxEffect>> EffectTable::First(
    const kv::View& view, EffectView of, std::string_view merchant_id,
    std::string_view kind, std::string_view destination) const {
  const auto rows = view.Scan(ViewOf(of, merchant_id, kind, destination));
  if (!rows->Valid()) {
    RETURN_IF_ERROR(rows->status());
    return std::optional<OutboxEffect>();
  }
  const std::optional<EffectRow> row = EffectRow::Parse(rows->key());
  if (!row) return Corrupt("a row of the outbox");
  ASSIGN_OR_RETURN(std::optional<OutboxEffect> effect,
                   Find(view, merchant_id, row->id));
  if (!effect) return Corrupt("a row of the outbox");
  return effect;
}

absl::StatusOr<OutboxQueue> EffectTable::FindQueue(
    const kv::View& view, std::string_view merchant_id, std::string_view kind,
    std::string_view destination) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   view.Get(QueueKey(merchant_id, kind, destination)));
  OutboxQueue queue;
  if (value && !queue.ParseFromString(*value)) {
    return Corrupt("a queue of the outbox");
  }
  return queue;
}

absl::Status EffectTable::Change(Transaction& txn, const OutboxEffect* before,
                                 const OutboxEffect* after,
                                 OutboxQueue& queue) const {
  Count(before, -1, queue);
  Count(after, 1, queue);
  if (after != nullptr) return table_.Put(txn, *after);
  return table_.Delete(txn, before->id()).status();
}

void EffectTable::PutQueue(Transaction& txn, std::string_view kind,
                           std::string_view destination,
                           const OutboxQueue& queue) const {
  const std::string key = QueueKey(txn.merchant_id(), kind, destination);
  const std::string value = queue.SerializeAsString();
  if (value.empty()) {
    txn.Delete(key);
  } else {
    txn.Put(key, value);
  }
}

}  // namespace comptoir::store
