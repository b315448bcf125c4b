#include "server/store/outbox/effect_list.h"

#include <optional>

#include "server/base/status.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;

std::vector<EffectView> ViewsOf(OutboxEffect::State state) {
  switch (state) {
    case OutboxEffect::STATE_PENDING:
      return {EffectView::kPending};
    case OutboxEffect::STATE_DEAD:
      return {EffectView::kDead};
    case OutboxEffect::STATE_DONE:
      return {EffectView::kDone};
    default:
      return {EffectView::kPending, EffectView::kDead, EffectView::kDone};
  }
}

}  // namespace

absl::StatusOr<EffectPage> ListEffects(const kv::View& view,
                                       const EffectTable& table,
                                       std::string_view merchant_id,
                                       std::string_view kind,
                                       std::string_view destination,
                                       OutboxEffect::State state, int limit,
                                       std::string_view from) {
  EffectPage page;
  for (const EffectView of : ViewsOf(state)) {
    kv::Range range = ViewOf(of, merchant_id, kind, destination);
    if (!from.empty()) {
      if (from < range.start || from >= range.limit) continue;
      range.limit = std::string(from) + '\0';  // With the row of `from`.
      from = {};
    }
    const auto rows = view.Scan(range, kv::Direction::kReverse);
    for (; rows->Valid(); rows->Next()) {
      if (static_cast<int>(page.effects.size()) == limit) {
        page.next_key = rows->key();
        return page;
      }
      const std::optional<EffectRow> row = EffectRow::Parse(rows->key());
      if (!row) return Corrupt("a row of the outbox");
      ASSIGN_OR_RETURN(std::optional<OutboxEffect> effect,
                       table.Find(view, merchant_id, row->id));
      if (effect) page.effects.push_back(*std::move(effect));
    }
    RETURN_IF_ERROR(rows->status());
  }
  return page;
}

absl::StatusOr<EffectPage> ListDeadEffects(const kv::View& view,
                                           const EffectTable& table,
                                           std::string_view merchant_id,
                                           std::string_view kind, int limit,
                                           std::string_view from) {
  EffectPage page;
  kv::Range range = kind.empty() ? ViewOf(EffectView::kDead, merchant_id)
                                 : ViewOf(EffectView::kDead, merchant_id, kind);
  if (!from.empty()) range.start = std::string(from);
  const auto rows = view.Scan(range);
  for (; rows->Valid(); rows->Next()) {
    if (static_cast<int>(page.effects.size()) == limit) {
      page.next_key = rows->key();
      return page;
    }
    const std::optional<EffectRow> row = EffectRow::Parse(rows->key());
    if (!row) continue;
    absl::StatusOr<std::optional<OutboxEffect>> effect =
        table.Find(view, merchant_id, row->id);
    if (absl::IsDataLoss(effect.status())) continue;
    RETURN_IF_ERROR(effect.status());
    if (!*effect) continue;
    page.effects.push_back(**std::move(effect));
    page.effects.back().clear_payload();
  }
  RETURN_IF_ERROR(rows->status());
  return page;
}

}  // namespace comptoir::store
