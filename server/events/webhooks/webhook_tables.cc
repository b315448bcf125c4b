#include "server/events/webhooks/webhook_tables.h"

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::events {

using storage::v1::StoredWebhook;
using store::Key;
using store::Space;

std::string DeliveryKey(std::string_view webhook_id, uint64_t revision,
                        int index, absl::Time time) {
  return fmt::format("{}/{}/{}/{}", webhook_id, revision, index,
                     absl::ToUnixMicros(time));
}

WebhookTables::WebhookTables()
    : webhooks({.space = Space::kWebhooks,
                .noun = "webhook",
                .id_prefix = "whk",
                .id =
                    [](const StoredWebhook& stored) {
                      return stored.webhook().id();
                    },
                .indexes = {}}) {}

absl::StatusOr<std::vector<StoredWebhook>> WebhookTables::All(
    const kv::View& view, std::string_view merchant_id) const {
  std::vector<StoredWebhook> all;
  const auto rows = view.Scan(Key(Space::kWebhooks, merchant_id).Prefix());
  for (; rows->Valid(); rows->Next()) {
    StoredWebhook& stored = all.emplace_back();
    if (!stored.ParseFromArray(rows->value().data(),
                               static_cast<int>(rows->value().size()))) {
      return Corrupt("webhook");
    }
  }
  RETURN_IF_ERROR(rows->status());
  return all;
}

absl::StatusOr<std::vector<std::string>> WebhookTables::SendingOf(
    const kv::View& view, std::string_view merchant_id,
    std::string_view maker_id) const {
  ASSIGN_OR_RETURN(const std::vector<StoredWebhook> all,
                   All(view, merchant_id));
  std::vector<std::string> ids;
  for (const StoredWebhook& stored : all) {
    const v1::Webhook& webhook = stored.webhook();
    if (webhook.maker_id() == maker_id &&
        webhook.state() == v1::WEBHOOK_STATE_ENABLED) {
      ids.push_back(webhook.id());
    }
  }
  return ids;
}

}  // namespace comptoir::events
