// Hands committed events to the streams that watch.
//
// A stream reads the log by revision: from a short memory of the newest
// entries while it keeps up, from the store when it has fallen behind. Being a
// position and nothing else, it cannot lose or repeat an entry when it changes
// between the two, and a slow client costs nothing but its position.
#ifndef COMPTOIR_SERVER_EVENTS_WATCH_HUB_H_
#define COMPTOIR_SERVER_EVENTS_WATCH_HUB_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/events/v1/event_service.pb.h"
#include "server/base/clock.h"
#include "server/events/rules/event_filter.h"
#include "server/kv/kv.h"
#include "server/rpc/stream.h"
#include "server/store/store.h"

namespace comptoir::events {

struct WatchHubOptions {
  // Newest entries kept in memory, for each merchant that is watched.
  int entries_kept_max = 1024;
  size_t bytes_kept_max = 1024 * 1024;
  // Streams of one merchant.
  int watchers_max = 1000;
  // A stream says where it stands when it has said nothing for this long. With
  // the tick it makes at most 15 s.
  absl::Duration bookmark_interval = absl::Seconds(13);
  absl::Duration tick = absl::Seconds(1);
};

// Thread-safe.
class WatchHub {
 public:
  using Response = v1::WatchEventsResponse;

  // To be made before the store starts. `store` and `clock` must outlive this
  // and every stream.
  WatchHub(store::Store& store, const Clock& clock,
           WatchHubOptions options = {});
  // Streams that are left live on, but nothing wakes them any more.
  ~WatchHub();

  // Says which events a stream is sent, as of a state. Asked when it starts,
  // and anew whenever customers about whom it is sent events become one profile
  // or are no more.
  using MakeFilter =
      std::function<absl::StatusOr<EventFilter>(const kv::View& view)>;

  // Starts a stream of the events that the request names, by `make_filter` when
  // it is given; see EventService.WatchEvents for its errors.
  absl::StatusOr<std::unique_ptr<rpc::Source<Response>>> Watch(
      const std::string& merchant_id, const v1::WatchEventsRequest& request,
      rpc::Wake wake, MakeFilter make_filter = nullptr);

  // Wakes the streams that should say where they stand. Done every tick by a
  // thread of the hub's own.
  void WakeForBookmarks();

  // What is shared with the streams and the store's listener, which may
  // outlive the hub. Defined in watch_hub.cc.
  class Core;

 private:
  std::shared_ptr<Core> core_;
  std::thread waker_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WATCH_HUB_H_
