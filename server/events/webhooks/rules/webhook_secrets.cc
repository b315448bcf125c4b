#include "server/events/webhooks/rules/webhook_secrets.h"

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/base/timestamps.h"
#include "server/rpc/sealing/sealed_box.h"

namespace comptoir::events {

using storage::v1::StoredWebhook;

void WebhookSecrets::Set(std::string_view secret, absl::Time now,
                         StoredWebhook* stored) const {
  v1::Webhook& webhook = *stored->mutable_webhook();
  if (Open(*stored, stored->secret_box())) {
    stored->set_former_secret_box(stored->secret_box());
    *webhook.mutable_former_secret_end_time() =
        ToTimestamp(now + kFormerSecretTime);
  } else {
    stored->clear_former_secret_box();
    webhook.clear_former_secret_end_time();
  }
  stored->set_secret_box(rpc::Seal(key_, webhook.id(), secret));
}

absl::StatusOr<std::vector<std::string>> WebhookSecrets::InUse(
    const StoredWebhook& stored, absl::Time now) const {
  const v1::Webhook& webhook = stored.webhook();
  const auto newest = Open(stored, stored.secret_box());
  if (!newest) {
    return Error(absl::StatusCode::kUnavailable, "SECRET_UNREADABLE",
                 "the webhook's secret is of another installation: rotate it");
  }
  std::vector<std::string> secrets = {*newest};
  if (!webhook.has_former_secret_end_time() ||
      ToTime(webhook.former_secret_end_time()) <= now) {
    return secrets;
  }
  const auto former = Open(stored, stored.former_secret_box());
  if (former) secrets.push_back(*former);
  return secrets;
}

void WebhookSecrets::Describe(const StoredWebhook& stored,
                              v1::Webhook* webhook) const {
  const bool is_readable = Open(stored, stored.secret_box()).has_value();
  webhook->set_is_secret_unreadable(!is_readable);
  if (!is_readable || !Open(stored, stored.former_secret_box())) {
    webhook->clear_former_secret_end_time();
  }
}

std::optional<std::string> WebhookSecrets::Open(const StoredWebhook& stored,
                                                std::string_view box) const {
  return rpc::Unseal(key_, stored.webhook().id(), box);
}

std::string WebhookSecretText(std::string_view secret) {
  return "whsec_" + absl::Base64Escape(ToAbsl(secret));
}

std::string WebhookSignature(const std::vector<std::string>& secrets,
                             std::string_view id, absl::Time time,
                             std::string_view body) {
  const std::string content =
      fmt::format("{}.{}.{}", id, absl::ToUnixSeconds(time), body);
  std::string signatures;
  for (const std::string& secret : secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += "v1,";
    signatures += absl::Base64Escape(HmacSha256(secret, content));
  }
  return signatures;
}

}  // namespace comptoir::events
