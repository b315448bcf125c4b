#include "server/events/webhooks/delivery/verify_webhooks.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_spaces.h"
#include "server/store/outbox/effect_table.h"

namespace comptoir::events {
namespace {

using store::EffectRow;
using store::EffectView;
using store::Space;

class DeliveryCheck {
 public:
  DeliveryCheck(const WebhookTables& tables, store::Checks& checks)
      : tables_(tables), checks_(checks) {}

  absl::Status See(std::string_view key, std::string_view) {
    const std::optional<EffectRow> row = EffectRow::Parse(key);
    // What is due is pending, too: one row of each delivery is enough.
    if (!row || row->kind != kWebhookKind || row->view == EffectView::kDue) {
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(LookUp(row->merchant_id, row->destination));
    if (!is_somebody_) {
      checks_.report().Add(Space::kOutboxQueues, row->merchant_id,
                           fmt::format("delivery {} is to {}, which does not "
                                       "exist",
                                       row->id, row->destination));
    }
    return absl::OkStatus();
  }

 private:
  // Rows come queue by queue: the last answer is kept.
  absl::Status LookUp(const std::string& merchant_id,
                      const std::string& webhook_id) {
    if (merchant_id == merchant_id_ && webhook_id == webhook_id_) {
      return absl::OkStatus();
    }
    const kv::View& view = checks_.view();
    // A damaged webhook is for the check of its table to name.
    const auto webhook = tables_.webhooks.Find(view, merchant_id, webhook_id);
    if (!webhook.ok() && !absl::IsDataLoss(webhook.status())) {
      return webhook.status();
    }
    is_somebody_ = !webhook.ok() || webhook->has_value();
    if (!is_somebody_) {
      const auto queue =
          effects_.FindQueue(view, merchant_id, kWebhookKind, webhook_id);
      // One that is damaged is for the check of the outbox to name.
      if (!queue.ok() && !absl::IsDataLoss(queue.status())) {
        return queue.status();
      }
      is_somebody_ = !queue.ok() || queue->is_dropped();
    }
    merchant_id_ = merchant_id;
    webhook_id_ = webhook_id;
    return absl::OkStatus();
  }

  const WebhookTables& tables_;
  store::Checks& checks_;
  const store::EffectTable effects_;
  std::string merchant_id_;
  std::string webhook_id_;
  bool is_somebody_ = true;
};

}  // namespace

void AddWebhookChecks(const WebhookTables& tables, store::Checks& checks) {
  checks.AddRows(Space::kOutboxQueues,
                 std::make_shared<DeliveryCheck>(tables, checks));
}

}  // namespace comptoir::events
