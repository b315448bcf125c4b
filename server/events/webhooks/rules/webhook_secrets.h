// Secrets of webhooks, and what is signed with them: HMAC-SHA256 (RFC 2104) as
// the specification Standard Webhooks 1.0 has it.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_SECRETS_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_SECRETS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/webhook.pb.h"

namespace comptoir::events {

// How long requests are signed with the former secret as well.
inline constexpr absl::Duration kFormerSecretTime = absl::Hours(24);

// Keeps secrets in the records of their webhooks, sealed. Thread-safe.
class WebhookSecrets {
 public:
  // `key` is the installation's for this use, 32 bytes.
  explicit WebhookSecrets(std::string key) : key_(std::move(key)) {}

  // Gives a webhook, which has its id, `secret` from `now` on. One that it has
  // is its former secret then, unless it is unreadable.
  void Set(std::string_view secret, absl::Time now,
           storage::v1::StoredWebhook* stored) const;

  // What requests are signed with at `now`, the newest first. UNAVAILABLE,
  // reason SECRET_UNREADABLE, until the webhook has a new secret when the
  // newest was not sealed with this key.
  absl::StatusOr<std::vector<std::string>> InUse(
      const storage::v1::StoredWebhook& stored, absl::Time now) const;

  // Writes what can be said of them into `webhook`, which is of `stored`: a
  // secret that nobody can use is not shown as one.
  void Describe(const storage::v1::StoredWebhook& stored,
                v1::Webhook* webhook) const;

 private:
  // nullopt when `box` was not sealed for this webhook with this key.
  std::optional<std::string> Open(const storage::v1::StoredWebhook& stored,
                                  std::string_view box) const;

  const std::string key_;
};

// As receivers are given it: "whsec_" and the bytes in base64.
std::string WebhookSecretText(std::string_view secret);

// The header `webhook-signature`: "v1," and a signature in base64 for each
// secret, with spaces between. `id` and `time` (to the second) are the headers
// `webhook-id` and `webhook-timestamp`.
std::string WebhookSignature(const std::vector<std::string>& secrets,
                             std::string_view id, absl::Time time,
                             std::string_view body);

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_SECRETS_H_
