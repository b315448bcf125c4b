#include "server/events/webhooks/rules/webhook_sight.h"

#include <algorithm>
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/events/v1/event.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/rpc/redaction/redaction.h"

namespace comptoir::events {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;

// The kinds of events that `webhook` sends; for all, what holds any.
std::vector<const Descriptor*> KindsOf(const v1::Webhook& webhook) {
  if (webhook.event_types().empty()) return {v1::Event::descriptor()};
  std::vector<const Descriptor*> kinds;
  for (const std::string& name : webhook.event_types()) {
    const Descriptor* kind =
        DescriptorPool::generated_pool()->FindMessageTypeByName(name);
    // There was one when the webhook was made: nothing is sent of it now.
    if (kind != nullptr) kinds.push_back(kind);
  }
  return kinds;
}

// In the order in which they are needed, each once.
std::vector<std::string> MissingOf(const Call& call,
                                   const v1::Webhook& webhook) {
  std::vector<std::string> missing;
  const auto need = [&](Permission permission) {
    if (call.Holds(permission)) return;
    const std::string& name = Permission_Name(permission);
    if (std::find(missing.begin(), missing.end(), name) == missing.end()) {
      missing.push_back(name);
    }
  };
  need(PERMISSION_EVENTS_VIEW);
  for (const Descriptor* kind : KindsOf(webhook)) {
    for (const Permission needed : rpc::NeededToSee(kind)) need(needed);
  }
  return missing;
}

std::string SomeOf(const std::vector<std::string>& names) {
  const auto named = std::min<size_t>(names.size(), kPermissionsNamed);
  std::string text =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + named, ", "));
  if (named == names.size()) return text;
  return fmt::format("{} and {} more", text, names.size() - named);
}

}  // namespace

absl::Status RequireSight(const Call& call, const v1::Webhook& webhook) {
  const std::vector<std::string> missing = MissingOf(call, webhook);
  if (missing.empty()) return absl::OkStatus();
  const std::string why =
      webhook.event_types().empty()
          ? "a webhook for all events is made by who holds every permission, "
            "since it tells whatever there is: name its event_types, or get"
          : "a webhook is made by who may see what it sends: needs";
  return Error(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
               fmt::format("{} {}", why, SomeOf(missing)),
               {{"permission", missing.front()},
                {"permissions", fmt::format("{}", fmt::join(missing, ", "))}});
}

}  // namespace comptoir::events
