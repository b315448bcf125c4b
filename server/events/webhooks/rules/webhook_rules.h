// What is a good webhook, and what a receiver's answer means.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_RULES_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_RULES_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/events/v1/webhook.pb.h"
#include "server/base/http/http_client.h"

namespace comptoir::events {

// Reasons of failed deliveries: the receiver wants no more; nobody wants to
// send.
inline constexpr char kWebhookGone[] = "HTTP_410";
inline constexpr char kWebhookDisabled[] = "WEBHOOK_DISABLED";
inline constexpr char kEventTypeNotWanted[] = "EVENT_TYPE_NOT_WANTED";

// FAILED_PRECONDITION, reason kWebhookDisabled.
absl::Status WebhookIsDisabled();

// Whether a webhook as it is now sends events of this type, whatever it was
// when they happened: FAILED_PRECONDITION, reason kWebhookDisabled or
// kEventTypeNotWanted. A test is always wanted.
absl::Status CheckSends(const v1::Webhook& webhook,
                        std::string_view event_type);

// Puts the event types in order, each once; UNSPECIFIED becomes ENABLED.
// INVALID_ARGUMENT for a url that nothing can be sent to, event types that do
// not exist, and states that are none.
absl::Status CheckAndClean(bool allow_private, v1::Webhook* webhook);

// What a delivery came to, as store/outbox's EffectDone wants it: OK when the
// receiver has it; FAILED_PRECONDITION, which is final, when it is gone;
// anything else is worth trying again. Reasons are such as "HTTP_503".
absl::Status ResultOf(const absl::StatusOr<HttpResponse>& response);

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_RULES_H_
