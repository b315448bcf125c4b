#include "server/events/webhooks/rules/webhook_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "comptoir/events/v1/webhook_events.pb.h"
#include "fmt/format.h"
#include "server/base/http/address_rules.h"
#include "server/base/http/url.h"
#include "server/base/status.h"
#include "server/events/rules/event_types.h"

namespace comptoir::events {
namespace {

constexpr int kHttpOk = 200;
constexpr int kHttpMultipleChoices = 300;  // The first that is no success.
constexpr int kHttpGone = 410;

void CheckUrl(const std::string& text, bool allow_private,
              FieldViolations& violations) {
  constexpr char kField[] = "webhook.url";
  const std::optional<Url> url = ParseUrl(text);
  if (!url) {
    return violations.Add(
        kField,
        "must be a URL of a web server: https://, a host that "
        "can be looked up and, after a colon, a port from 1 "
        "to 65535");
  }
  if (url->has_user || url->has_fragment) {
    return violations.Add(kField, "must have neither user nor fragment");
  }
  const AddressKind kind = KindOfHost(url->host);
  const bool is_here = kind == AddressKind::kLoopback;
  if (url->scheme != "https" && !(url->scheme == "http" && is_here)) {
    return violations.Add(kField, "must begin with https://");
  }
  if (kind == AddressKind::kPublic) return;
  if (kind == AddressKind::kNobody) {
    return violations.Add(kField, "must not lead to an address of nobody");
  }
  if (allow_private) return;
  violations.Add(kField,
                 "must not lead to the server's own machine or into a private "
                 "network; the operator can allow it with comptoird "
                 "--webhooks_allow_private");
}

void SortEventTypes(v1::Webhook* webhook) {
  std::vector<std::string> types(webhook->event_types().begin(),
                                 webhook->event_types().end());
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  webhook->mutable_event_types()->Assign(types.begin(), types.end());
}

}  // namespace

absl::Status WebhookIsDisabled() {
  return Error(absl::StatusCode::kFailedPrecondition, kWebhookDisabled,
               "the webhook is disabled: enable it first");
}

absl::Status CheckSends(const v1::Webhook& webhook,
                        std::string_view event_type) {
  if (webhook.state() != v1::WEBHOOK_STATE_ENABLED) return WebhookIsDisabled();
  const auto& types = webhook.event_types();
  if (types.empty() ||
      event_type == v1::WebhookTested::descriptor()->full_name() ||
      std::find(types.begin(), types.end(), event_type) != types.end()) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kFailedPrecondition, kEventTypeNotWanted,
               "the webhook does not send events of this type any more: add it "
               "to event_types first");
}

absl::Status CheckAndClean(bool allow_private, v1::Webhook* webhook) {
  FieldViolations violations;
  CheckUrl(webhook->url(), allow_private, violations);
  CheckEventTypes("webhook.event_types", webhook->event_types(), violations);
  if (webhook->state() == v1::WEBHOOK_STATE_UNSPECIFIED) {
    webhook->set_state(v1::WEBHOOK_STATE_ENABLED);
  }
  if (!v1::WebhookState_IsValid(webhook->state())) {
    violations.Add("webhook.state", "must be ENABLED or DISABLED");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  SortEventTypes(webhook);
  return absl::OkStatus();
}

absl::Status ResultOf(const absl::StatusOr<HttpResponse>& response) {
  if (absl::IsInvalidArgument(response.status())) {
    // Of a webhook from before such URLs were refused: it can be given another.
    return Error(absl::StatusCode::kUnavailable, ReasonOf(response.status()),
                 "nothing can be sent to the webhook's url: change it");
  }
  if (!response.ok()) return response.status();
  const int status = response->status;
  if (status >= kHttpOk && status < kHttpMultipleChoices) {
    return absl::OkStatus();
  }
  absl::Status error =
      Error(status == kHttpGone ? absl::StatusCode::kFailedPrecondition
                                : absl::StatusCode::kUnavailable,
            fmt::format("HTTP_{}", status),
            fmt::format("the receiver answered {}", status));
  if (response->retry_after <= absl::ZeroDuration()) return error;
  return WithRetryDelay(std::move(error), response->retry_after);
}

}  // namespace comptoir::events
