// Who may make a webhook send what.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_SIGHT_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_SIGHT_H_

#include "absl/status/status.h"
#include "comptoir/events/v1/webhook.pb.h"
#include "server/rpc/call.h"

namespace comptoir::events {

// So many missing permissions are named in a message; the metadata has all.
inline constexpr int kPermissionsNamed = 8;

// Whoever makes a webhook is told by it what they see anyway. One for all
// events tells of later ones too: its maker must be able to see whatever there
// is.
//
// PERMISSION_DENIED, reason PERMISSION_DENIED, with the first permission that
// is missing as `permission` in its metadata, and all of them as `permissions`,
// with commas between.
absl::Status RequireSight(const Call& call, const v1::Webhook& webhook);

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_RULES_WEBHOOK_SIGHT_H_
