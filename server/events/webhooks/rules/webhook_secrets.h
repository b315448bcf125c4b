// Secrets of webhooks, and what is signed with them: HMAC-SHA256 (RFC 2104) as
// the specification Standard Webhooks 1.0 has it.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_SECRETS_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_SECRETS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/webhook.pb.h"

namespace comptoir::events {

// How long requests are signed with a former secret as well.
inline constexpr absl::Duration kFormerSecretTime = absl::Hours(24);
// Of one webhook and in use at once, the newest included: each is one more
// signature in a header of every request.
inline constexpr int kSecretsMax = 10;

// Keeps secrets in the records of their webhooks, sealed. Thread-safe.
class WebhookSecrets {
 public:
  // `key` is the installation's for this use, 32 bytes.
  explicit WebhookSecrets(std::string key) : key_(std::move(key)) {}

  // Gives a webhook, which has its id, `secret` from `now` on. One that it has
  // is a former secret then, unless it is unreadable; those that are former
  // ones stay in use for the time that each was promised.
  //
  // RESOURCE_EXHAUSTED, reason TOO_MANY_SECRETS, where that makes more than
  // kSecretsMax: the `rotate_time` of its metadata, and its retry delay, say
  // when there is room again.
  absl::Status Set(std::string_view secret, absl::Time now,
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
  // The former secrets that can be read, the newest first, whether their time
  // is over or not.
  std::vector<storage::v1::FormerWebhookSecret> ReadableFormers(
      const storage::v1::StoredWebhook& stored) const;
  // Of these those whose time is not over at `now`.
  std::vector<storage::v1::FormerWebhookSecret> FormersInUse(
      const storage::v1::StoredWebhook& stored, absl::Time now) const;
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
