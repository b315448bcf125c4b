// The events area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_
#define COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/area.h"
#include "server/base/clock.h"
#include "server/customers/customer_directory.h"
#include "server/events/event_service.h"
#include "server/events/subjects/subjects.h"
#include "server/events/watch_hub.h"
#include "server/events/webhooks/webhooks.h"
#include "server/kv/kv.h"
#include "server/store/outbox/outbox.h"
#include "server/store/reactions/reactions.h"
#include "server/store/store.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::events {

// What it is made of must outlive it; `outbox` and `reactions` must have
// stopped before it goes.
class EventsArea final : public Area {
 public:
  EventsArea(store::Store& store, const Clock& clock, store::Outbox& outbox,
             store::Reactions& reactions,
             const customers::CustomerDirectory& customers,
             WebhookOptions webhooks);

  // Says what events can be about: the tables of all areas. Before the first
  // call.
  void AddSubjects(const std::vector<const store::TableBase*>& tables) {
    for (const store::TableBase* table : tables) subjects_.Add(*table);
  }
  // See Subjects::HideBy. As AddSubjects.
  void HideSubjects(std::string prefix, Subjects::IsHidden is_hidden) {
    subjects_.HideBy(std::move(prefix), std::move(is_hidden));
  }

  // See WebhookTables.
  absl::StatusOr<std::vector<std::string>> SendingWebhooksOf(
      const kv::View& view, std::string_view merchant_id,
      std::string_view maker_id) const {
    return webhooks_.tables().SendingOf(view, merchant_id, maker_id);
  }

  std::string_view name() const override { return "events"; }
  // What happened stands in rows of the store: the log and the activity feeds.
  std::vector<const store::TableBase*> tables() const override {
    return {&webhooks_.tables().webhooks};
  }
  void AddChecks(store::Checks& checks) const override;
  void AddRequestChecks(rpc::RequestChecks* checks) const override;
  void Bind(rpc::Runtime& runtime, BoundServices* bound) override;
  absl::Status Load(const kv::View& view) override {
    return webhooks_.Load(view);
  }
  absl::Status Start(absl::Time) override { return webhooks_.Start(); }

 private:
  WatchHub hub_;
  Subjects subjects_;
  EventService service_;
  Webhooks webhooks_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_
