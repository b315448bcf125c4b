#include "server/events/webhooks/delivery/webhook_index.h"

#include <algorithm>
#include <mutex>

#include "comptoir/events/v1/webhook_events.pb.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::events {

using storage::v1::LogEntry;
using storage::v1::LoggedEvent;
using storage::v1::StoredWebhook;

WebhookSubscription::WebhookSubscription(const StoredWebhook& stored)
    : webhook_id_(stored.webhook().id()),
      is_enabled_(stored.webhook().state() == v1::WEBHOOK_STATE_ENABLED),
      after_revision_(stored.after_revision()),
      filter_({}, stored.webhook().event_types()) {}

bool WebhookSubscription::Wants(uint64_t revision,
                                const LoggedEvent& event) const {
  if (!is_enabled_ || revision <= after_revision_) return false;
  if (!event.data().Is<v1::WebhookTested>()) return filter_.Matches(event);
  return std::find(event.subjects().begin(), event.subjects().end(),
                   webhook_id_) != event.subjects().end();
}

absl::Status WebhookIndex::Load(const kv::View& view) {
  const auto rows = view.Scan(store::AllOf(store::Space::kWebhooks));
  StoredWebhook stored;
  for (; rows->Valid(); rows->Next()) {
    const store::KeyReader key(rows->key());
    if (!key.ok() ||
        !stored.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("webhook");
    }
    Change(key.merchant_id(), nullptr, &stored);
  }
  return rows->status();
}

void WebhookIndex::Change(const std::string& merchant_id,
                          const StoredWebhook* before,
                          const StoredWebhook* after) {
  const std::unique_lock lock(mutex_);
  std::vector<WebhookSubscription>& webhooks = merchants_[merchant_id];
  if (before != nullptr) {
    std::erase_if(webhooks, [&](const WebhookSubscription& webhook) {
      return webhook.webhook_id() == before->webhook().id();
    });
  }
  if (after != nullptr) {
    WebhookSubscription webhook(*after);
    if (webhook.is_enabled()) webhooks.push_back(std::move(webhook));
  }
  if (webhooks.empty()) merchants_.erase(merchant_id);
}

bool WebhookIndex::HasAny(const std::string& merchant_id) const {
  const std::shared_lock lock(mutex_);
  return merchants_.contains(merchant_id);
}

bool WebhookIndex::Wants(const std::string& merchant_id,
                         const LogEntry& entry) const {
  const std::shared_lock lock(mutex_);
  const auto merchant = merchants_.find(merchant_id);
  if (merchant == merchants_.end()) return false;
  for (const LoggedEvent& event : entry.events()) {
    for (const WebhookSubscription& webhook : merchant->second) {
      if (webhook.Wants(entry.revision(), event)) return true;
    }
  }
  return false;
}

}  // namespace comptoir::events
