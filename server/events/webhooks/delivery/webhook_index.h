// Which webhooks there are, in memory: so that merchants without any cost
// nothing, and events that nobody wants hardly more.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_INDEX_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_INDEX_H_

#include <cstdint>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "comptoir/storage/v1/log.pb.h"
#include "comptoir/storage/v1/webhook.pb.h"
#include "server/events/rules/event_filter.h"
#include "server/kv/kv.h"

namespace comptoir::events {

// What a webhook wants; nothing while it is disabled. Immutable.
class WebhookSubscription {
 public:
  explicit WebhookSubscription(const storage::v1::StoredWebhook& stored);

  const std::string& webhook_id() const { return webhook_id_; }
  bool is_enabled() const { return is_enabled_; }

  bool Wants(uint64_t revision, const storage::v1::LoggedEvent& event) const;

 private:
  std::string webhook_id_;
  bool is_enabled_;
  uint64_t after_revision_;
  EventFilter filter_;
};

// Thread-safe.
class WebhookIndex {
 public:
  // Takes all webhooks of `view`.
  absl::Status Load(const kv::View& view);

  // A webhook changed from `before` to `after`; null when it was not, or is no
  // more, there.
  void Change(const std::string& merchant_id,
              const storage::v1::StoredWebhook* before,
              const storage::v1::StoredWebhook* after);

  // Whether the merchant has an enabled webhook.
  bool HasAny(const std::string& merchant_id) const;

  // Whether an enabled webhook wants an event of `entry`.
  bool Wants(const std::string& merchant_id,
             const storage::v1::LogEntry& entry) const;

 private:
  mutable std::shared_mutex mutex_;
  // Those that are enabled.
  absl::flat_hash_map<std::string, std::vector<WebhookSubscription>> merchants_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_INDEX_H_
