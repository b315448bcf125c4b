// Webhooks as stored.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOK_TABLES_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOK_TABLES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/webhook.pb.h"
#include "server/kv/kv.h"
#include "server/store/table.h"

namespace comptoir::events {

// The kind of their effects in the outbox, whose destination is the webhook's
// id. Stored.
inline constexpr std::string_view kWebhookKind = "webhook";

// Names the delivery of an event to a webhook among all effects of the kind.
// `time` is the revision's: after a restore from a backup the same revision is
// of another event, which receivers must not take for a repetition.
std::string DeliveryKey(std::string_view webhook_id, uint64_t revision,
                        int index, absl::Time time);

struct WebhookTables {
  WebhookTables();

  store::Table<storage::v1::StoredWebhook> webhooks;

  // All of a merchant, oldest first: there are few.
  absl::StatusOr<std::vector<storage::v1::StoredWebhook>> All(
      const kv::View& view, std::string_view merchant_id) const;

  // Ids of those that send, and whose maker is this one.
  absl::StatusOr<std::vector<std::string>> SendingOf(
      const kv::View& view, std::string_view merchant_id,
      std::string_view maker_id) const;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOK_TABLES_H_
