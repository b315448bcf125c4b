#include "server/events/webhooks/rules/webhook_secrets.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/base/timestamps.h"
#include "server/rpc/sealing/sealed_box.h"

namespace comptoir::events {

using storage::v1::FormerWebhookSecret;
using storage::v1::StoredWebhook;

namespace {

// `oldest` is the first time at which a secret goes out of use.
absl::Status TooManySecrets(absl::Time oldest, absl::Time now) {
  // In whole seconds, and not before.
  const absl::Time rotate_time =
      absl::UnixEpoch() +
      absl::Ceil(oldest - absl::UnixEpoch(), absl::Seconds(1));
  const std::string text =
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", rotate_time, absl::UTCTimeZone());
  return WithRetryDelay(
      Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_SECRETS",
            fmt::format("requests are signed with {} secrets of the webhook, "
                        "each of which stays in use for a day after the next: "
                        "rotate again at {} or later",
                        kSecretsMax, text),
            {{"rotate_time", text}}),
      rotate_time - now);
}

}  // namespace

absl::Status WebhookSecrets::Set(std::string_view secret, absl::Time now,
                                 StoredWebhook* stored) const {
  v1::Webhook& webhook = *stored->mutable_webhook();
  std::vector<FormerWebhookSecret> formers = FormersInUse(*stored, now);
  if (Open(*stored, stored->secret_box())) {
    FormerWebhookSecret& newest = *formers.emplace(formers.begin());
    newest.set_box(stored->secret_box());
    *newest.mutable_end_time() = ToTimestamp(now + kFormerSecretTime);
  }
  if (formers.size() >= kSecretsMax) {
    absl::Time oldest = absl::InfiniteFuture();
    for (const FormerWebhookSecret& former : formers) {
      oldest = std::min(oldest, ToTime(former.end_time()));
    }
    return TooManySecrets(oldest, now);
  }
  stored->clear_former_secret_box();
  webhook.clear_former_secret_end_time();
  stored->clear_older_secrets();
  for (FormerWebhookSecret& former : formers) {
    if (webhook.has_former_secret_end_time()) {
      *stored->add_older_secrets() = std::move(former);
      continue;
    }
    stored->set_former_secret_box(former.box());
    *webhook.mutable_former_secret_end_time() = former.end_time();
  }
  stored->set_secret_box(rpc::Seal(key_, webhook.id(), secret));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> WebhookSecrets::InUse(
    const StoredWebhook& stored, absl::Time now) const {
  const auto newest = Open(stored, stored.secret_box());
  if (!newest) {
    return Error(absl::StatusCode::kUnavailable, "SECRET_UNREADABLE",
                 "the webhook's secret is of another installation: rotate it");
  }
  std::vector<std::string> secrets = {*newest};
  for (const FormerWebhookSecret& former : FormersInUse(stored, now)) {
    secrets.push_back(*Open(stored, former.box()));
  }
  return secrets;
}

void WebhookSecrets::Describe(const StoredWebhook& stored,
                              v1::Webhook* webhook) const {
  const bool is_readable = Open(stored, stored.secret_box()).has_value();
  webhook->set_is_secret_unreadable(!is_readable);
  webhook->clear_former_secret_end_time();
  if (!is_readable) return;
  const std::vector<FormerWebhookSecret> formers = ReadableFormers(stored);
  if (formers.empty()) return;
  *webhook->mutable_former_secret_end_time() = formers.front().end_time();
}

std::vector<FormerWebhookSecret> WebhookSecrets::ReadableFormers(
    const StoredWebhook& stored) const {
  std::vector<FormerWebhookSecret> formers;
  const auto add = [&](const FormerWebhookSecret& former) {
    if (Open(stored, former.box())) formers.push_back(former);
  };
  FormerWebhookSecret newest;
  newest.set_box(stored.former_secret_box());
  *newest.mutable_end_time() = stored.webhook().former_secret_end_time();
  add(newest);
  for (const FormerWebhookSecret& older : stored.older_secrets()) add(older);
  return formers;
}

std::vector<FormerWebhookSecret> WebhookSecrets::FormersInUse(
    const StoredWebhook& stored, absl::Time now) const {
  std::vector<FormerWebhookSecret> formers = ReadableFormers(stored);
  std::erase_if(formers, [now](const FormerWebhookSecret& former) {
    return ToTime(former.end_time()) <= now;
  });
  return formers;
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
